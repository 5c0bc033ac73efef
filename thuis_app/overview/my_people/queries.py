"""The people whom a volunteer visits, with what one wants at hand to call them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.overview.casefile import policy as casefile
from thuis_app.overview.my_people import policy
from thuis_app.overview.my_people.rules import VolunteerYear
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports import queries as reports
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits import policy as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState, start_of

COORDINATORS = 2


class KeyHolder(NamedTuple):
    """Who has the key of a person, and their number; '' where nobody may call."""

    name: str
    telephone: str


@dataclass(frozen=True)
class MyPerson:
    """A person of this volunteer, in one match or in several."""

    match: Match
    telephone: str
    next_visit: datetime | None = None
    last_visit: datetime | None = None
    key_holders: Sequence[KeyHolder] = ()

    @property
    def contact(self) -> Contact:
        return self.match.contact


def people(actor: Actor) -> list[MyPerson]:
    """The people whom this volunteer visits now: who is new first, then by name."""
    found = _matches(actor)
    ids = [match.contact_id for match in found]
    coming, last = _next_visits(actor, ids), reports.last_reports(actor, ids)
    holders = _key_holders(ids)
    others = [one.other_id for ones in holders.values() for one in ones]
    numbers = _numbers(actor, [*ids, *others])
    shown = [
        MyPerson(
            match,
            numbers.get(match.contact_id, ""),
            coming.get(match.contact_id),
            last[match.contact_id].starts_at if match.contact_id in last else None,
            [
                KeyHolder(one.other.full_name, numbers.get(one.other_id, ""))
                for one in holders.get(match.contact_id, ())
            ],
        )
        for match in found
    ]
    return sorted(shown, key=lambda one: not one.match.is_new)


def new_people(actor: Actor) -> list[Match]:
    """Those whom this volunteer did not meet yet, and no day for it is agreed on."""
    return new_ones(_matches(actor))


def new_ones(found: Iterable[Match]) -> list[Match]:
    """Of the open matches of a volunteer those that are new, one for each person."""
    each = {one.contact_id: one for one in found}
    return [one for one in each.values() if one.is_new]


def year(actor: Actor, year: int) -> VolunteerYear:
    """The visits that this volunteer made in a year and reported, in numbers."""
    require(policy.may_list(actor))
    made = (
        Visit.volunteer_id == actor.id,
        Visit.starts_at >= start_of(date(year, 1, 1)),
        Visit.starts_at < start_of(date(year + 1, 1, 1)),
        VisitReport.visit_id == Visit.id,
        VisitReport.is_current,
        VisitReport.happened == Happened.YES,
    )
    minutes = func.max(func.coalesce(VisitReport.minutes, Visit.minutes))
    calls = select(minutes.label("minutes")).where(*made).group_by(Visit.starts_at)
    call, people = calls.subquery(), func.count(Visit.contact_id.distinct())
    row = db.session.execute(
        select(
            func.count(call.c.minutes),
            func.coalesce(func.sum(call.c.minutes), 0),
            select(people).where(*made).scalar_subquery(),
        )
    ).one()
    return VolunteerYear(year, visits=row[0], minutes=row[1], people=row[2])


def coordinators(actor: Actor) -> Sequence[User]:
    """The coordinators whom this volunteer calls: those of their villages first."""
    theirs = select(UserArea.user_id).where(
        UserArea.area_id.in_(sorted(actor.area_ids))
    )
    near = User.id.in_(theirs)
    query = select(User).where(
        User.is_active, User.has_role(Role.COORDINATOR), near | User.all_areas
    )
    ordered = query.order_by(near.desc(), User.id).limit(COORDINATORS)
    return db.session.scalars(ordered).all()


def _matches(actor: Actor) -> list[Match]:
    """The open matches of a volunteer by name, one for each person."""
    require(policy.may_list(actor))
    found = {one.contact_id: one for one in matches.open_of_volunteer(actor)}
    return list(found.values())


def _numbers(actor: Actor, contact_ids: Collection[int]) -> dict[int, str]:
    """The first number of each of these people whom this actor may call."""
    ground = casefile.callable_in_file(actor)
    phones = contacts.telephones(actor, contact_ids, ground)
    return {one: rows[0].number for one, rows in phones.items()}


def _next_visits(actor: Actor, contact_ids: Collection[int]) -> dict[int, datetime]:
    """The first visit to each of these people that this volunteer has planned."""
    rows = db.session.execute(
        select(Visit.contact_id, Visit.starts_at)
        .where(
            visits.visible_to(actor),
            Visit.volunteer_id == actor.id,
            Visit.contact_id.in_(sorted(contact_ids)),
            Visit.state == VisitState.PLANNED,
            Visit.starts_at > clock.now(),
        )
        .order_by(Visit.starts_at.desc())
    )
    return {row[0]: row[1] for row in rows}


def _key_holders(contact_ids: Collection[int]) -> dict[int, list[Relation]]:
    rows = db.session.scalars(
        select(Relation)
        .join(Relation.other)
        .options(contains_eager(Relation.other))
        .where(
            Relation.contact_id.in_(sorted(contact_ids)),
            Relation.kind == RelationKind.KEY_HOLDER,
            Relation.stands(),
            Contact.stage.not_in(STOPPED),
        )
        .order_by(Relation.id)
    )
    found: dict[int, list[Relation]] = {}
    for one in rows:
        found.setdefault(one.contact_id, []).append(one)
    return found
