from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.tablet_encryption import Keyring, keyring
from thuis_app.organisation.accounts.models import User
from thuis_app.team.bank_accounts import actions, policy, queries, rules
from thuis_app.team.bank_accounts.forms import BankAccountForm
from thuis_app.team.bank_accounts.models import BankAccount
from thuis_app.team.bank_accounts.rules import BankAccountAuditEvent
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("bank_accounts", __name__, url_prefix="/account-number")


@bp.get("/")
@fresh
def own_form() -> ResponseReturnValue:
    user = queries.myself(actor())
    return _form_page(user, *_form_of(queries.of_user(user)))


@bp.post("/")
@fresh
def own() -> ResponseReturnValue:
    user = queries.myself(actor())
    return _change(user, url_for("claims.index"))


@bp.get("/<int:user_id>")
def of_volunteer_form(user_id: int) -> ResponseReturnValue:
    user = queries.volunteer(actor(), user_id)
    row, form = _form_of(queries.of_user(user))
    if policy.may_change(actor(), user) and row.account_number:
        audit_log.log_view(
            actor(), BankAccountAuditEvent.OPENED, subject_id=str(user.id)
        )
    return _form_page(user, row, form)


@bp.post("/<int:user_id>")
def of_volunteer(user_id: int) -> ResponseReturnValue:
    user = queries.volunteer(actor(), user_id)
    return _change(user, url_for("volunteers.show", user_id=user.id))


def keys() -> Keyring:
    """The keys of the installation, with which secrets are stored."""
    return keyring(current_app.config["TABLET_KEYS"])


def _change(user: User, page: str) -> ResponseReturnValue:
    row, form = queries.of_user(user), BankAccountForm()
    now = queries.number(row, keys())
    if refused := form.refused(row, account_number=now):
        return _form_page(user, row, form), refused
    number = str(form.account_number.data or "")
    stored = keys().encrypt(number, *rules.stored_for(user.id)) if number else ""
    actions.change(actor(), user, row, account_number=stored)
    return done(_("The account number is saved."), page)


def _form_of(row: BankAccount) -> tuple[BankAccount, BankAccountForm]:
    now = {"account_number": queries.number(row, keys())}
    form = BankAccountForm(formdata=None, data=now)
    form.for_version(row, **now)
    return row, form


def _form_page(user: User, row: BankAccount, form: BankAccountForm) -> TemplateResponse:
    shown = {"user": user, "row": row, "form": form}
    return render("team/bank_accounts/form.html", "bank_account_form", **shown)
