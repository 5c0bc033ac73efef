from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.visits import actions, forms, queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitAuditEvent
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("visits", __name__, url_prefix="/visits")


@bp.get("/of/<int:contact_id>/plan")
def plan_form(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    audit_log.log_view(actor(), VisitAuditEvent.PLAN_OPENED, contact_id=contact_id)
    matches, details = queries.matches_to_plan(actor(), contact)
    form = forms.PlanForm(formdata=None).offer(matches, details)
    return _page("plan", form, contact, contact=contact)


@bp.post("/of/<int:contact_id>/plan")
def plan(contact_id: int) -> ResponseReturnValue:
    contact = queries.person_to_visit(actor(), contact_id)
    matches, details = queries.matches_to_plan(actor(), contact)
    form = forms.PlanForm().offer(matches, details)
    if refused := form.refused():
        return _page("plan", form, contact, contact=contact), refused
    match = next(m for m in matches if m.id == form.match_id.data)
    together = details if form.is_for_both else None
    visit = actions.plan(actor(), match, **form.moment, together=together)
    return done(_("The visit is planned."), _after(visit))


@bp.get("/<int:visit_id>/move")
def move_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    form = forms.MoveVisitForm(formdata=None, obj=visit, on=visit.day, at=visit.hour)
    form.offer(queries.in_one_go(actor(), visit)).for_version(visit)
    return _page("move", form, visit.contact, visit=visit)


@bp.post("/<int:visit_id>/move")
def move(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = forms.MoveVisitForm().offer(queries.in_one_go(actor(), visit))
    both = form.is_for_both
    if refused := form.refused(visit, on=visit.day, at=visit.hour, both=both):
        return _page("move", form, visit.contact, visit=visit), refused
    actions.move(actor(), visit, **form.moment, both=both)
    return done(_("The visit is moved."), _after(visit))


@bp.get("/<int:visit_id>/cancel")
def cancel_form(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    audit_log.log_view(actor(), VisitAuditEvent.OPENED, contact_id=visit.contact_id)
    form = forms.CancelVisitForm(formdata=None).offer(queries.in_one_go(actor(), visit))
    return _page("cancel", form.for_version(visit), visit.contact, visit=visit)


@bp.post("/<int:visit_id>/cancel")
def cancel(visit_id: int) -> ResponseReturnValue:
    visit = queries.get_open(actor(), visit_id)
    form = forms.CancelVisitForm().offer(queries.in_one_go(actor(), visit))
    if refused := form.refused(visit, both=form.is_for_both):
        return _page("cancel", form, visit.contact, visit=visit), refused
    actions.cancel(actor(), visit, **form.answers)
    return done(_("It is written down that this visit is off."), _home(visit.contact))


def _page(name: str, form: Form, person: Contact, **shown: Any) -> TemplateResponse:
    shown |= {"form": form, "home": _home(person)}
    return render(f"visiting/visits/{name}.html", f"{name}_form", **shown)


def _after(visit: Visit) -> str:
    """A visit that has been is reported next; of one to come nothing is asked."""
    if visit.has_come and visit.starts_at <= clock.now():
        return link("write_report", visit_id=visit.id)
    return _home(visit.contact)


def _home(contact: Contact) -> str:
    """The page to return to: the file for a coordinator, else the first page."""
    if actor().coordinates(contact.area_id):
        return link("person", contact_id=contact.id)
    return link("home")
