"""Accepting an invitation, with a password or, for a new account, a passkey."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from thuis_app.core.database import roll_back
from thuis_app.core.secrets import hash_password
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.passkeys import actions as passkeys
from thuis_app.organisation.passkeys import rules as passkey_rules
from thuis_app.organisation.passkeys.forms import AddPasskeyForm
from thuis_app.organisation.passkeys.rules import PasskeyFault, Site
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.organisation.sessions import policy as session_policy
from thuis_app.organisation.sessions.forms import NewPasswordForm
from thuis_app.organisation.unlock_codes.queries import own_session
from thuis_app.web import devices, links
from thuis_app.web.guard import actor, public
from thuis_app.web.htmx import render
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.sign_out import leave
from thuis_app.web.transaction import prepare

bp = Blueprint("invitations", __name__, url_prefix="/account/invitation")
WAITING = "organisation/invitations/waiting.html"


@bp.get("/<key>")
@public
def accept_form(key: str) -> ResponseReturnValue:
    invitation, user = accounts.invitation(key) or abort(404)
    if not invitation.is_agreed:
        return render(WAITING, "waiting", user=user)
    return _welcome(_new_password_form(), user, key)


def hash_new_password(key: str) -> str:
    """The hash of the password that was chosen; nothing where the form is not right."""
    invitation, user = accounts.invitation(key) or abort(404)
    if not session_policy.may_accept(invitation):
        roll_back()
        return ""
    form = NewPasswordForm().knowing(user.name, user.email)
    is_valid = form.validate()
    roll_back()
    return hash_password(form.password.data or "") if is_valid else ""


@bp.post("/<key>")
@public
@prepare(hash_new_password)
def accept(password_hash: str, key: str) -> ResponseReturnValue:
    invitation, user = accounts.invitation(key) or abort(404)
    if not invitation.is_agreed:
        return render(WAITING, "waiting", user=user), 422
    form = NewPasswordForm().knowing(user.name, user.email)
    if refused := form.refused() or (None if password_hash else 422):
        return _welcome(form, user, key), refused
    _end_session_here()
    sessions.accept(invitation, user, password_hash=password_hash)
    return leave(_("Your password is set. Sign in with it."))


@bp.post("/<key>/passkey")
@public
def accept_by_passkey(key: str) -> ResponseReturnValue:
    invitation, user = accounts.invitation(key) or abort(404)
    if not invitation.is_agreed:
        return render(WAITING, "waiting", user=user), 422
    form = AddPasskeyForm()
    if refused := form.refused():
        return _welcome(_new_password_form(), user, key, form), refused
    made = passkeys.take_new(
        form.credential.data or "",
        bound_to=passkey_rules.with_link(key, devices.this_session()),
        site=Site(links.origin()),
    )
    if isinstance(made, PasskeyFault):
        status = form.refuse_fault(made)
        return _welcome(_new_password_form(), user, key, form), status
    _end_session_here()
    label = form.label.data or ""
    sessions.accept_by_passkey(invitation, user, made, label=label)
    return leave(_("Your passkey is on this device. Sign in with it."))


def _new_password_form() -> NewPasswordForm:
    return NewPasswordForm(formdata=None)


def _welcome(
    form: NewPasswordForm, user: User, key: str, passkey: AddPasskeyForm | None = None
) -> TemplateResponse:
    """The page of an invitation: a password, or for a new account a passkey."""
    if passkey is None and not accounts.has_way_in(user):
        passkey = AddPasskeyForm(formdata=None, label=devices.name())
    page = "organisation/invitations/accept.html"
    shown = {"form": form, "key": key, "user": user, "passkey": passkey}
    return render(page, "password_form", **shown)


def _end_session_here() -> None:
    """End the session of this browser on the server: its cookie is about to go."""
    if current_user.is_authenticated:
        sessions.end_session(actor(), own_session(actor()))
