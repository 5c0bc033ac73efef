from datetime import date

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core import clock, trail
from thuis_app.overview.casefile import actions, policy, queries
from thuis_app.overview.timeline import queries as timeline
from thuis_app.overview.timeline.rules import EventKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.forms import ReopenForm, StopForm, sought
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes import queries as wishes
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("casefile", __name__, url_prefix="/people")

TABS = {
    EventKind.VISIT: _l("Visits"),
    EventKind.ATTEMPT: _l("Attempts"),
    EventKind.REFERRAL: _l("Referrals"),
    EventKind.RESPITE: _l("Respite"),
    EventKind.MATCH: _l("Matches"),
    EventKind.SIGNAL: _l("Signals"),
}
SIGNS = {
    EventKind.VISIT: "pen",
    EventKind.ATTEMPT: "door",
    EventKind.REFERRAL: "arrow",
    EventKind.RESPITE: "cup",
    EventKind.MATCH: "people",
    EventKind.SIGNAL: "letter",
}


@bp.get("/<int:contact_id>")
def show(contact_id: int) -> ResponseReturnValue:
    contact = queries.person(actor(), contact_id)
    trail.read(
        actor(),
        "contact.opened",
        contact_id=contact.id,
        ground=policy.ground(actor(), contact),
    )
    kind, before = _kind(), _before()
    around = queries.around(actor(), contact)
    must_inform = contact.inform_by and not contact.informed_on
    return render(
        "overview/casefile/show.html",
        "timeline",
        contact=contact,
        around=around,
        telephones=queries.telephones(actor(), contact, around),
        consents=queries.consents(contact),
        wishes=wishes.heard(contact),
        timeline=timeline.of_contact(actor(), contact, kind=kind, before=before),
        kind=kind,
        signs=SIGNS,
        form=Form(formdata=None) if must_inform else None,
    )


@bp.get("/<int:contact_id>/stop")
def stop_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    trail.read(actor(), "contact.stop_opened", contact_id=contact.id)
    stage = sought({"stage": request.args.get("to", "")}).stage
    form = StopForm(formdata=None, stage=stage, on=clock.today())
    return _show_stop(contact, form.for_version(contact))


@bp.post("/<int:contact_id>/stop")
def stop(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = StopForm()
    if refused := form.refused(contact, on=contact.stopped_on):
        return _show_stop(contact, form), refused
    actions.stop(actor(), contact, **form.answers)
    page = url_for(".show", contact_id=contact.id)
    return done(_("This person is left in peace from now on."), page)


@bp.get("/<int:contact_id>/reopen")
def reopen_form(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    trail.read(actor(), "contact.reopen_opened", contact_id=contact.id)
    return _show_reopen(contact, ReopenForm(formdata=None).for_version(contact))


@bp.post("/<int:contact_id>/reopen")
def reopen(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    form = ReopenForm()
    if refused := form.refused(contact, because=contact.stopped_because):
        return _show_reopen(contact, form), refused
    actions.reopen(actor(), contact, **form.answers)
    page = url_for(".show", contact_id=contact.id)
    return done(_("Contact is welcome again."), page)


def _show_reopen(contact: Contact, form: Form) -> TemplateResponse:
    return render(
        "overview/casefile/reopen.html", "reopen_form", contact=contact, form=form
    )


def _show_stop(contact: Contact, form: Form) -> TemplateResponse:
    return render(
        "overview/casefile/stop.html", "stop_form", contact=contact, form=form
    )


def _kind() -> EventKind | None:
    found = request.args.get("kind", "")
    return EventKind(found) if found in set(EventKind) else None


def _before() -> date | None:
    try:
        return date.fromisoformat(request.args.get("before", ""))
    except ValueError:
        return None
