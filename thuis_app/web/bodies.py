"""Limits the kind and the size of request bodies.

This is checked before anything reads the body. Forms are read as forms alone: Flask-WTF
would fill one from JSON as well, past the idempotency key and the limit on forms.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

READING = {"GET", "HEAD", "OPTIONS"}
# The largest body of each kind, in bytes: seven full notes in a script of three bytes a
# letter fit in a form, and the largest envelope of a tablet in JSON. None: the limit of
# the application. Werkzeug's limit on forms in memory holds for multipart alone.
FORMS = {
    "application/x-www-form-urlencoded": 256 * 1024,
    "multipart/form-data": None,
}
FOR_SCRIPTS = {"application/json": 128 * 1024}
LONGEST_QUERY = 8 * 1024


def takes_json(view: View) -> View:
    """Mark a view that reads JSON and no form; its address is below /tablet/."""
    view.takes_json = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    @app.before_request
    def refuse_other_bodies() -> None:
        """Abort with 414 or 415; a body that is too large is a 413 once it is read."""
        if len(request.query_string) > LONGEST_QUERY:
            abort(414)
        view = current_app.view_functions.get(request.endpoint or "")
        kinds = FOR_SCRIPTS if getattr(view, "takes_json", False) else FORMS
        if _is_sent() and request.mimetype not in kinds:
            abort(415)
        if limit := kinds.get(request.mimetype):
            request.max_content_length = limit


def _is_sent() -> bool:
    """Whether there is a body, or a word on what it is."""
    is_read = request.method in READING
    has_body = request.content_length or "Transfer-Encoding" in request.headers
    return bool(has_body or (request.mimetype and not is_read))
