"""Records wishes and contributions, and what became of them."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import joinedload

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonMerged, PersonReopened
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import (
    TaskFinished,
    TaskKind,
    TaskOpenedAgain,
    TaskOutcome,
)
from thuis_app.people.wishes import policy, queries, rules
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject, WishAuditEvent, WishState


def record_wish(
    actor: Actor,
    contact: Contact,
    *,
    subject: Subject,
    words: str = "",
    side: Side = Side.WISH,
    heard_on: date | None = None,
    visit_id: int | None = None,
) -> Wish:
    """Record a wish, or return the open one that is the same.

    `visit_id` is the visit at which it was heard, when a report says so.
    """
    require(policy.may_record(actor, contact))
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
    wish = queries.same_as(contact, side, subject, words) or Wish(
        contact_id=contact.id,
        side=side,
        subject=subject,
        words=words,
        heard_on=heard_on or clock.today(),
        heard_by=actor.id,
        visit_id=visit_id,
    )
    db.session.add(wish)
    db.session.flush()
    schedule(actor, wish, contact)
    audit_log.record(actor, WishAuditEvent.HEARD, wish, contact_id=contact.id)
    return wish


def take_back(actor: Actor, wish: Wish, contact: Contact) -> None:
    """Delete a wish that the report it came from says no more."""
    require(policy.may_record(actor, contact))
    tasks.close(actor, TaskKind.WISH, wish.id, outcome=TaskOutcome.DROPPED)
    audit_log.record(actor, WishAuditEvent.TAKEN_BACK, wish, contact_id=contact.id)
    db.session.delete(wish)


def move(actor: Actor, wish: Wish, *, to: WishState) -> None:
    """Say what became of a wish or a contribution."""
    require(policy.may_move(actor, wish))
    wish.state = rules.next_state(wish.state, to)
    schedule(actor, wish, wish.contact)
    audit_log.record(actor, rules.BECAME[to], wish, contact_id=wish.contact_id)


def on_task_finished(actor: Actor, event: TaskFinished) -> None:
    """A wish of which the task is marked as done is done."""
    if event.kind is TaskKind.WISH:
        _become(actor, int(event.source), WishState.DONE)


def on_task_opened_again(actor: Actor, event: TaskOpenedAgain) -> None:
    """A wish of which the task is open again is open."""
    if event.kind is TaskKind.WISH:
        _become(actor, int(event.source), WishState.OPEN)


def _become(actor: Actor, wish_id: int, state: WishState) -> None:
    wish = db.session.get(Wish, wish_id, options=[joinedload(Wish.contact)])
    if wish is not None and state in rules.next_states(wish.state):
        move(actor, wish, to=state)


def on_person_reopened(actor: Actor, event: PersonReopened) -> None:
    """See to the wishes that were open when contact stopped."""
    contact = db.session.get_one(Contact, event.contact_id)
    for wish in queries.of_contact(contact):
        schedule(actor, wish, contact)


def schedule(actor: Actor, wish: Wish, contact: Contact) -> None:
    """Schedule that a wish is seen to, until something is done with it."""
    is_open = wish.side is Side.WISH and wish.state is WishState.OPEN
    if not is_open or contact.is_stopped:
        return tasks.close(actor, TaskKind.WISH, wish.id)
    return tasks.schedule(actor, wish.task_for(contact))


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The wishes of one record of a person are those of the record that stays."""
    theirs = update(Wish).where(Wish.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))
