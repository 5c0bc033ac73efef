from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.overview.stopping import actions
from thuis_app.overview.stopping.forms import ReopenForm, StopContactForm
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import ContactAuditEvent, Stage
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("stopping", __name__, url_prefix="/people")


@bp.get("/<int:contact_id>/stop")
def stop_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), ContactAuditEvent.STOP_OPENED, contact_id=contact.id)
    stage = request.args.get("to", type=Stage)
    form = StopContactForm(formdata=None, stage=stage, on=clock.today())
    return _show_stop(contact, form.for_version(contact))


@bp.post("/<int:contact_id>/stop")
def stop(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = StopContactForm()
    if refused := form.refused(contact, on=contact.stopped_on):
        return _show_stop(contact, form), refused
    actions.stop(actor(), contact, **form.answers)
    page = link("person", contact_id=contact.id)
    return done(_("This person is left in peace from now on."), page)


@bp.get("/<int:contact_id>/reopen")
def reopen_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), ContactAuditEvent.REOPEN_OPENED, contact_id=contact.id)
    return _show_reopen(contact, ReopenForm(formdata=None).for_version(contact))


@bp.post("/<int:contact_id>/reopen")
def reopen(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = ReopenForm()
    if refused := form.refused(contact, because=contact.stopped_because):
        return _show_reopen(contact, form), refused
    actions.reopen(actor(), contact, **form.answers)
    page = link("person", contact_id=contact.id)
    return done(_("Contact is welcome again."), page)


def _show_reopen(contact: Contact, form: Form) -> TemplateResponse:
    return render(
        "overview/stopping/reopen.html", "reopen_form", contact=contact, form=form
    )


def _show_stop(contact: Contact, form: Form) -> TemplateResponse:
    return render(
        "overview/stopping/stop.html", "stop_form", contact=contact, form=form
    )
