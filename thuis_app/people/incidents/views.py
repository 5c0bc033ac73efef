from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import require
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.incidents import actions, policy, queries
from thuis_app.people.incidents.forms import IncidentForm
from thuis_app.people.incidents.models import Incident
from thuis_app.people.incidents.rules import IncidentAuditEvent
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("incidents", __name__, url_prefix="/incidents")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_list(actor()))
    incidents = queries.listed(actor())
    shown = [one.contact_id for one in incidents]
    audit_log.log_list(actor(), IncidentAuditEvent.LISTED, shown)
    return render("people/incidents/index.html", "incident_list", incidents=incidents)


@bp.get("/of/<int:contact_id>/new")
def record_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    return _form(contact, IncidentForm(formdata=None))


@bp.post("/of/<int:contact_id>/new")
def record(contact_id: int) -> ResponseReturnValue:
    contact, form = contacts.get(actor(), contact_id), IncidentForm()
    if refused := form.refused():
        return _form(contact, form), refused
    with undoable(actor(), ChangeKind.INCIDENT, contact) as doing:
        incident = actions.record(actor(), contact, **form.answers)
    words = _("The incident is recorded.")
    return done(words, _at(incident), undo=doing.change_id)


@bp.get("/<int:incident_id>")
def show(incident_id: int) -> ResponseReturnValue:
    incident = queries.get(actor(), incident_id)
    audit_log.log_view(
        actor(),
        IncidentAuditEvent.OPENED,
        contact_id=incident.contact_id,
        subject_id=str(incident.id),
    )
    return render(
        "people/incidents/show.html",
        "incident",
        incident=incident,
        form=ButtonForm(formdata=None),
    )


@bp.get("/<int:incident_id>/edit")
def edit_form(incident_id: int) -> ResponseReturnValue:
    incident = queries.get(actor(), incident_id)
    form = IncidentForm(formdata=None, obj=incident).for_version(incident)
    return _form(incident.contact, form, incident)


@bp.post("/<int:incident_id>/edit")
def edit(incident_id: int) -> ResponseReturnValue:
    incident, form = queries.get(actor(), incident_id), IncidentForm()
    if refused := form.refused(incident):
        return _form(incident.contact, form, incident), refused
    with undoable(actor(), ChangeKind.INCIDENT, incident.contact) as doing:
        actions.change(actor(), incident, **form.answers)
    words = _("The incident is changed.")
    return done(words, _at(incident), undo=doing.change_id, undo_here=True)


@bp.post("/<int:incident_id>/close")
def close(incident_id: int) -> ResponseReturnValue:
    incident = queries.get(actor(), incident_id)
    with undoable(actor(), ChangeKind.INCIDENT, incident.contact) as doing:
        actions.close(actor(), incident)
    words = _("The incident is closed.")
    return done(words, _at(incident), undo=doing.change_id, undo_here=True)


def _form(
    contact: Contact, form: IncidentForm, incident: Incident | None = None
) -> TemplateResponse:
    address = url_for(".record", contact_id=contact.id)
    if incident is not None:
        address = url_for(".edit", incident_id=incident.id)
    return render(
        "people/incidents/form.html",
        "incident_form",
        contact=contact,
        form=form,
        incident=incident,
        address=address,
    )


def _at(incident: Incident) -> str:
    return url_for(".show", incident_id=incident.id)
