"""Whom we try to reach: today, later, and what was tried already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, false, func, select, true, tuple_
from sqlalchemy.orm import joinedload

from thuis_app.accounts.models import User, UserArea
from thuis_app.areas.policy import within
from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import STOPPED
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.outreach import policy
from thuis_app.outreach.models import Attempt, OutreachPlan
from thuis_app.outreach.rules import REACHED, Channel, Tried
from thuis_app.volunteers.models import Volunteer

ROWS = 25


class Shown(StrEnum):
    """Which lines: those whose turn it is, or those that come later."""

    DUE = "due"
    LATER = "later"


class After(NamedTuple):
    """The last line that was shown; the next ones come after it."""

    on: date
    contact_id: int


@dataclass(frozen=True)
class Lines:
    """Some lines of the worklist, and where the rest begins."""

    plans: Sequence[OutreachPlan]
    more: After | None


@dataclass(frozen=True)
class Summary:
    """How the worklist stands as a whole."""

    everybody: int
    due: int
    resting: int
    next_on: date | None


def get(actor: Actor, contact_id: int) -> OutreachPlan:
    """The plan to reach somebody; none that the actor may not know of."""
    found = find(actor, contact_id)
    if found is None:
        raise Missing
    return found


def find(actor: Actor, contact_id: int) -> OutreachPlan | None:
    """The plan to reach somebody, if there ever was one."""
    return db.session.scalar(_plans(actor).where(OutreachPlan.contact_id == contact_id))


def lines(
    actor: Actor,
    today: date,
    *,
    shown: Shown,
    area_id: int | None = None,
    after: After | None = None,
    limit: int = ROWS,
) -> Lines:
    """The worklist, the longest waiting first."""
    require(policy.may_list(actor))
    is_due = OutreachPlan.next_on <= today
    found = _open(actor, area_id).where(is_due if shown is Shown.DUE else ~is_due)
    order = (OutreachPlan.next_on, OutreachPlan.contact_id)
    if after is not None:
        found = found.where(tuple_(*order) > after)
    rows = db.session.scalars(found.order_by(*order).limit(limit + 1)).all()
    more = None
    if len(rows) > limit:
        more = After(rows[limit - 1].next_on, rows[limit - 1].contact_id)
    return Lines(rows[:limit], more)


def due(
    actor: Actor, today: date, area_id: int | None = None, limit: int = ROWS
) -> Sequence[OutreachPlan]:
    """Whose turn it is today, with the person and the village; the oldest first."""
    return lines(actor, today, shown=Shown.DUE, area_id=area_id, limit=limit).plans


def summary(actor: Actor, today: date, area_id: int | None = None) -> Summary:
    """How many people there are to reach, and when the next one is due."""
    is_due = OutreachPlan.next_on <= today
    counted = (
        func.count(),
        func.count().filter(is_due),
        func.count().filter(OutreachPlan.resting & ~is_due),
        func.min(OutreachPlan.next_on),
    )
    rows = _open(actor, area_id).with_only_columns(*counted).order_by(None)
    return Summary(*db.session.execute(rows).one())


def attempts(actor: Actor, contact_id: int) -> Sequence[Attempt]:
    """What was tried for somebody, the latest first."""
    return db.session.scalars(
        select(Attempt)
        .join(Contact, Contact.id == Attempt.contact_id)
        .outerjoin(OutreachPlan, OutreachPlan.contact_id == Attempt.contact_id)
        .options(joinedload(Attempt.maker))
        .where(Attempt.contact_id == contact_id, policy.visible_to(actor))
        .order_by(Attempt.made_on.desc(), Attempt.id.desc())
    ).all()


def history(actor: Actor, contact_id: int) -> list[Tried]:
    """What was tried for somebody, in the order in which it was."""
    return [attempt.tried for attempt in reversed(attempts(actor, contact_id))]


def faces(actor: Actor, area_id: int) -> list[tuple[int, str]]:
    """Who could go in this village: the actor, and the volunteers who work there."""
    require(actor.coordinates(area_id))
    works_there = select(UserArea.user_id).where(UserArea.area_id == area_id)
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Volunteer, Volunteer.user_id == User.id)
        .where(User.is_active, Volunteer.until.is_(None), User.id != actor.id)
        .where(User.all_areas | User.id.in_(works_there))
        .order_by(User.name, User.id)
    )
    return [(actor.id, actor.name), *((row[0], row[1]) for row in rows)]


@dataclass(frozen=True)
class Reached:
    """By this channel so many people were reached, after this many tries on average."""

    channel: Channel
    people: int
    tries: float


def until_contact(actor: Actor) -> list[Reached]:
    """How many tries it took until somebody spoke to us, by the channel that did it."""
    mine = within(actor, Contact.area_id) if actor.is_coordinator else false()
    number = func.row_number().over(
        partition_by=Attempt.contact_id, order_by=(Attempt.made_on, Attempt.id)
    )
    tries = (
        select(Attempt.contact_id, Attempt.channel, Attempt.outcome, number.label("at"))
        .join(Contact, Contact.id == Attempt.contact_id)
        .where(mine)
        .subquery()
    )
    spoke = select(tries).where(tries.c.outcome.in_(REACHED)).subquery()
    first = (
        select(spoke.c.contact_id, func.min(spoke.c.at).label("at"))
        .group_by(spoke.c.contact_id)
        .subquery()
    )
    is_first = (first.c.contact_id == spoke.c.contact_id) & (first.c.at == spoke.c.at)
    rows = db.session.execute(
        select(spoke.c.channel, func.count(), func.avg(spoke.c.at))
        .join(first, is_first)
        .group_by(spoke.c.channel)
        .order_by(func.count().desc(), spoke.c.channel)
    )
    return [Reached(row[0], row[1], float(row[2])) for row in rows]


def _open(actor: Actor, area_id: int | None) -> Select[OutreachPlan]:
    here: ColumnElement[bool] = Contact.area_id == area_id if area_id else true()
    return _plans(actor).where(
        OutreachPlan.is_open, Contact.stage.not_in(STOPPED), here
    )


def _plans(actor: Actor) -> Select[OutreachPlan]:
    return (
        select(OutreachPlan)
        .join(OutreachPlan.contact)
        .options(
            joinedload(OutreachPlan.contact).joinedload(Contact.area),
            joinedload(OutreachPlan.face),
        )
        .where(policy.visible_to(actor))
    )
