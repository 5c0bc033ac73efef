"""Whole page or fragment: the only file that decides."""

from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from htmx_flask import make_response, request
from jinja2_fragments.flask import render_block


def wants_fragment() -> bool:
    """True when htmx will swap the answer into a page that is already there."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(template: str, fragment: str, **context: Any) -> str:
    """Show a page, or only the named block of it."""
    if wants_fragment():
        return render_block(template, fragment, **context)
    return render_template(template, **context)


def done(
    message: Any,
    page: str,
    template: str | None = None,
    fragment: str | None = None,
    **context: Any,
) -> ResponseReturnValue:
    """Answer a deed that succeeded: show what changed, or go on to `page`.

    Without a template the whole of `page` is shown, also to htmx.
    """
    if template is None or not wants_fragment():
        flash(str(message))
        return go(page)
    changed = (
        render_block(template, fragment, **context)
        if fragment
        else render_template(template, **context)
    )
    return changed + render_template(
        "_shared/_notice.html", message=message, out_of_band=True
    )


def go(page: str) -> ResponseReturnValue:
    """Leave this page for another, wherever the request came from."""
    return make_response("", redirect=page) if request.htmx else redirect(page, 303)
