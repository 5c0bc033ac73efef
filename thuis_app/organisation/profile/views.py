"""One's own profile: where one is signed in, mails, keys and the password; and a tablet
that is lost, also that of another."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.database import roll_back
from thuis_app.core.secrets import hash_password, is_password
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.passkeys import queries as found_passkeys
from thuis_app.organisation.passkeys.forms import LostForm
from thuis_app.organisation.profile.forms import ChangePasswordForm, MailForm
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.organisation.sessions import queries as found_sessions
from thuis_app.organisation.sessions import rules as session_rules
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.sign_out import leave
from thuis_app.web.transaction import prepare

bp = Blueprint("profile", __name__, url_prefix="/account")


@bp.get("/")
def show() -> ResponseReturnValue:
    me = found_sessions.myself(actor())
    return _show_profile("sessions", me, MailForm(formdata=None, obj=me))


@bp.post("/mails")
def mails() -> ResponseReturnValue:
    me, form = found_sessions.myself(actor()), MailForm()
    if refused := form.refused():
        return _show_profile("mail_form", me, form), refused
    sessions.choose_mails(actor(), me, **form.answers)
    return done(_("Your choice is saved."), url_for(".show"))


@bp.post("/keys")
def keys() -> ResponseReturnValue:
    me = found_sessions.myself(actor())
    sessions.choose_keys(actor(), me, keys_on=not me.keys_on)
    return done(_("Your choice is saved."), url_for(".show"))


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    sessions.end_session(actor(), found_sessions.session(actor(), session_id))
    if session_id == actor().session_id:
        return leave(_("You are signed out."))
    return done(_("That device is signed out."), url_for(".show"))


@bp.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    sessions.end_all_sessions(actor(), found_sessions.myself(actor()))
    return leave(_("You are signed out everywhere."))


@bp.post("/tablet-lost")
def report_lost() -> ResponseReturnValue:
    me = found_sessions.myself(actor())
    sessions.report_lost(actor(), me, kept_passkeys=_kept(me))
    said = _("The other devices are signed out, and your calendar link is stopped.")
    return done(said, url_for(".show"))


def _kept(user: User) -> frozenset[int]:
    """The passkeys of a user that were not on the tablet that is lost."""
    return LostForm().offer(accounts.passkeys_of(user)).kept_ids


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    form = ChangePasswordForm(formdata=None)
    return render("organisation/profile/password.html", "password_form", form=form)


@dataclass(frozen=True)
class CheckedPasswords:
    """Whether the old password fits the hash stored then, and the hash of the new."""

    stored: str
    is_right: bool = False
    password_hash: str = ""


def check_passwords() -> CheckedPasswords:
    """Compare the old password and hash the new one; no transaction is open then."""
    me = found_sessions.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    is_valid, stored = form.validate(), me.password_hash
    roll_back()
    if not is_valid or not is_password(form.old.data or "", stored):
        return CheckedPasswords(stored)
    return CheckedPasswords(stored, True, hash_password(form.password.data or ""))


@bp.post("/password")
@prepare(check_passwords)
def password(checked: CheckedPasswords) -> ResponseReturnValue:
    me = found_sessions.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    refused = form.refused()
    if not refused and not (checked.is_right and me.password_hash == checked.stored):
        sessions.count_wrong_password(actor(), me)
        tries = found_sessions.wrong_passwords(actor()) + 1
        if tries >= session_rules.MOST_TRIES_IN_SESSION:
            return _end_here()
        form.old.errors = [_("This is not your password until now.")]
        refused = 422
    if refused:
        return render(
            "organisation/profile/password.html", "password_form", form=form
        ), refused
    sessions.change_password(actor(), me, password_hash=checked.password_hash)
    return leave(_("Your password is changed. Sign in with the new one."))


def _show_profile(fragment: str, me: User, form: MailForm) -> TemplateResponse:
    return render(
        "organisation/profile/show.html",
        fragment,
        user=me,
        sessions=found_sessions.my_sessions(actor()),
        form=ButtonForm(formdata=None),
        mail_form=form,
        passkeys=found_passkeys.mine(actor()),
    )


@bp.post("/users/<int:user_id>/sign-out")
def sign_out_user(user_id: int) -> ResponseReturnValue:
    user = accounts.get(actor(), user_id)
    sessions.report_lost(actor(), user, kept_passkeys=_kept(user))
    page = url_for("accounts.edit_user_form", user_id=user.id)
    return done(_("%(name)s is signed out everywhere.", name=user.name), page)


def _end_here() -> ResponseReturnValue:
    """End this session, after too many wrong tries on a tablet left alone."""
    me = actor()
    sessions.end_session(me, found_sessions.session(me, me.session_id))
    return leave(_("That was wrong too often. Sign in again."))
