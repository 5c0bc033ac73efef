"""Whole page or fragment: the only file that decides."""

from functools import partial
from typing import Any

from flask import Response, flash, redirect
from htmx_flask import make_response, request

from thuis_app.core.database import on_commit
from thuis_app.web.links import link
from thuis_app.web.responses import Part, TemplateResponse
from thuis_app.web.return_to import is_own_address, leading_back, return_page

UNDO = "undo"
"""The category of the flashed address that undoes what the message says."""


def wants_fragment() -> bool:
    """True when htmx will swap the answer into a page that is already there."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def wants_notice() -> bool:
    """True when the refusal is shown as a notice, and the page stays."""
    htmx = request.htmx
    return bool(htmx) and not htmx.history_restore_request


def render(template: str, fragment: str, **context: Any) -> TemplateResponse:
    """A page, or only the named block of it; rendered after the transaction."""
    block = fragment if wants_fragment() else ""
    return TemplateResponse(Part(template, block, context))


def part(template: str, **context: Any) -> TemplateResponse:
    """A partial by itself, such as the next rows of a list."""
    return TemplateResponse(Part(template, context=context))


def done(
    message: Any,
    page: str,
    template: str | None = None,
    fragment: str = "",
    *,
    undo: int | None = None,
    undo_here: bool = False,
    **context: Any,
) -> Response:
    """Answer a change: show what changed with a notice, or go on to `page`.

    Without a template the whole of `page` is shown, also to htmx. After a form that was
    opened from a list it is that list. `undo` is the change that was done, which the
    notice then offers to undo; that leads back to the list, and with `undo_here` to
    `page`. The message is said after the commit, and never
    when that fails.
    """
    came_from = return_page()
    if came_from:
        template, page = None, came_from
    undo_page = link("undo", change_id=undo) if undo else ""
    if undo_page and (came_from or undo_here):
        undo_page = leading_back(undo_page, page)
    if template is None or not wants_fragment():
        on_commit(partial(flash, str(message)))
        if undo_page:
            on_commit(partial(flash, undo_page, UNDO))
        return go(page)
    notice = {"message": message, "out_of_band": True, "undo": undo_page}
    return TemplateResponse(
        Part(template, fragment, context),
        Part("_shared/_notice.html", context=notice),
        page=page,
    )


def go(page: str) -> Response:
    """Leave this page for another, wherever the request came from."""
    if request.htmx:
        answer: Response = make_response("", redirect=page)
        return answer
    # Flask types a redirect as any response of Werkzeug.
    away: Any = redirect(page, 303)
    return away  # type: ignore[no-any-return]


def go_within(page: str) -> Response:
    """Go to this page where it lies within this site, else home."""
    return go(page if is_own_address(page) else "/")
