from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.changes import queries as changes
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.forms import said
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.people.assents import actions, forms, queries, rules
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import AssentAuditEvent
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("assents", __name__, url_prefix="/people")


@bp.get("/<int:contact_id>/assents")
def give_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), AssentAuditEvent.OPENED, contact_id=contact.id)
    known = {"given_on": clock.today(), "asked_by": actor().name}
    return _show(contact, forms.AssentForm(formdata=None, **known))


@bp.post("/<int:contact_id>/assents")
def give(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = forms.AssentForm()
    if refused := form.refused():
        return _show(contact, form), refused
    with undoable(actor(), ChangeKind.ASSENT_GIVEN, contact) as doing:
        actions.give(actor(), contact, **form.answers)
    page = link("person", contact_id=contact.id)
    return done(_("The yes is saved."), page, undo=doing.change_id)


@bp.get("/<int:contact_id>/assents/<int:assent_id>/withdraw")
def withdraw_form(contact_id: int, assent_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    assent = queries.assent(contact, assent_id)
    rules.check_standing(assent.withdrawn_on)
    audit_log.log_view(actor(), AssentAuditEvent.OPENED, contact_id=contact.id)
    form = forms.WithdrawAssentForm(formdata=None, on=clock.today())
    return _show_withdrawal(contact, assent, form)


@bp.post("/<int:contact_id>/assents/<int:assent_id>/withdraw")
def withdraw(contact_id: int, assent_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    assent = queries.assent(contact, assent_id)
    rules.check_standing(assent.withdrawn_on)
    lines = _lines(assent)
    form = forms.WithdrawAssentForm().offer(assent, lines)
    if refused := form.refused() or form.overlooks(lines):
        return _show_withdrawal(contact, assent, form), refused
    change = actions.withdraw(actor(), contact, assent, **form.answers)
    words = _("Taken back. From now on this no longer holds.")
    page = url_for(".give_form", contact_id=contact.id)
    return done(f"{words} {said(lines)}", page, undo=change.id)


def _lines(assent: Assent) -> list[EndingLine]:
    return endings.open_under(actor(), queries.withdrawal(assent))


def _show(contact: Contact, form: forms.AssentForm) -> TemplateResponse:
    assents = queries.assents(contact)
    return render(
        "people/assents/give.html",
        "assent_form",
        ending=changes.latest(actor(), contact.id, {ChangeKind.ASSENT}),
        contact=contact,
        form=form,
        assents=assents,
        by=accounts.names(actor(), {one.recorded_by for one in assents}),
        button=ButtonForm(formdata=None),
    )


def _show_withdrawal(
    contact: Contact, assent: Assent, form: forms.WithdrawAssentForm
) -> TemplateResponse:
    lines = _lines(assent)
    form.offer(assent, lines).show(lines)
    return render(
        "people/assents/withdraw.html",
        "withdraw_form",
        contact=contact,
        assent=assent,
        form=form,
    )
