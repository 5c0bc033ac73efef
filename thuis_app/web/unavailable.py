"""Responses when the database is not reachable, and for unexpected errors.

Nothing here may touch the database, the session or the language of the user: the page
is in Dutch, with a line in English, and carries what was sent so that it can be sent
again. The idempotency key among it keeps that from being processed twice.
"""

from flask import Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from thuis_app.web.htmx import wants_notice
from thuis_app.web.resume import PASSWORDS

RETRY_AFTER_SECONDS = 10


def page(status: int) -> Response:
    """An answer 503, or 500, as a page or as a notice on the page that asked."""
    name = "_unavailable.html" if wants_notice() else "unavailable.html"
    # Not `render_template`: its context asks for the user and the foundation.
    template = current_app.jinja_env.get_template(f"errors/{name}")
    again = _to_send_again()
    is_once = "form_key" in dict(again)
    html = template.render(status=status, again=again, is_once=is_once)
    answer = Response(html, status)
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if wants_notice():
        answer.headers["HX-Retarget"] = "#notice"
        answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def _to_send_again() -> list[tuple[str, str]]:
    """The answers of the form that was sent; none with a password, none too large."""
    if request.method != "POST":
        return []
    try:
        form = request.form
    except RequestEntityTooLarge:
        return []
    return [] if PASSWORDS & set(form) else list(form.items(multi=True))
