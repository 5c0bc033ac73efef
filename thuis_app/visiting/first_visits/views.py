from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.first_visits import actions, forms, policy, queries, rules
from thuis_app.visiting.first_visits.rules import FirstVisitAuditEvent
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import policy as visit_policy
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("first_visits", __name__, url_prefix="/visits")


@bp.get("/of/<int:contact_id>/first")
def plan_form(contact_id: int) -> ResponseReturnValue:
    contact = _person(contact_id)
    audit_log.log_view(actor(), FirstVisitAuditEvent.PLAN_OPENED, contact_id=contact.id)
    found = queries.who_could_go(actor(), contact)
    return _plan_page(forms.FirstVisitForm(formdata=None).offer(found), contact)


@bp.post("/of/<int:contact_id>/first")
def plan(contact_id: int) -> ResponseReturnValue:
    contact = _person(contact_id)
    form = forms.FirstVisitForm().offer(queries.who_could_go(actor(), contact))
    if refused := form.refused():
        return _plan_page(form, contact), refused
    lacking = queries.lacking_on(
        actor(), form.user, clock.local(form.slot.starts_at).date()
    )
    if refused := form.unready(lacking):
        return _plan_page(form, contact), refused
    pair = Visit(contact_id=contact.id, volunteer_id=form.user.id)
    found = visit_queries.objections(actor(), pair, form.slot)
    if refused := form.objected(form.at, found):
        return _plan_page(form, contact), refused
    visits.plan_first(actor(), contact, form.user, **form.moment)
    said = _("The first visit is planned.")
    return done(said, link("person", contact_id=contact.id))


@bp.get("/of/<int:contact_id>/first/answer")
def answer_form(contact_id: int) -> ResponseReturnValue:
    contact = _person(contact_id)
    rules.check_awaited(_is_awaited(contact))
    audit_log.log_view(
        actor(), FirstVisitAuditEvent.ANSWER_OPENED, contact_id=contact.id
    )
    visit = queries.last_made(contact)
    later = clock.today() + rules.CALLED_AGAIN_WITHIN
    form = forms.AnswerForm(
        formdata=None,
        on=visit.day if visit else clock.today(),
        asked_by=visit.volunteer.name if visit else "",
        call_again_on=later,
    )
    return _answer_page(form, contact)


@bp.post("/of/<int:contact_id>/first/answer")
def answer(contact_id: int) -> ResponseReturnValue:
    contact = _person(contact_id)
    rules.check_awaited(_is_awaited(contact))
    form = forms.AnswerForm()
    if refused := form.refused():
        return _answer_page(form, contact), refused
    with undoable(actor(), ChangeKind.FIRST_VISIT, contact) as doing:
        actions.answer(actor(), contact, **form.answers)
    page = link("person", contact_id=contact.id)
    return done(_("What was said is saved."), page, undo=doing.change_id)


def _person(contact_id: int) -> Contact:
    """The person whom this coordinator may have visited."""
    contact = contacts.get(actor(), contact_id)
    require(visit_policy.may_plan_first(actor(), contact))
    require(policy.may_answer(actor(), contact))
    return contact


def _is_awaited(contact: Contact) -> bool:
    return tasks.open_task(TaskKind.FIRST_VISIT_ANSWER, contact.id) is not None


def _plan_page(form: forms.FirstVisitForm, contact: Contact) -> TemplateResponse:
    agenda = visit_queries.coming(actor(), contact.id, ())
    return render(
        "visiting/first_visits/plan.html",
        "plan_form",
        form=form,
        contact=contact,
        agenda=agenda,
        person_id=contact.id,
    )


def _answer_page(form: forms.AnswerForm, contact: Contact) -> TemplateResponse:
    return render(
        "visiting/first_visits/answer.html",
        "answer_form",
        form=form,
        contact=contact,
        visit=queries.last_made(contact),
    )
