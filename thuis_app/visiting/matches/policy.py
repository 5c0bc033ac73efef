"""Which people an actor may see, and who may match a volunteer and a person.

All features above use these conditions: a coordinator sees the people of their
villages, a volunteer sees a person only while matched, and others see no one.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MAY_STILL_REPORT, OPEN


def visible_contacts(actor: Actor, person: Any = Contact) -> ColumnElement[bool]:
    """The condition that this actor may know this person today.

    `person` is Contact, or an alias of it where two people stand in one query.
    """
    known = _coordinated(actor, person)
    return or_(known, _visits_now(actor, person)) if actor.is_volunteer else known


def reportable_contacts(actor: Actor, person: Any = Contact) -> ColumnElement[bool]:
    """The same, and for a volunteer fourteen days longer, to finish reports."""
    since = clock.today() - MAY_STILL_REPORT
    theirs = select(Match.contact_id).where(
        Match.volunteer_id == actor.id,
        Match.started_on <= clock.today(),
        or_(Match.state.in_(sorted(OPEN)), Match.ended_on >= since),
    )
    recently = or_(person.stage.not_in(sorted(STOPPED)), person.stopped_on >= since)
    return _known(actor, person, and_(person.id.in_(theirs), recently))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor may know of a match: their own while it is open,
    and a coordinator all that was and is."""
    person = aliased(Contact)
    matched = select(person.id).where(person.id == Match.contact_id).correlate(Match)
    inside = matched.where(_coordinated(actor, person)).exists()
    if not actor.is_volunteer:
        return inside
    known = matched.where(_visits_now(actor, person)).exists()
    hers = and_(Match.volunteer_id == actor.id, Match.state.in_(sorted(OPEN)))
    return or_(inside, and_(hers, known)) if actor.is_coordinator else and_(hers, known)


def may_report_on(actor: Actor, contact: Contact) -> bool:
    """Whether this actor may still write down a visit to this person."""
    return _is(reportable_contacts(actor), contact)


def may_arrange(actor: Actor, contact: Contact) -> bool:
    """The coordinator of the village brings people together, and ends it."""
    return actor.coordinates(contact.area_id)


def may_begin(actor: Actor, contact: Contact, user_id: int) -> bool:
    """The same, and the volunteer: that a coordinator asked them is checked by the
    feature above."""
    is_oneself = actor.is_volunteer and actor.id == user_id
    return is_oneself or may_arrange(actor, contact)


def _known(
    actor: Actor, person: Any, as_volunteer: ColumnElement[bool]
) -> ColumnElement[bool]:
    if not actor.is_volunteer:
        return _coordinated(actor, person)
    return or_(_coordinated(actor, person), as_volunteer)


def _coordinated(actor: Actor, person: Any) -> ColumnElement[bool]:
    return within(actor, person.area_id) if actor.is_coordinator else false()


def _visits_now(actor: Actor, person: Any) -> ColumnElement[bool]:
    today = clock.today()
    # A volunteer visits a few: lists begin at these rather than ask it of everybody.
    theirs = select(Match.contact_id).where(
        Match.volunteer_id == actor.id,
        Match.state.in_(sorted(OPEN)),
        Match.started_on <= today,
        or_(Match.ended_on.is_(None), Match.ended_on >= today),
    )
    is_stopped = person.stage.in_(sorted(STOPPED))
    return and_(person.id.in_(theirs.correlate(None)), ~is_stopped)


def _is(condition: ColumnElement[bool], contact: Contact) -> bool:
    query = select(Contact.id).where(Contact.id == contact.id, condition)
    return db.session.scalar(query) is not None
