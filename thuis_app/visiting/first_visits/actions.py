"""What follows from a first visit: a search for a volunteer, or a call later on."""

from datetime import date

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents import queries as assent_queries
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome
from thuis_app.visiting.first_visits import policy, queries, rules
from thuis_app.visiting.first_visits.rules import (
    FirstVisitAuditEvent,
    FirstVisitDetails,
    WantsVisitor,
)
from thuis_app.visiting.visit_reports.rules import VisitMade
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelled


def answer(
    actor: Actor,
    contact: Contact,
    *,
    wants: WantsVisitor,
    on: date,
    asked_by: str = "",
    call_again_on: date | None = None,
) -> None:
    """Record whether the person would like a visitor: a volunteer is looked for, or
    the person is called on a later day."""
    require(policy.may_answer(actor, contact))
    asked = task_queries.open_task(TaskKind.FIRST_VISIT_ANSWER, contact.id)
    rules.check_awaited(asked is not None)
    tasks.close(actor, TaskKind.FIRST_VISIT_ANSWER, contact.id)
    if wants is WantsVisitor.YES:
        _record_yes(actor, contact, on, asked_by)
        contacts.look_for_volunteer(actor, contact, due_on=clock.today())
    else:
        later = call_again_on or clock.today() + rules.CALLED_AGAIN_WITHIN
        contacts.schedule(actor, contact, TaskKind.CALL_AGAIN, later)
    audit_log.record(
        actor, FirstVisitAuditEvent.ANSWERED, contact, contact_id=contact.id
    )


def on_visit_made(actor: Actor, event: VisitMade) -> None:
    """After a first visit a coordinator asks whether a visitor is welcome."""
    visit = queries.made_on(event.contact_id, event.on)
    if visit is not None and event.is_made and not visit.contact.is_stopped:
        tasks.close(actor, TaskKind.FIRST_VISIT, event.contact_id)
        tasks.schedule(actor, _answer_task(visit))
    elif visit is None and not event.is_made:
        kind, dropped = TaskKind.FIRST_VISIT_ANSWER, TaskOutcome.DROPPED
        tasks.close(actor, kind, event.contact_id, outcome=dropped)


def on_visit_cancelled(actor: Actor, event: VisitCancelled) -> None:
    """A first visit that is off is planned anew."""
    visit = queries.called_off(event.visit_id)
    if visit is None or visit.contact.is_stopped or queries.is_ahead(visit.contact):
        return
    if assent_queries.is_withdrawn(visit.contact_id, Participation.VISIT):
        return
    contacts.schedule(actor, visit.contact, TaskKind.FIRST_VISIT, clock.today())


def _record_yes(actor: Actor, contact: Contact, on: date, asked_by: str) -> None:
    if not assent_queries.has_assent(contact, Participation.VISIT):
        assents.give(
            actor,
            contact,
            participation=Participation.VISIT,
            given_on=on,
            given_how=GivenHow.SPOKEN,
            asked_by=asked_by,
        )


def _answer_task(visit: Visit) -> NewTask:
    return NewTask(
        kind=TaskKind.FIRST_VISIT_ANSWER,
        source=visit.contact_id,
        due_on=clock.today(),
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
        details=FirstVisitDetails(visit.id, visit.day),
    )
