from flask import abort, after_this_request, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from thuis_app.accounts import actions, queries, rules
from thuis_app.accounts.forms import NewPasswordForm, SignInForm
from thuis_app.accounts.models import User
from thuis_app.accounts.views.blueprint import bp, leave
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.secrets import is_password
from thuis_app.web import devices
from thuis_app.web.guard import actor, is_own_address, login_manager, public
from thuis_app.web.htmx import go, render
from thuis_app.web.language import LANGUAGES


# Flask-Login has no types.
@login_manager.user_loader  # type: ignore[untyped-decorator]
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
    after_this_request(devices.know)
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render("accounts/sign_in.html", "sign_in_form", form=form)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render("accounts/sign_in.html", "sign_in_form", form=form), 422
    email, device = form.email.data.lower(), devices.key()
    if queries.must_wait(email, device):
        abort(429)
    user = queries.by_email(email)
    kept = user.password_hash if user and user.is_active else ""
    if not is_password(form.password.data, kept) or user is None:
        actions.count_wrong_try(email, device)
        form.refuse(_("This is not right. Look at the e-mail address and password."))
        return render("accounts/sign_in.html", "sign_in_form", form=form), 422
    session.clear()
    login_user(actions.sign_in(user, device=devices.name(), device_key=device))
    return go(form.next.data if is_own_address(form.next.data or "") else "/")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return leave(_("You are signed out."))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    chosen, back = request.form.get("language"), request.form.get("next", "/")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            actions.choose_language(actor(), queries.myself(actor()), language=chosen)
    return go(back if is_own_address(back) else "/")


@bp.get("/invitation/<key>")
@public
def invitation_form(key: str) -> ResponseReturnValue:
    _invitation, user = queries.invitation(key) or abort(404)
    return _welcome(NewPasswordForm(formdata=None), user, key)


@bp.post("/invitation/<key>")
@public
def accept_invitation(key: str) -> ResponseReturnValue:
    invitation, user = queries.invitation(key) or abort(404)
    form = NewPasswordForm().knowing(user.name, user.email)
    if refused := form.refused():
        return _welcome(form, user, key), refused
    actions.accept(invitation, user, password=form.password.data or "")
    return leave(_("Your password is set. Sign in with it."))


def _welcome(form: NewPasswordForm, user: User, key: str) -> str:
    page = "accounts/invitation.html"
    return render(page, "password_form", form=form, key=key, user=user)
