from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from thuis_app.accounts import actions, queries, rules
from thuis_app.accounts.forms import (
    ChangePasswordForm,
    NewPasswordForm,
    OneButton,
    SignInForm,
)
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.secrets import is_password, new_key
from thuis_app.web.guard import actor, is_own_address, login_manager, public
from thuis_app.web.htmx import done, go, render
from thuis_app.web.language import LANGUAGES

bp = Blueprint("accounts", __name__, url_prefix="/account")

DEVICE = "thuis-device"
DEVICES = {"iPad": "iPad", "iPhone": "iPhone", "Android": "Android"}


@login_manager.user_loader
def who(key: str) -> Actor | None:
    found = queries.by_session_key(key)
    if found is None:
        return None
    someone, seen_at = found
    if clock.now() - seen_at > rules.SEEN_EVERY:
        actions.mark_seen(someone)
    return someone


@bp.get("/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go("/")
    after_this_request(_know_device)
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render("accounts/sign_in.html", "sign_in_form", form=form)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render("accounts/sign_in.html", "sign_in_form", form=form), 422
    email, device = form.email.data.lower(), request.cookies.get(DEVICE, "")
    if queries.must_wait(email, device):
        abort(429)
    user = queries.by_email(email)
    kept = user.password_hash if user and user.is_active else ""
    if not is_password(form.password.data, kept) or user is None:
        actions.count_wrong_try(email, device)
        form.refuse(_("This is not right. Look at the e-mail address and password."))
        return render("accounts/sign_in.html", "sign_in_form", form=form), 422
    session.clear()
    login_user(actions.sign_in(user, device=_device(), device_key=device))
    return go(form.next.data if is_own_address(form.next.data or "") else "/")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return _leave(_("You are signed out."))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    chosen, back = request.form.get("language"), request.form.get("next", "/")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            me = queries.myself(actor())
            actions.choose_language(actor(), me, language=chosen)
    return go(back if is_own_address(back) else "/")


@bp.get("/")
def profile() -> ResponseReturnValue:
    return render(
        "accounts/profile.html",
        "sessions",
        user=queries.myself(actor()),
        sessions=queries.my_sessions(actor()),
        form=OneButton(formdata=None),
    )


@bp.post("/keys")
def keys() -> ResponseReturnValue:
    me = queries.myself(actor())
    actions.choose_keys(actor(), me, keys_on=not me.keys_on)
    return done(_("Your choice is saved."), url_for(".profile"))


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), session_id))
    if session_id == actor().session_id:
        return _leave(_("You are signed out."))
    return done(_("That device is signed out."), url_for(".profile"))


@bp.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    actions.end_all_sessions(actor(), queries.myself(actor()))
    return _leave(_("You are signed out everywhere."))


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    form = ChangePasswordForm(formdata=None)
    return render("accounts/password.html", "password_form", form=form)


@bp.post("/password")
def password() -> ResponseReturnValue:
    me = queries.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    refused = form.refused()
    if not refused and not is_password(form.old.data or "", me.password_hash):
        form.old.errors = [_("This is not your password until now.")]
        refused = 422
    if refused:
        return render("accounts/password.html", "password_form", form=form), refused
    actions.change_password(actor(), me, password=form.password.data or "")
    return _leave(_("Your password is changed. Sign in with the new one."))


@bp.get("/invitation/<key>")
@public
def invitation_form(key: str) -> ResponseReturnValue:
    found = queries.invitation(key) or abort(404)
    form = NewPasswordForm(formdata=None)
    return render(
        "accounts/invitation.html", "password_form", form=form, key=key, user=found[1]
    )


@bp.post("/invitation/<key>")
@public
def accept_invitation(key: str) -> ResponseReturnValue:
    invitation, user = queries.invitation(key) or abort(404)
    form = NewPasswordForm().knowing(user.name, user.email)
    if refused := form.refused():
        page = render(
            "accounts/invitation.html", "password_form", form=form, key=key, user=user
        )
        return page, refused
    actions.accept(invitation, user, password=form.password.data or "")
    return _leave(_("Your password is set. Sign in with it."))


def _leave(message: str) -> ResponseReturnValue:
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    after_this_request(_clear_site)
    return done(message, url_for("accounts.sign_in_form"))


def _clear_site(response: Response) -> Response:
    """Leave nothing of a person in the browser of a tablet that is shared."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _know_device(response: Response) -> Response:
    """Give this browser a name of its own, so that tries are counted per device."""
    if DEVICE not in request.cookies:
        response.set_cookie(
            DEVICE,
            new_key(),
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response


def _device() -> str:
    agent = request.headers.get("User-Agent", "")
    found = next((name for sign, name in DEVICES.items() if sign in agent), "")
    return found or ("Windows" if "Windows" in agent else str(_("Computer")))

