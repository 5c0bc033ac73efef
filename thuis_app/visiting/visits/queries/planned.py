"""What is planned, what waits for a report, and what may be planned."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.queries.known import known
from thuis_app.visiting.visits.rules import VisitState

Row = TypeVar("Row")


def unreported(
    actor: Actor, today: date, area_id: int | None = None, limit: int = 26
) -> Sequence[Visit]:
    """Visits of two days ago and longer that nobody reported, in these villages."""
    return db.session.scalars(
        _unreported(known(actor), actor, today, area_id)
        .order_by(Visit.starts_at, Visit.id)
        .limit(limit)
    ).all()


def count_unreported(actor: Actor, today: date, area_id: int | None = None) -> int:
    """How many visits wait for a report in the coordinator's villages."""
    counted = select(func.count(Visit.id))
    return db.session.scalar(_unreported(counted, actor, today, area_id)) or 0


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


def next_day(contact: Contact) -> date | None:
    """The day of the next visit to this person that is planned, by any volunteer."""
    ahead = select(Visit.starts_at).where(_ahead(contact.id, clock.now()))
    starts_at = db.session.scalar(ahead.order_by(Visit.starts_at).limit(1))
    return clock.local(starts_at).date() if starts_at else None


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
    """Within which matches this actor may plan a visit to this person; and if it is
    one, that of the same volunteer with somebody at the same house."""
    found = matches.of_contact(actor, contact.id)
    mine = [m for m in found if m.state in OPEN and policy.may_plan(actor, m)]
    house = matches.together(actor, mine[0]) if len(mine) == 1 else None
    return mine, house if house and policy.may_plan(actor, house) else None


def coordinators(contact: Contact) -> Sequence[str]:
    """How the coordinators of this person's village are called, at most three; those
    of that village alone come first."""
    theirs = select(UserArea.user_id).where(UserArea.area_id == contact.area_id)
    here = User.id.in_(theirs)
    holders = User.role_words.contains(Role.COORDINATOR, autoescape=True)
    return db.session.scalars(
        select(User.called)
        .where(User.is_active, holders, or_(User.all_areas, here))
        .order_by(here.desc(), User.id)
        .limit(3)
    ).all()


def _ahead(contact_id: int, after: datetime) -> ColumnElement[bool]:
    return and_(
        Visit.contact_id == contact_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > after,
    )


def _unreported(
    asked: Select[Row], actor: Actor, today: date, area_id: int | None
) -> Select[Row]:
    people = select(Contact.id).where(
        contacts.visible_to(actor), Contact.stage.not_in(STOPPED)
    )
    if area_id is not None:
        people = people.where(Contact.area_id == area_id)
    return asked.where(
        Visit.state == VisitState.PLANNED,
        Visit.starts_at
        < rules.start_of(today - rules.CHASED_AFTER + timedelta(days=1)),
        Visit.contact_id.in_(people),
    )
