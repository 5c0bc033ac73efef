from dataclasses import dataclass
from functools import partial

from flask import abort, after_this_request, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import on_commit, roll_back
from thuis_app.core.secrets import hash_password, is_password
from thuis_app.organisation.accounts import actions, queries, rules
from thuis_app.organisation.accounts.forms import NewPasswordForm, SignInForm
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.views.again import back_to_form
from thuis_app.organisation.accounts.views.attempts import attempt_at
from thuis_app.organisation.accounts.views.blueprint import bp, leave
from thuis_app.web import devices
from thuis_app.web.guard import actor, is_own_address, public
from thuis_app.web.htmx import go, render
from thuis_app.web.language import LANGUAGES
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.transaction import prepare


def who(key: str) -> Actor | None:
    """The actor of the session with this key, as long as it lasts."""
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
    after_this_request(devices.know)
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render("organisation/accounts/sign_in.html", "sign_in_form", form=form)


@dataclass(frozen=True)
class Checked:
    """A sign-in form, and whether its password fits the hash that was stored then."""

    form: SignInForm
    is_valid: bool = False
    stored: str = ""
    is_right: bool = False


def check_password() -> Checked:
    """Compare the password; no transaction is open meanwhile. 429 after many tries."""
    form = SignInForm()
    if not form.validate():
        return Checked(form)
    email = form.email.data.lower()
    if queries.must_wait(attempt_at(email)):
        abort(429)
    stored = queries.password_hash(email)
    roll_back()
    return Checked(form, True, stored, is_password(form.password.data, stored))


@bp.post("/sign-in")
@public
@prepare(check_password)
def sign_in(checked: Checked) -> ResponseReturnValue:
    form = checked.form
    if not checked.is_valid:
        return render(
            "organisation/accounts/sign_in.html", "sign_in_form", form=form
        ), 422
    email, device = form.email.data.lower(), devices.key()
    attempt = attempt_at(email)
    if queries.must_wait(attempt):
        abort(429)
    user = queries.by_email(email)
    is_same = user is not None and user.password_hash == checked.stored
    if user is None or not (checked.is_right and is_same and user.is_active):
        actions.count_wrong_try(attempt, user)
        form.refuse(_("This is not right. Look at the e-mail address and password."))
        return render(
            "organisation/accounts/sign_in.html", "sign_in_form", form=form
        ), 422
    _end_session_here()
    on_commit(session.clear)
    found = actions.sign_in(user, device=devices.name(), device_key=device)
    on_commit(partial(login_user, found))
    return back_to_form(form, user) or go(
        form.next.data if is_own_address(form.next.data or "") else "/"
    )


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return leave(_("You are signed out."))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    chosen, back = request.form.get("language"), request.form.get("next", "/")
    if chosen in LANGUAGES:
        on_commit(partial(session.update, language=chosen))
        if current_user.is_authenticated:
            actions.choose_language(actor(), queries.myself(actor()), language=chosen)
    return go(back if is_own_address(back) else "/")


@bp.get("/invitation/<key>")
@public
def invitation_form(key: str) -> ResponseReturnValue:
    _invitation, user = queries.invitation(key) or abort(404)
    return _welcome(NewPasswordForm(formdata=None), user, key)


def hash_new_password(key: str) -> str:
    """The hash of the password that was chosen; nothing where the form is not right."""
    _invitation, user = queries.invitation(key) or abort(404)
    form = NewPasswordForm().knowing(user.name, user.email)
    is_valid = form.validate()
    roll_back()
    return hash_password(form.password.data or "") if is_valid else ""


@bp.post("/invitation/<key>")
@public
@prepare(hash_new_password)
def accept_invitation(password_hash: str, key: str) -> ResponseReturnValue:
    invitation, user = queries.invitation(key) or abort(404)
    form = NewPasswordForm().knowing(user.name, user.email)
    if refused := form.refused() or (None if password_hash else 422):
        return _welcome(form, user, key), refused
    _end_session_here()
    actions.accept(invitation, user, password_hash=password_hash)
    return leave(_("Your password is set. Sign in with it."))


def _end_session_here() -> None:
    """End the session of this browser on the server: its cookie is about to go."""
    if current_user.is_authenticated:
        me = actor()
        actions.end_session(me, queries.session(me, me.session_id))


def _welcome(form: NewPasswordForm, user: User, key: str) -> TemplateResponse:
    page = "organisation/accounts/invitation.html"
    return render(page, "password_form", form=form, key=key, user=user)
