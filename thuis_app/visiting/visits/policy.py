"""Who may see visits, and who may plan, move and cancel them.

To open a visit, and with it the address, the telephone number and the approach note, a
volunteer must be matched with the person today; a coordinator has the visits of their
villages (docs/decisions/0005-who-sees-a-visit.md).
"""

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


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor may open a visit, move it and call it off.

    A volunteer opens their own while they are matched with the person; a visit that
    is still to come goes with its own match. SYSTEM, which plans by rhythm, sees all.
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
    return or_(*parts) if parts else false()


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


def may_open(actor: Actor, visit: Visit) -> bool:
    """Whether this actor may do more with a visit than report it."""
    query = select(Visit.id).where(Visit.id == visit.id, visible_to(actor))
    return db.session.scalar(query) is not None


def may_change(actor: Actor, visit: Visit) -> bool:
    """The volunteer of the visit or a coordinator moves or cancels it."""
    return visit.volunteer_id == actor.id or actor.coordinates(visit.contact.area_id)


def _match_ended() -> ColumnElement[bool]:
    ended = select(Match.id).where(Match.id == Visit.match_id, Match.state.not_in(OPEN))
    return ended.correlate(Visit).exists()
