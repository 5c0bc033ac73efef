"""Error handlers: a refusal becomes a page, or a notice on the page it came from."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from htmx_flask import make_response
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from thuis_app.core import audit_log, deferred_writes, disk_reserve, events
from thuis_app.core.database import db, roll_back
from thuis_app.core.errors import Busy, Clash, Denied, Missing, Refused, RuleBroken
from thuis_app.core.failures import Failure, is_full, is_locked, kind_of
from thuis_app.core.moved_ids import MovedIdAsked
from thuis_app.web import unavailable
from thuis_app.web.guard import actor
from thuis_app.web.htmx import wants_notice
from thuis_app.web.request_events import RequestAuditEvent

STATUS: dict[type[Refused], int] = {
    Missing: 404,
    Denied: 403,
    RuleBroken: 409,
    Clash: 409,
}

TITLES = {
    400: _l("This did not come through well"),
    403: _l("This is not for your account"),
    404: _l("There is nothing here"),
    405: _l("This did not come through well"),
    409: _l("This cannot be done now"),
    413: _l("This is too much at once"),
    414: _l("This is too much at once"),
    415: _l("This did not come through well"),
    429: _l("Too many tries"),
}

ADVICE = {
    400: _l("Go back, load the page again and try once more. Nothing was saved."),
    403: _l("Ask your coordinator if you think you need this. Nothing was changed."),
    404: _l("It may be gone, or it belongs to somebody else. Ask your coordinator."),
    409: _l("Somebody else may have been first. Look at how it stands now."),
    413: _l("Use less text or a smaller file. Nothing was saved."),
    414: _l("Search with fewer words. Nothing was saved."),
    415: _l("Send this by the form on the page. Nothing was saved."),
    429: _l("Wait a minute and try again, or call your coordinator."),
}

MESSAGES = {
    "state.no_such_move": _l("This step is not possible from where it stands now."),
    "stale": _l("Somebody else changed this just now."),
}
NOTED = {403: RequestAuditEvent.REFUSED, 404: RequestAuditEvent.MISSING}


def register(app: Flask, messages: Iterable[Mapping[str, Any]]) -> None:
    """Set the sentences of rules by their codes: `{"room.full": _l("…")}`."""
    app.extensions["messages"] = MESSAGES | {
        code: sentence for one in messages for code, sentence in one.items()
    }


def sentence(error: Refused) -> str:
    """The message for the user about a refusal."""
    if error.message:
        return str(error.message)
    if isinstance(error, Clash):
        return str(MESSAGES["stale"])
    if isinstance(error, RuleBroken):
        messages = current_app.extensions["messages"]
        return str(messages.get(error.code, TITLES[409]))
    return str(TITLES[STATUS.get(type(error), 400)])


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Clash, _clash)
    app.register_error_handler(Busy, _unavailable)
    app.register_error_handler(HTTPException, _http_error)
    for beyond in (OverflowError, DataError):
        app.register_error_handler(beyond, _beyond)
    for failed in (SQLAlchemyError, StaleDataError, OSError):
        app.register_error_handler(failed, _failed)
    app.register_error_handler(Exception, _fault)


def _refused(error: Refused) -> ResponseReturnValue:
    if isinstance(error, Missing) and (address := _moved()):
        return redirect(address, 307)
    status = STATUS.get(type(error), 400)
    _note(status)
    return _show(status, sentence(error))


def _moved() -> str:
    """The same address with the id under which a row is found now; '' for none.

    The browser asks there once more, with the form that it sent.
    """
    arguments = dict(request.view_args or {})
    if not current_user.is_authenticated or request.endpoint is None:
        return ""
    roll_back()
    for name, value in arguments.items():
        if isinstance(value, int):
            question = MovedIdAsked(name, value)
            found = [new for new in events.gather(actor(), question) if new]
            arguments[name] = next(iter(found), value)
    if arguments == request.view_args:
        return ""
    values: dict[str, Any] = request.args.to_dict() | arguments
    return url_for(request.endpoint, **values)


def _note(status: int) -> None:
    """Defer an audit line of what a user who is signed in may not do, or see.

    Of a 404 only at an address with the id of something: the rest is mistyped.
    """
    is_row = request.view_args and request.endpoint != "static"
    is_noted = status in NOTED and (is_row or status != 404)
    if is_noted and current_user.is_authenticated:
        audit_log.log_refusal(actor(), NOTED[status], request.endpoint or "")


def _clash(error: Clash) -> ResponseReturnValue:
    """Twice in a row: another writer was first, or held the database too long."""
    name = type(error.__cause__).__name__
    current_app.logger.warning("clash at %s: %s", request.endpoint, name)
    if is_locked(error.__cause__):
        return unavailable.page(503)
    return _show(409, sentence(error))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()
    if status >= 500:
        return unavailable.page(status)
    _note(status)
    return _show(status, str(TITLES.get(status, TITLES[400])))


def _beyond(_error: Exception) -> ResponseReturnValue:
    """An address with a number or a sign in it that no row of ours can have."""
    roll_back()
    _note(404)
    return _show(404, str(TITLES[404]))


def _failed(error: Exception) -> ResponseReturnValue:
    """A failure of the database or the disk, or of no known kind."""
    kind = kind_of(error)
    if kind is Failure.FAULT:
        return _fault(error)
    return _unavailable(error)


def _unavailable(error: Exception) -> ResponseReturnValue:
    """The database is away, read-only, full or busy: nothing here may ask it again."""
    name = type(error).__name__
    current_app.logger.error("unavailable at %s: %s", request.endpoint, name)
    if is_full(error) and disk_reserve.release(db.engine):
        current_app.logger.warning("the disk is full: its reserve was released")
    return unavailable.page(503)


def _fault(error: Exception) -> ResponseReturnValue:
    """An answer 500 is always a fault of ours; the log names it, without data."""
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("fault at %s", request.endpoint, exc_info=error)
    return unavailable.page(500)


def _show(status: int, message: str) -> ResponseReturnValue:
    """Say what was refused, once what was deferred has been committed."""
    try:
        roll_back()
        deferred_writes.flush()
        return _page(status, message)
    except (SQLAlchemyError, Busy) as error:
        return _failed(error)


def _page(status: int, message: str) -> ResponseReturnValue:
    advice = ADVICE.get(status, ADVICE[400])
    if not wants_notice():
        title = TITLES.get(status, TITLES[400])
        page = render_template(
            "errors/refused.html",
            title=title,
            message=message if message != str(title) else "",
            advice=advice,
            status=status,
        )
        return page, status
    notice = render_template(
        "_shared/_notice.html",
        message=f"{message}. {advice}"
        if message[-1:].isalnum()
        else f"{message} {advice}",
        kind="",
        out_of_band=False,
    )
    answer: Response = make_response(notice, status, retarget="#notice")
    # Fragments that the form would select are not in a notice.
    answer.headers["HX-Reselect"] = "unset"
    return answer
