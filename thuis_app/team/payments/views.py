from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import Missing, require
from thuis_app.core.tablet_encryption import Keyring, keyring
from thuis_app.team.payments import actions, forms, policy, queries, rules
from thuis_app.team.payments.models import PaymentList
from thuis_app.team.payments.rules import Payee, PaymentAuditEvent
from thuis_app.web import request_args
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("payments", __name__, url_prefix="/payments")

bp.add_app_template_filter(forms.account_number, "account_number")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_pay(actor()))
    after = request.args.get("after", type=row_id)
    lists, more = queries.lists(actor(), after)
    shown: dict[str, Any] = {"lists": lists}
    shown["more_page"] = more and url_for(".index", after=more)
    if after and wants_fragment():
        return part("team/payments/_lists.html", **shown)
    month = rules.last_closed_month(clock.today())
    due = queries.due(actor(), month, keys())
    audit_log.log_view(actor(), PaymentAuditEvent.DUE_OPENED, ground=f"rows {len(due)}")
    return render(
        "team/payments/index.html",
        "payments",
        month=month,
        payable=[one for one in due if not one.not_payable],
        not_payable=[one for one in due if one.not_payable],
        form=ButtonForm(formdata=None),
        **shown,
    )


@bp.post("/")
def make() -> ResponseReturnValue:
    """Make the list of the month that the page showed."""
    require(policy.may_pay(actor()))
    month = request.args.get("month", type=request_args.month)
    month = month or rules.last_closed_month(clock.today())
    rules.check_closed(month, clock.today())
    due = queries.due(actor(), month, keys())
    payable = [one.user_id for one in due if not one.not_payable]
    made = actions.make(actor(), month, payable)
    return done(_("The payment list is made."), url_for(".show", list_id=made.id))


@bp.get("/<int:list_id>")
def show(list_id: int) -> ResponseReturnValue:
    payment_list = queries.get(actor(), list_id)
    return _list_page(payment_list, forms.PaidForm(formdata=None))


@bp.post("/<int:list_id>/paid")
def record_paid(list_id: int) -> ResponseReturnValue:
    payment_list = queries.get(actor(), list_id)
    form = forms.PaidForm().of(payment_list)
    if refused := form.refused(payment_list):
        return _list_page(payment_list, form), refused
    actions.record_paid(actor(), payment_list, **form.answers)
    return done(_("Recorded as paid."), url_for(".show", list_id=list_id))


@bp.get("/<int:list_id>/take-back")
def take_back_form(list_id: int) -> ResponseReturnValue:
    payment_list = queries.get(actor(), list_id)
    rules.check_open(payment_list.state)
    form: Form = ButtonForm(formdata=None)
    shown = {"payment_list": payment_list, "form": form}
    return render("team/payments/take_back.html", "take_back_box", **shown)


@bp.post("/<int:list_id>/take-back")
def take_back(list_id: int) -> ResponseReturnValue:
    actions.take_back(actor(), queries.get(actor(), list_id))
    return done(_("The payment list is taken back."), url_for(".index"))


@bp.get("/<int:list_id>/of/<int:user_id>")
def of_volunteer(list_id: int, user_id: int) -> ResponseReturnValue:
    payment_list = queries.get(actor(), list_id)
    payees = queries.payees(actor(), payment_list, keys())
    payee = _one(payees, user_id)
    lines = queries.lines(actor(), payment_list, user_id)
    shown = {"payment_list": payment_list, "payee": payee, "lines": lines}
    return render("team/payments/of_volunteer.html", "payee", **shown)


@bp.get("/<int:list_id>.csv")
@fresh
def export(list_id: int) -> ResponseReturnValue:
    payment_list = queries.get(actor(), list_id)
    payees = queries.payees(actor(), payment_list, keys())
    audit_log.log_view(
        actor(),
        PaymentAuditEvent.EXPORTED,
        subject_id=str(list_id),
        ground=f"rows {len(payees)}",
    )
    name = f"uitbetalen-{payment_list.month:%Y-%m}-lijst-{list_id}.csv"
    kept = {"Content-Disposition": f"attachment; filename={name}"}
    sheet = forms.as_sheet(payees, payment_list.month)
    return Response(sheet, mimetype="text/csv", headers=kept)


def keys() -> Keyring:
    """The keys of the installation, with which account numbers are stored."""
    return keyring(current_app.config["TABLET_KEYS"])


def _one(payees: list[Payee], user_id: int) -> Payee:
    found = [one for one in payees if one.user_id == user_id]
    if not found:
        raise Missing
    return found[0]


def _list_page(payment_list: PaymentList, form: forms.PaidForm) -> TemplateResponse:
    payees = queries.payees(actor(), payment_list, keys())
    audit_log.log_view(
        actor(), PaymentAuditEvent.LIST_OPENED, subject_id=str(payment_list.id)
    )
    return render(
        "team/payments/show.html",
        "payment_list",
        payment_list=payment_list,
        payees=payees,
        form=form.for_version(payment_list),
    )
