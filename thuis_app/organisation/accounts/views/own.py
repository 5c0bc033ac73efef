from dataclasses import dataclass

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.database import roll_back
from thuis_app.core.secrets import hash_password, is_password
from thuis_app.organisation.accounts import actions, queries, rules
from thuis_app.organisation.accounts.forms import (
    ChangePasswordForm,
    MailForm,
    OneButton,
)
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.views.blueprint import bp, leave
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.transaction import prepare


@bp.get("/")
def profile() -> ResponseReturnValue:
    me = queries.myself(actor())
    return _show_profile("sessions", me, MailForm(formdata=None, obj=me))


@bp.post("/mails")
def mails() -> ResponseReturnValue:
    me, form = queries.myself(actor()), MailForm()
    if refused := form.refused():
        return _show_profile("mail_form", me, form), refused
    actions.choose_mails(actor(), me, **form.answers)
    return done(_("Your choice is saved."), url_for(".profile"))


@bp.post("/keys")
def keys() -> ResponseReturnValue:
    me = queries.myself(actor())
    actions.choose_keys(actor(), me, keys_on=not me.keys_on)
    return done(_("Your choice is saved."), url_for(".profile"))


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), session_id))
    if session_id == actor().session_id:
        return leave(_("You are signed out."))
    return done(_("That device is signed out."), url_for(".profile"))


@bp.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    actions.end_all_sessions(actor(), queries.myself(actor()))
    return leave(_("You are signed out everywhere."))


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    form = ChangePasswordForm(formdata=None)
    return render("organisation/accounts/password.html", "password_form", form=form)


@dataclass(frozen=True)
class Checked:
    """Whether the old password fits the hash stored then, and the hash of the new."""

    stored: str
    is_right: bool = False
    password_hash: str = ""


def check_passwords() -> Checked:
    """Compare the old password and hash the new one; no transaction is open then."""
    me = queries.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    is_valid, stored = form.validate(), me.password_hash
    roll_back()
    if not is_valid or not is_password(form.old.data or "", stored):
        return Checked(stored)
    return Checked(stored, True, hash_password(form.password.data or ""))


@bp.post("/password")
@prepare(check_passwords)
def password(checked: Checked) -> ResponseReturnValue:
    me = queries.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    refused = form.refused()
    if not refused and not (checked.is_right and me.password_hash == checked.stored):
        actions.count_wrong_password(actor(), me)
        if queries.wrong_passwords(actor()) + 1 >= rules.MOST_TRIES_IN_SESSION:
            return _end_here()
        form.old.errors = [_("This is not your password until now.")]
        refused = 422
    if refused:
        return render(
            "organisation/accounts/password.html", "password_form", form=form
        ), refused
    actions.change_password(actor(), me, password_hash=checked.password_hash)
    return leave(_("Your password is changed. Sign in with the new one."))


def _end_here() -> ResponseReturnValue:
    """End this session: whoever guesses the password of a tablet left alone is out."""
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return leave(_("The password was wrong too often. Sign in again."))


def _show_profile(fragment: str, me: User, form: MailForm) -> TemplateResponse:
    return render(
        "organisation/accounts/profile.html",
        fragment,
        user=me,
        sessions=queries.my_sessions(actor()),
        form=OneButton(formdata=None),
        mail_form=form,
        is_mailed=bool(current_app.config["MAIL_SERVER"]),
    )
