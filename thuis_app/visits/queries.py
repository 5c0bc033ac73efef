"""Which visits were made and are coming, as far as this actor may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.accounts.models import User, UserArea
from thuis_app.contacts import policy as contacts
from thuis_app.contacts.models import Contact, ContactPhone
from thuis_app.contacts.rules import STOPPED
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, Refused, RuleBroken, require
from thuis_app.matches import queries as matches
from thuis_app.matches.models import Match
from thuis_app.matches.rules import OPEN
from thuis_app.visits import policy, rules
from thuis_app.visits.models import Visit, VisitDraft, VisitReport
from thuis_app.visits.rules import Happened, VisitState

Row = TypeVar("Row")


@dataclass(frozen=True)
class LastWords:
    """What was said the last time somebody was visited, and how often they were."""

    contact_id: int
    starts_at: datetime
    agreed: str
    note: str
    visits: int


@dataclass(frozen=True)
class Expected:
    """A planned visit, with what one wants to know on the doorstep."""

    visit: Visit
    telephone: str
    last: LastWords | None

    @property
    def is_today(self) -> bool:
        return self.visit.day == clock.today()

    @property
    def number(self) -> int:
        """Which visit to this person it is: 1 for the first."""
        return 1 + (self.last.visits if self.last else 0)


@dataclass(frozen=True)
class Day:
    """A volunteer's day: visits today, reports still to write, and what is ahead."""

    today: list[Expected]
    to_report: list[Expected]
    ahead: list[Expected]


def get(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may know of; any other does not exist."""
    found = db.session.scalar(_visits(actor).where(Visit.id == visit_id))
    if found is None:
        raise Missing
    return found


def get_open(actor: Actor, visit_id: int) -> Visit:
    """A visit that is still to be made or reported."""
    found = get(actor, visit_id)
    rules.check_open(found.state)
    return found


def day(actor: Actor, today: date) -> Day:
    """The planned visits of this volunteer, in three lists."""
    rows = db.session.scalars(
        _visits(actor)
        .where(
            Visit.volunteer_id == actor.id,
            Visit.state == VisitState.PLANNED,
            Visit.starts_at >= _start(today - rules.LOOKED_BACK),
            Visit.starts_at < _start(today + rules.AHEAD + timedelta(days=1)),
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    found = [v for v in rows if rules.is_expected(v.day, v.contact.stopped_on, today)]
    known = _with_words(actor, found)
    return Day(
        today=[one for one in known if one.visit.day == today],
        to_report=[one for one in known if one.visit.day < today],
        ahead=[one for one in known if one.visit.day > today],
    )


def unreported(
    actor: Actor, today: date, area_id: int | None = None, limit: int = 26
) -> Sequence[Visit]:
    """Visits of two days ago and longer that nobody reported, in these villages."""
    return db.session.scalars(
        _unreported(_visits(actor), actor, today, area_id)
        .order_by(Visit.starts_at, Visit.id)
        .limit(limit)
    ).all()


def count_unreported(actor: Actor, today: date, area_id: int | None = None) -> int:
    """How many visits wait for a report in the coordinator's villages."""
    counted = select(func.count(Visit.id))
    return db.session.scalar(_unreported(counted, actor, today, area_id)) or 0


def last_words(actor: Actor, contact_ids: Iterable[int]) -> dict[int, LastWords]:
    """What was agreed and noted the last time, per person, in one statement."""
    newest = (Visit.starts_at.desc(), Visit.id.desc())
    told = (
        select(
            Visit.contact_id,
            Visit.starts_at,
            VisitReport.agreed,
            VisitReport.note,
            func.count().over(partition_by=Visit.contact_id).label("visits"),
            func.row_number()
            .over(partition_by=Visit.contact_id, order_by=newest)
            .label("place"),
        )
        .join(
            VisitReport, and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
        )
        .where(
            Visit.contact_id.in_(sorted(set(contact_ids))),
            VisitReport.happened == Happened.YES,
            policy.visible_to(actor),
        )
        .subquery()
    )
    rows = db.session.execute(select(told).where(told.c.place == 1))
    return {row.contact_id: LastWords(*row[:5]) for row in rows}


def reports(actor: Actor, visit: Visit) -> Sequence[VisitReport]:
    """The versions of a report, newest first; a volunteer sees the newest alone."""
    asked = select(VisitReport).where(VisitReport.visit_id == visit.id)
    if not policy.sees_versions(actor, visit):
        asked = asked.where(VisitReport.is_current)
    return db.session.scalars(asked.order_by(VisitReport.number.desc())).all()


def current_report(actor: Actor, visit: Visit) -> VisitReport:
    """What the report says now."""
    found = reports(actor, visit)
    if not found:
        raise Missing
    return found[0]


def may_still_correct(actor: Actor, visit: Visit) -> bool:
    """Whether there is a report that this actor may still change."""
    try:
        report_to_correct(actor, visit)
    except Refused:
        return False
    return True


def report_to_correct(actor: Actor, visit: Visit) -> VisitReport:
    """The report, if this actor may still change it."""
    found = current_report(actor, visit)
    require(policy.may_correct(actor, visit, found))
    if not policy.sees_versions(actor, visit):
        rules.check_same_day(found.written_at, clock.today())
    return found


def draft(actor: Actor, visit: Visit) -> VisitDraft | None:
    """What this actor, and nobody else, was writing about a visit."""
    return db.session.scalar(
        select(VisitDraft).where(
            VisitDraft.visit_id == visit.id, policy.own_drafts(actor)
        )
    )


def following(actor: Actor, visit: Visit) -> Visit | None:
    """The next visit of this volunteer to this person that is planned already."""
    return db.session.scalar(
        _planned(actor, visit.contact_id)
        .where(
            Visit.volunteer_id == visit.volunteer_id,
            Visit.id != visit.id,
            Visit.starts_at > max(visit.starts_at, clock.now()),
        )
        .limit(1)
    )


def planned(actor: Actor, contact_id: int) -> Sequence[Visit]:
    """The visits to this person that are still to come, the first one first."""
    ahead = _planned(actor, contact_id).where(Visit.starts_at > clock.now())
    return db.session.scalars(ahead).all()


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


def matches_to_plan(actor: Actor, contact: Contact) -> Sequence[Match]:
    """Within which matches this actor may plan a visit to this person."""
    found = matches.of_contact(actor, contact.id)
    return [m for m in found if m.state in OPEN and policy.may_plan(actor, m)]


def coordinators(actor: Actor, area_id: int) -> Sequence[str]:
    """How the coordinators of a village are called, those of it alone first."""
    here = User.id.in_(select(UserArea.user_id).where(UserArea.area_id == area_id))
    holders = User.role_words.contains(Role.COORDINATOR, autoescape=True)
    return db.session.scalars(
        select(User.called)
        .where(User.is_active, holders, or_(User.all_areas, here))
        .order_by(here.desc(), User.id)
        .limit(3)
    ).all()


def _visits(actor: Actor) -> Select[Visit]:
    return (
        select(Visit)
        .options(
            joinedload(Visit.contact).joinedload(Contact.area),
            joinedload(Visit.volunteer),
        )
        .where(policy.visible_to(actor))
    )


def _planned(actor: Actor, contact_id: int) -> Select[Visit]:
    return (
        _visits(actor)
        .where(Visit.contact_id == contact_id, Visit.state == VisitState.PLANNED)
        .order_by(Visit.starts_at, Visit.id)
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
        Visit.starts_at < _start(today - rules.CHASED_AFTER + timedelta(days=1)),
        Visit.contact_id.in_(people),
    )


def _with_words(actor: Actor, visits: Sequence[Visit]) -> list[Expected]:
    contact_ids = {visit.contact_id for visit in visits}
    numbers = db.session.execute(
        select(ContactPhone.contact_id, func.min(ContactPhone.number))
        .where(ContactPhone.contact_id.in_(sorted(contact_ids)))
        .group_by(ContactPhone.contact_id)
    )
    telephone = {row[0]: row[1] for row in numbers}
    last = last_words(actor, contact_ids)
    return [
        Expected(v, telephone.get(v.contact_id, ""), last.get(v.contact_id))
        for v in visits
    ]


def _start(day: date) -> datetime:
    return clock.at(day, time())
