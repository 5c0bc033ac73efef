"""Which visits are planned, and what may be planned."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, RuleBroken
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonFinished, PersonStopped
from thuis_app.people.relations.rules import ConsentWithdrawn, Purpose
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN, MatchEnded, MatchPaused
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

DAY = timedelta(days=1)


def known(actor: Actor) -> Select[Visit]:
    """The visits this actor may open, with the names that pages show."""
    return (
        select(Visit)
        .options(
            joinedload(Visit.contact).joinedload(Contact.area),
            joinedload(Visit.volunteer),
        )
        .where(policy.visible_to(actor))
    )


def get(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may open; Missing for any other."""
    found = db.session.scalar(known(actor).where(Visit.id == visit_id))
    if found is None:
        raise Missing
    return found


def get_open(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may open, and that is still to be made or reported."""
    found = get(actor, visit_id)
    rules.check_open(found.state)
    return found


def in_one_go(actor: Actor, visit: Visit) -> Visit | None:
    """The other visit of one call at one home, while both are still to come; or None.

    None when the other may not be approached, or has another visitor.
    """
    other = other_of_call(visit, known(actor))
    if other is None or other.contact.is_stopped:
        return None
    goes = select(Match.id).where(Match.id == other.match_id, Match.state.in_(OPEN))
    return other if db.session.scalar(goes) is not None else None


def other_of_call(visit: Visit, among: Select[Visit]) -> Visit | None:
    """The other open visit of one call at one house, where it is among these."""
    if visit.together_with is None:
        return None
    other = db.session.scalar(
        among.where(
            Visit.id == visit.together_with,
            Visit.together_with == visit.id,
            Visit.volunteer_id == visit.volunteer_id,
        )
    )
    return other if other is not None and other.is_open else None


def to_make(
    actor: Actor,
    volunteer_id: int,
    first: date,
    last: date,
    states: Collection[VisitState] = (VisitState.PLANNED,),
) -> list[Visit]:
    """The visits of a volunteer from `first` to `last` that go on, in order of time.

    None in a match that ended, nor to a person who may not be approached.
    """
    return list(
        db.session.scalars(
            known(actor)
            .where(
                Visit.volunteer_id == volunteer_id,
                Visit.state.in_(states),
                Visit.starts_at >= rules.start_of(first),
                Visit.starts_at < rules.start_of(last + DAY),
                policy.still_to_make(),
            )
            .order_by(Visit.starts_at, Visit.id)
        )
    )


def following(actor: Actor, visit: Visit) -> Visit | None:
    """The next visit of this volunteer to this person that is planned already."""
    after = max(visit.starts_at, clock.now())
    return db.session.scalar(
        select(Visit)
        .where(
            policy.visible_to(actor),
            _ahead(visit.contact_id, after),
            Visit.volunteer_id == visit.volunteer_id,
            Visit.id != visit.id,
        )
        .order_by(Visit.starts_at, Visit.id)
        .limit(1)
    )


def going_again(actor: Actor, visit: Visit) -> tuple[Match | None, Visit | None]:
    """When this volunteer goes again: the visit that is planned already; where there
    is none, the match within which they may go."""
    planned = following(actor, visit)
    return (None, planned) if planned else (open_match(actor, visit), None)


def planned(actor: Actor, contact_id: int) -> Sequence[Visit]:
    """The visits to this person that are still to come, the first one first."""
    ahead = known(actor).where(_ahead(contact_id, clock.now()))
    return db.session.scalars(ahead.order_by(Visit.starts_at, Visit.id)).all()


def standing(contact: Contact) -> Sequence[Visit]:
    """The visits to this person to make, in a match that stands, or to report."""
    goes_on = select(Match.id).where(Match.state.in_(OPEN))
    return db.session.scalars(
        select(Visit).where(
            Visit.contact_id == contact.id,
            Visit.state == VisitState.PLANNED,
            or_(Visit.match_id.in_(goes_on), Visit.starts_at <= clock.now()),
        )
    ).all()


def ahead_of_match(match_id: int) -> Sequence[int]:
    """The ids of the visits of a match that are planned and still to come."""
    ahead = select(Visit.id).where(
        Visit.match_id == match_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > clock.now(),
    )
    return db.session.scalars(ahead).all()


def open_under(event: object) -> Sequence[Visit]:
    """The planned visits that are not made when this event is published, by day."""
    hit = _hit_by(event)
    if hit is None:
        return []
    query = select(Visit).where(Visit.state == VisitState.PLANNED, hit)
    both = joinedload(Visit.contact), joinedload(Visit.volunteer)
    in_order = query.options(*both).order_by(Visit.starts_at, Visit.id)
    return db.session.scalars(in_order).all()


def ahead_of_pair(match: Match, first: date) -> Sequence[Visit]:
    """The visits of a match that are planned from a day on."""
    query = select(Visit).where(
        Visit.match_id == match.id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > clock.now(),
        Visit.starts_at >= rules.start_of(first),
    )
    return db.session.scalars(query.order_by(Visit.starts_at, Visit.id)).all()


def passed(visit_ids: Collection[int]) -> set[int]:
    """Those of these visits of which the moment has passed."""
    query = select(Visit.id).where(
        Visit.id.in_(visit_ids), Visit.starts_at <= clock.now()
    )
    return set(db.session.scalars(query))


def tasks_of(visit_ids: Collection[int]) -> set[str]:
    """The ids of the tasks about these visits."""
    sources = [str(one) for one in visit_ids]
    query = select(Task.id).where(Task.kind == TaskKind.VISIT, Task.source.in_(sources))
    return set(db.session.scalars(query))


def _hit_by(event: object) -> ColumnElement[bool] | None:
    is_ahead = Visit.starts_at > clock.now()
    match event:
        case PersonStopped(contact_id, _stage, on):
            is_after = Visit.starts_at >= rules.start_of(on + DAY)
            return and_(Visit.contact_id == contact_id, or_(is_ahead, is_after))
        case PersonFinished(contact_id):
            return and_(Visit.contact_id == contact_id, is_ahead)
        case ConsentWithdrawn(contact_id, Purpose.VISIT, others_stand=False):
            return and_(Visit.contact_id == contact_id, is_ahead)
        case MatchEnded() | MatchPaused():
            return and_(Visit.match_id == event.match_id, is_ahead)
        case RoleEnded(user_id, Role.VOLUNTEER):
            return and_(Visit.volunteer_id == user_id, is_ahead)
    return None


def standing_match(visit: Visit) -> Match | None:
    """The match of a visit, as long as it did not end; or None."""
    return db.session.scalar(
        select(Match).where(Match.id == visit.match_id, Match.state.in_(OPEN))
    )


def open_match(actor: Actor, visit: Visit) -> Match | None:
    """The match within which this volunteer may go again."""
    found = matches.of_contact(actor, visit.contact_id)
    its_own = (m for m in found if m.volunteer_id == visit.volunteer_id)
    return next((m for m in its_own if m.state in OPEN), None)


def person_to_visit(actor: Actor, contact_id: int) -> Contact:
    """The person, unless nobody may approach them any more."""
    contact = matches.contact(actor, contact_id)
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
    return contact


def matches_to_plan(
    actor: Actor, contact: Contact
) -> tuple[Sequence[Match], Match | None]:
    """The matches within which the actor may plan a visit to this person.

    When it is one, also the match of its volunteer with a housemate, if any.
    """
    found = matches.of_contact(actor, contact.id)
    mine = [m for m in found if m.state in OPEN and policy.may_plan(actor, m)]
    details = matches.together(actor, mine[0]) if len(mine) == 1 else None
    return mine, details if details and policy.may_plan(actor, details) else None


def _ahead(contact_id: int, after: datetime) -> ColumnElement[bool]:
    return and_(
        Visit.contact_id == contact_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > after,
    )
