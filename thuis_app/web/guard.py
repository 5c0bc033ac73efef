"""Every view needs a session, unless it is marked public."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from thuis_app.core.actors import Actor, SignInStep
from thuis_app.web import links
from thuis_app.web.htmx import go

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SessionReader = Callable[[str], Actor | None]

login_manager = LoginManager()

PUBLIC_ENDPOINTS = {"static"}
OWN_SITES = {"same-origin", "none"}
UNKNOWN_ORIGIN = "null"
SCRIPTED = {"cors", "same-origin"}  # values of Sec-Fetch-Mode
# The names of the pages with these steps.
STEPS = {
    SignInStep.CODE: "prove",
    SignInStep.SET_UP: "set_up_factor",
    SignInStep.UNLOCK: "unlock",
}
# What our scripts say of a request of htmx that no user asked for.
BACKGROUND = "Thuis-Background"


def public(view: View) -> View:
    """Mark a view that may be seen without signing in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def before(*steps: SignInStep) -> Callable[[View], View]:
    """Mark a view that may be seen before these steps of signing in are done: it is one
    of them, or leads out."""

    def mark(view: View) -> View:
        view.is_before = steps  # type: ignore[attr-defined]
        return view

    return mark


def fresh(view: View) -> View:
    """Mark a view that asks who it is again, unless that was shown minutes ago."""
    view.is_for_fresh = True  # type: ignore[attr-defined]
    return view


def actor() -> Actor:
    """The signed-in user on whose behalf this request is made."""
    return cast("Actor", g.get("actor") or current_user._get_current_object())


def confirm() -> bool:
    """Read the actor once more, from now on with the roles of this moment.

    False when the session has ended since the request was let in, or was locked.
    """
    step = actor().next_step
    g.actor = current_app.extensions["read_session"](actor().token)
    return g.actor is not None and g.actor.next_step == step


def register_reader(app: Flask, reader: SessionReader) -> None:
    """Set the function that reads a session by its key, also for `confirm`."""
    app.extensions["read_session"] = reader
    login_manager.user_loader(reader)


def init_app(app: Flask) -> None:
    login_manager.init_app(app)

    @app.before_request
    def refuse_other_sites() -> None:
        """Abort with 400 when the browser says that another site sent this.

        Where it says nothing, the token of the form decides: Safari before 16.4 has
        no Sec-Fetch-Site, and writes `Origin: null` under our Referrer-Policy.
        """
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin", UNKNOWN_ORIGIN)
        if site is not None and site not in OWN_SITES:
            abort(400)
        if site is None and origin not in {UNKNOWN_ORIGIN, links.origin()}:
            abort(400)

    @app.before_request
    def require_session() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        is_public = request.endpoint in PUBLIC_ENDPOINTS or getattr(
            view, "is_public", False
        )
        if view is None or is_public:
            return None
        if not current_user.is_authenticated:
            return _sign_in_first()
        return _step_first(view)

    @app.errorhandler(401)
    def session_ended(_error: Exception) -> ResponseReturnValue:
        """The session ended while this request was on its way."""
        return _sign_in_first()


def _step_first(view: Callable[..., Any]) -> ResponseReturnValue | None:
    """What is to be done before this view; None when nothing is."""
    step = current_user.next_step
    if step and step not in getattr(view, "is_before", ()):
        return _lead(STEPS[step])
    if getattr(view, "is_for_fresh", False) and not current_user.is_fresh:
        return _lead("prove")
    return None


def _lead(name: str) -> ResponseReturnValue:
    """Lead a page that is only looked at to another, and back from there; a form is
    carried along by the `request_proof` of a feature."""
    if request.method in {"GET", "HEAD"} and not is_script():
        here = request.full_path.rstrip("?") if request.path != "/" else None
        return go(links.link(name, next=here))
    answer: ResponseReturnValue = current_app.extensions["request_proof"]()
    return answer


def is_script() -> bool:
    """Whether a script asked: its answer must not be a page to go to."""
    mode = request.headers.get("Sec-Fetch-Mode")
    wants_json = request.accept_mimetypes.best == "application/json"
    return "HX-Request" in request.headers or wants_json or mode in SCRIPTED


def is_in_background() -> bool:
    """Whether a script asked this by itself: nobody need be at the device."""
    if "HX-Request" in request.headers:
        return BACKGROUND in request.headers
    return is_script() or request.headers.get("Sec-Fetch-Mode") == "no-cors"


def _sign_in_first() -> ResponseReturnValue:
    """Lead a page that is only looked at to the sign-in and back; anything else is
    answered 401 by what `login_manager.unauthorized_handler` names."""
    if request.method in {"GET", "HEAD"} and not is_script():
        here = request.full_path.rstrip("?") if request.path != "/" else None
        return go(links.link("sign_in", next=here))
    answer: ResponseReturnValue = login_manager.unauthorized()
    return answer
