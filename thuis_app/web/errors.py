"""How a refusal looks: a page, or a notice on the page that asked."""

from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from htmx_flask import make_response
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from thuis_app.core import trail
from thuis_app.core.database import let_go
from thuis_app.core.errors import Denied, Missing, Refused, RuleBroken
from thuis_app.web.htmx import wants_fragment

STATUS: dict[type[Refused], int] = {Missing: 404, Denied: 403, RuleBroken: 409}

TITLES = {
    400: _l("This did not come through well"),
    403: _l("This is not for your account"),
    404: _l("There is nothing here"),
    405: _l("This did not come through well"),
    409: _l("This cannot be done now"),
    413: _l("This is too much at once"),
    429: _l("Too many tries"),
    500: _l("Something went wrong, and that is not your fault"),
}

ADVICE = {
    400: _l("Go back, load the page again and try once more. Nothing was saved."),
    403: _l("Ask your coordinator if you think you need this. Nothing was changed."),
    404: _l("It may be gone, or it belongs to somebody else. Ask your coordinator."),
    409: _l("Somebody else may have been first. Look at how it stands now."),
    413: _l("Use less text or a smaller file. Nothing was saved."),
    429: _l("Wait a quarter of an hour and try again, or call your coordinator."),
    500: _l("Nothing that was saved is lost. Try again, or call your coordinator."),
}

RULES: dict[str, Any] = {
    "state.no_such_move": _l("This step is not possible from where it stands now."),
    "stale": _l("Somebody else changed this just now."),
}


def rules(sentences: dict[str, Any]) -> None:
    """Give the rules of a feature their sentences: `{"room.full": _l("…")}`."""
    RULES.update(sentences)


def sentence(error: Refused) -> str:
    """What to say to the user about a refusal."""
    if error.message:
        return str(error.message)
    if isinstance(error, RuleBroken):
        return str(RULES.get(error.code, TITLES[409]))
    return str(TITLES[STATUS.get(type(error), 400)])


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    for beyond in (OverflowError, DataError):
        app.register_error_handler(beyond, _beyond)
    for collided in (StaleDataError, IntegrityError, OperationalError):
        app.register_error_handler(collided, _collided)
    app.register_error_handler(Exception, _fault)


def _refused(error: Refused) -> ResponseReturnValue:
    if isinstance(error, Denied) and current_user.is_authenticated:
        who = current_user._get_current_object()
        trail.refused(who, f"refused {request.endpoint}")
    return _show(STATUS.get(type(error), 400), sentence(error))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    return _show(status, str(TITLES.get(status, TITLES[400])))


def _beyond(_error: Exception) -> ResponseReturnValue:
    """An address with a number or a sign in it that no row of ours can have."""
    let_go()
    return _show(404, str(TITLES[404]))


def _collided(error: Exception) -> ResponseReturnValue:
    """Two at once: do it again on how it stands now, which says what is wrong."""
    let_go()
    if g.get("second_try"):
        current_app.logger.error("collided twice: %s", type(error).__name__)
        return _show(409, str(RULES["stale"]))
    g.second_try = True
    return current_app.full_dispatch_request()


def _fault(error: Exception) -> ResponseReturnValue:
    """An answer 500 is always a fault of ours; the log names it, without data."""
    if current_app.testing or current_app.debug:
        raise error
    let_go()
    current_app.logger.error(
        "fault at %s", request.endpoint, exc_info=_without_values(error)
    )
    return _show(500, str(TITLES[500]))


def _without_values(error: Exception) -> Exception:
    if hasattr(error, "hide_parameters"):
        error.hide_parameters = True
    return error


def _show(status: int, message: str) -> ResponseReturnValue:
    advice = ADVICE.get(status, ADVICE[400])
    if not wants_fragment():
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
        kind="wrong" if status >= 500 else "",
        out_of_band=False,
    )
    answer: Response = make_response(notice, status, retarget="#notice")
    return answer
