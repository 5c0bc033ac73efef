from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.accounts import actions, queries
from thuis_app.accounts.forms import ChangePasswordForm, MailForm, OneButton
from thuis_app.accounts.models import User
from thuis_app.accounts.views.blueprint import bp, leave
from thuis_app.core.secrets import is_password
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render


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
    return leave(_("Your password is changed. Sign in with the new one."))


def _show_profile(fragment: str, me: User, form: MailForm) -> str:
    return render(
        "accounts/profile.html",
        fragment,
        user=me,
        sessions=queries.my_sessions(actor()),
        form=OneButton(formdata=None),
        mail_form=form,
        is_mailed=bool(current_app.config["MAIL_SERVER"]),
    )
