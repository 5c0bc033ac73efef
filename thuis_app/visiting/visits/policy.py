"""Who may see visits, and who may plan, move and cancel them.

To open a visit, and with it the address, the telephone number and the approach note, a
volunteer must be matched with the person today; a coordinator has the visits of their
villages (docs/decisions/0005-who-sees-a-visit.md).
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.policy import visible_contacts
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    REPORTED_BY_SUBSTITUTE,
    VisitState,
    start_of,
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor may open a visit, move it and call it off.

    A volunteer opens their own while they are matched with the person; a visit that
    is still to come goes with its own match. Who goes once instead of another, or for
    the first time before any match, opens that visit: until fourteen days after it,
    and once a first visit is reported, until the end of that day. SYSTEM sees all.
    """
    if actor == SYSTEM:
        return true()
    parts: list[ColumnElement[bool]] = []
    if actor.is_coordinator:
        parts.append(to_person(contacts.visible_to(actor)))
    if actor.is_volunteer:
        mine = Visit.volunteer_id == actor.id
        stands = or_(Visit.starts_at <= clock.now(), ~_match_ended())
        parts.append(and_(mine, stands, to_person(visible_contacts(actor))))
        parts.append(and_(mine, stands, _goes_once()))
    return or_(*parts) if parts else false()


def goes_once_today(actor: Actor, person: Any = Contact) -> ColumnElement[bool]:
    """The condition that this actor goes to a person today, this once: on the day
    itself they may know the address and the number."""
    today = clock.today()
    theirs = select(Visit.contact_id).where(
        Visit.volunteer_id == actor.id,
        or_(Visit.instead_of.is_not(None), Visit.before_match),
        Visit.state == VisitState.PLANNED,
        Visit.starts_at >= start_of(today),
        Visit.starts_at < start_of(today + timedelta(days=1)),
    )
    alive = person.stage.not_in(sorted(STOPPED))
    return and_(person.id.in_(theirs.correlate(None)), alive)


def taken_over_from(actor: Actor) -> ColumnElement[bool]:
    """The condition that a visit is made once by another instead of this actor, who
    is still matched with the person: they hear who goes, and no more."""
    mine = Visit.instead_of == actor.id
    return and_(mine, ~_match_ended(), to_person(visible_contacts(actor)))


def still_to_make() -> ColumnElement[bool]:
    """The condition that nothing stands in the way of going there: the match of the
    visit did not end, and the person may be approached."""
    return and_(~_match_ended(), to_person(Contact.stage.not_in(STOPPED)))


def to_person(known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Asked of the one person of a visit; a list of all of them takes far longer."""
    person = select(Contact.id).where(Contact.id == Visit.contact_id, known)
    return person.correlate(Visit).exists()


def may_plan_ahead(actor: Actor) -> bool:
    """The house itself plans ahead; people plan one visit at a time."""
    return actor == SYSTEM


def may_plan(actor: Actor, match: Match) -> bool:
    """The volunteer of the match plans, or the coordinator of the village."""
    return match.volunteer_id == actor.id or actor.coordinates(match.contact.area_id)


def may_plan_first(actor: Actor, contact: Contact) -> bool:
    """The coordinator of the village sends a volunteer before any match."""
    return actor.coordinates(contact.area_id)


def may_open(actor: Actor, visit: Visit) -> bool:
    """Whether this actor may do more with a visit than report it."""
    query = select(Visit.id).where(Visit.id == visit.id, visible_to(actor))
    return db.session.scalar(query) is not None


def may_substitute(actor: Actor, visit: Visit) -> bool:
    """The coordinator of the village sends another volunteer for once."""
    return actor.coordinates(visit.contact.area_id)


def may_change(actor: Actor, visit: Visit) -> bool:
    """The volunteer of the visit or a coordinator moves or cancels it."""
    return visit.volunteer_id == actor.id or actor.coordinates(visit.contact.area_id)


def _goes_once() -> ColumnElement[bool]:
    since, today = clock.now() - REPORTED_BY_SUBSTITUTE, start_of(clock.today())
    alive = to_person(Contact.stage.not_in(STOPPED))
    is_open = or_(Visit.state == VisitState.PLANNED, Visit.starts_at >= today)
    is_first = and_(Visit.before_match, is_open)
    is_once = or_(Visit.instead_of.is_not(None), is_first)
    return and_(is_once, Visit.starts_at >= since, alive)


def _match_ended() -> ColumnElement[bool]:
    ended = select(Match.id).where(Match.id == Visit.match_id, Match.state.not_in(OPEN))
    return ended.correlate(Visit).exists()
