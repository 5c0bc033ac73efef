"""Queries about outreach: due, later, and earlier attempts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import ROWS, DayCursor, Page, in_order, page
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.reaching.outreach import policy
from thuis_app.reaching.outreach.models import OutreachAttempt, OutreachPlan
from thuis_app.reaching.outreach_steps.rules import Tried
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import VolunteerStage


class OutreachList(StrEnum):
    """Which lines: whose turn it is, who rests until a day, or who comes later."""

    DUE = "due"
    LATER = "later"
    RESTING = "resting"


@dataclass(frozen=True)
class OutreachFilter:
    """Which part of the worklist: some villages, or whom one volunteer goes to."""

    area_ids: frozenset[int] | None = None
    by: int | None = None


EVERYBODY = OutreachFilter()


OutreachPage = Page[OutreachPlan, DayCursor]


@dataclass(frozen=True)
class Summary:
    """The totals of the worklist."""

    everybody: int
    due: int
    resting: int
    next_on: date | None

    @property
    def later(self) -> int:
        return self.everybody - self.due - self.resting


def get(actor: Actor, contact_id: int) -> OutreachPlan:
    """The plan for this person; raises Missing when the actor may not see it."""
    found = find(actor, contact_id)
    if found is None:
        raise Missing
    return found


def find(actor: Actor, contact_id: int) -> OutreachPlan | None:
    """The plan for this person, or None."""
    return db.session.scalar(_plans(actor).where(OutreachPlan.contact_id == contact_id))


def to_go(user_id: int) -> ColumnElement[bool]:
    """The condition of an open plan that this user is to go on with."""
    return and_(OutreachPlan.assigned_to == user_id, OutreachPlan.is_open)


def lines(
    actor: Actor,
    today: date,
    *,
    shown: OutreachList,
    criteria: OutreachFilter = EVERYBODY,
    after: DayCursor | None = None,
    limit: int = ROWS,
) -> OutreachPage:
    """The worklist, the longest waiting first."""
    require(policy.may_list(actor))
    is_due = OutreachPlan.next_on <= today
    which = {
        OutreachList.DUE: is_due,
        OutreachList.RESTING: ~is_due & OutreachPlan.resting,
        OutreachList.LATER: ~is_due & ~OutreachPlan.resting,
    }
    found = _open(actor, criteria).where(which[shown])
    order = (OutreachPlan.next_on, OutreachPlan.contact_id)
    rows = db.session.scalars(in_order(found, order, after, size=limit)).all()
    return page(rows, lambda row: (row.next_on, row.contact_id), limit)


def summary(
    actor: Actor,
    today: date,
    area_ids: frozenset[int] | None = None,
    by: int | None = None,
) -> Summary:
    """The number of open plans, and the day the next one is due."""
    is_due = OutreachPlan.next_on <= today
    counted = (
        func.count(),
        func.count().filter(is_due),
        func.count().filter(OutreachPlan.resting & ~is_due),
        func.min(OutreachPlan.next_on),
    )
    rows = (
        _open(actor, OutreachFilter(area_ids, by))
        .with_only_columns(*counted)
        .order_by(None)
    )
    return Summary(*db.session.execute(rows).one())


def attempts(actor: Actor, contact_id: int) -> Sequence[OutreachAttempt]:
    """The attempts for a person, the latest first."""
    return db.session.scalars(
        select(OutreachAttempt)
        .join(Contact, Contact.id == OutreachAttempt.contact_id)
        .outerjoin(OutreachPlan, OutreachPlan.contact_id == OutreachAttempt.contact_id)
        .options(joinedload(OutreachAttempt.maker))
        .where(OutreachAttempt.contact_id == contact_id, policy.visible_to(actor))
        .order_by(OutreachAttempt.made_on.desc(), OutreachAttempt.id.desc())
    ).all()


def latest(actor: Actor, contact_id: int) -> dict[str, Any]:
    """The stored values of the latest attempt, to show after a clash."""
    names = ("outcome", "channel", "day_part", "made_on", "made_by")
    found = attempts(actor, contact_id)[:1]
    return {name: getattr(attempt, name) for attempt in found for name in names}


def history(actor: Actor, contact_id: int) -> list[Tried]:
    """The attempts for a person in their order, as the rules take them."""
    return [attempt.tried for attempt in reversed(attempts(actor, contact_id))]


def count_attempts(plan: OutreachPlan) -> int:
    """The number of attempts for the person of a plan."""
    theirs = OutreachAttempt.contact_id == plan.contact_id
    query = select(func.count()).select_from(OutreachAttempt).where(theirs)
    return db.session.scalars(query).one()


def faces(actor: Actor, area_id: int) -> list[tuple[int, str]]:
    """Users who may go in this village: the actor, and its volunteers."""
    require(actor.coordinates(area_id))
    works_there = select(UserArea.user_id).where(UserArea.area_id == area_id)
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Volunteer, Volunteer.user_id == User.id)
        .where(User.is_active, User.id != actor.id)
        .where(Volunteer.until.is_(None), Volunteer.stage == VolunteerStage.ACTIVE)
        .where(User.all_areas | User.id.in_(works_there))
        .order_by(User.sort_name, User.id)
    )
    return [(actor.id, actor.name), *((row[0], row[1]) for row in rows)]


def telephones(
    actor: Actor, plans: Iterable[OutreachPlan]
) -> dict[int, list[ContactPhone]]:
    """The numbers of the people we try to reach, by person; none where nobody may."""
    people = [plan.contact_id for plan in plans]
    return contacts.telephones(actor, people, policy.callable_for(actor))


def goers(actor: Actor) -> list[tuple[int, str]]:
    """Users with a plan in the actor's villages, by name."""
    require(policy.may_list(actor))
    going = _open(actor, EVERYBODY).with_only_columns(OutreachPlan.assigned_to)
    mine = going.where(OutreachPlan.assigned_to.is_not(None)).order_by(None)
    rows = db.session.execute(
        select(User.id, User.name)
        .where(User.id.in_(mine))
        .order_by(User.sort_name, User.id)
    )
    return [(row[0], row[1]) for row in rows]


def _open(actor: Actor, criteria: OutreachFilter) -> Select[OutreachPlan]:
    found = _plans(actor).where(OutreachPlan.is_open, Contact.stage.not_in(STOPPED))
    if criteria.area_ids is not None:
        found = found.where(is_chosen(criteria.area_ids, Contact.area_id))
    if criteria.by is not None:
        found = found.where(OutreachPlan.assigned_to == (criteria.by or None))
    return found


def _plans(actor: Actor) -> Select[OutreachPlan]:
    return (
        select(OutreachPlan)
        .join(OutreachPlan.contact)
        .options(
            contains_eager(OutreachPlan.contact).joinedload(Contact.area),
            contains_eager(OutreachPlan.contact).options(*contacts.WITH_NAMESAKES),
            joinedload(OutreachPlan.face),
        )
        .where(policy.visible_to(actor))
    )
