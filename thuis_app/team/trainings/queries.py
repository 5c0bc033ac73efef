"""Which trainings there are, who comes, and who came to none for long."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import DayCursor, Page, by_name, in_order, page
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within
from thuis_app.team.trainings import policy, rules
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.trainings.rules import (
    COMES,
    TAKES_A_PLACE,
    Attends,
    TrainingKind,
    TrainingState,
)
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import VolunteerStage


@dataclass(frozen=True)
class TrainingRow:
    """A training as it stands in a list: how many come, and how it is for the actor."""

    training: Training
    taken: int
    mine: Attends | None
    signed_up: int = 0

    def lacks_attendance(self, today: date) -> bool:
        """Whether the day has been, and not all attendance is recorded."""
        return self.training.on < today and bool(self.signed_up)

    @property
    def places_left(self) -> int | None:
        places = self.training.places
        return None if places is None else max(0, places - self.taken)

    @property
    def is_full(self) -> bool:
        return self.places_left == 0


@dataclass(frozen=True)
class LongAgo:
    """A volunteer, and when they last came to a peer consultation, if ever."""

    user_id: int
    name: str
    telephone: str
    last_on: date | None


def coming(
    actor: Actor, today: date, after: DayCursor | None = None
) -> Page[TrainingRow, DayCursor]:
    """A page of trainings to come, the first one first."""
    query = _trainings(actor).where(
        Training.on >= today, Training.state == TrainingState.PLANNED
    )
    return _lines(actor, in_order(query, (Training.on, Training.id), after))


def past(
    actor: Actor, today: date, after: DayCursor | None = None
) -> Page[TrainingRow, DayCursor]:
    """A page of trainings that are over or called off, the last one first."""
    over = or_(Training.on < today, Training.state != TrainingState.PLANNED)
    query = _trainings(actor).where(over)
    if not policy.may_make(actor):
        query = query.where(Training.id.in_(_own_ids(actor)))
    order = Training.on, Training.id
    return _lines(actor, in_order(query, order, after, is_descending=True))


def get(actor: Actor, training_id: int) -> Training:
    """A training this actor may know of; any other does not exist."""
    query = _trainings(actor).where(Training.id == training_id)
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def line(actor: Actor, training: Training) -> TrainingRow:
    """The number of volunteers who come to a training, and the actor's own row."""
    return _counted(actor, [training])[0]


def taken(actor: Actor, training: Training) -> int:
    """The number of places of a training that are taken."""
    return line(actor, training).taken


def awaits_attendance(training: Training) -> bool:
    """Whether anybody signed up of whom it is not recorded whether they came."""
    signed_up = select(TrainingAttendance.id).where(
        TrainingAttendance.training_id == training.id,
        TrainingAttendance.state == Attends.SIGNED_UP,
    )
    is_off = training.state is TrainingState.CANCELLED
    return not is_off and db.session.scalar(signed_up.limit(1)) is not None


def people(
    actor: Actor, training: Training, after: int | None = None
) -> Page[TrainingAttendance, int]:
    """A page of the volunteers at a training whom the actor may see, by name."""
    query = by_name(_people(actor, training), User.sort_name, User.id, after)
    return page(db.session.scalars(query).all(), lambda row: row.user_id)


def count_elsewhere(actor: Actor, training: Training) -> int:
    """The number of volunteers who come but do not work with this coordinator."""
    counted = select(func.count(TrainingAttendance.id)).where(
        TrainingAttendance.training_id == training.id,
        TrainingAttendance.state.in_(TAKES_A_PLACE),
        ~policy.people_of(actor),
    )
    return db.session.scalar(counted) or 0


def among(
    actor: Actor, training: Training, user_ids: Collection[int]
) -> dict[int, TrainingAttendance]:
    """The rows of these volunteers, by user id, where there is one."""
    query = _people(actor, training).where(TrainingAttendance.user_id.in_(user_ids))
    return {row.user_id: row for row in db.session.scalars(query)}


def users(actor: Actor, user_ids: Collection[int]) -> Sequence[User]:
    """Those of these that are volunteers this coordinator works with."""
    return db.session.scalars(
        select(User)
        .where(volunteers.visible_to(actor), User.is_active, User.id.in_(user_ids))
        .order_by(User.id)
    ).all()


def open_under(event: object) -> Sequence[TrainingAttendance]:
    """The places at trainings to come that end with a volunteer, as an event says."""
    match event:
        case RoleEnded(user_id, Role.VOLUNTEER):
            query = (
                select(TrainingAttendance)
                .join(TrainingAttendance.training)
                .options(contains_eager(TrainingAttendance.training))
                .where(
                    TrainingAttendance.user_id == user_id,
                    TrainingAttendance.state.in_(COMES),
                    Training.on >= clock.today(),
                    Training.state == TrainingState.PLANNED,
                )
                .order_by(TrainingAttendance.id)
            )
            return db.session.scalars(query).all()
    return []


def last_basic(actor: Actor, user: User) -> date | None:
    """The day of the last basic training at which this volunteer was."""
    return db.session.scalar(
        select(func.max(Training.on))
        .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .where(
            policy.people_of(actor),
            TrainingAttendance.user_id == user.id,
            TrainingAttendance.state == Attends.ATTENDED,
            Training.kind == TrainingKind.BASIC,
        )
    )


def own(actor: Actor, training: Training) -> TrainingAttendance | None:
    """The actor's own row, or None."""
    return db.session.scalar(
        select(TrainingAttendance).where(
            TrainingAttendance.training_id == training.id, policy.own(actor)
        )
    )


def long_ago(actor: Actor, today: date, after: int | None = None) -> Page[LongAgo, int]:
    """Who visits and had no peer consultation for six months, by name."""
    require(policy.may_make(actor))
    query = by_name(_long_ago(actor, today), User.sort_name, User.id, after)
    rows = [LongAgo(*row) for row in db.session.execute(query)]
    return page(rows, lambda row: row.user_id)


def count_long_ago(actor: Actor, today: date) -> int:
    """The number of volunteers without peer consultation in six months."""
    found = _long_ago(actor, today).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def villages(actor: Actor) -> Sequence[Area]:
    """The villages this coordinator may make a training for."""
    mine = within(actor, Area.id) if policy.may_make(actor) else false()
    query = select(Area).where(mine, Area.is_active).order_by(Area.sort_name)
    return db.session.scalars(query).all()


def _trainings(actor: Actor) -> Select[Training]:
    return (
        select(Training)
        .options(joinedload(Training.area))
        .where(policy.visible_to(actor))
    )


def _lines(actor: Actor, query: Select[Training]) -> Page[TrainingRow, DayCursor]:
    found = page(db.session.scalars(query).all(), lambda row: (row.on, row.id))
    return Page(_counted(actor, found.rows), found.after)


def _counted(actor: Actor, trainings: Sequence[Training]) -> list[TrainingRow]:
    ids = [training.id for training in trainings]
    of_these = TrainingAttendance.training_id.in_(ids)
    takes = TrainingAttendance.state.in_(TAKES_A_PLACE)
    mine = func.max(TrainingAttendance.state).filter(policy.own(actor))
    open_still = TrainingAttendance.state == Attends.SIGNED_UP
    counts = func.count().filter(takes), func.count().filter(open_still)
    rows = db.session.execute(
        select(TrainingAttendance.training_id, *counts, mine)
        .where(of_these)
        .group_by(TrainingAttendance.training_id)
    )
    found = {row[0]: row[1:] for row in rows}
    lines = []
    for training in trainings:
        number, signed_up, state = found.get(training.id, (0, 0, None))
        own = Attends(state) if state else None
        lines.append(TrainingRow(training, number, own, signed_up))
    return lines


def _people(actor: Actor, training: Training) -> Select[TrainingAttendance]:
    return (
        select(TrainingAttendance)
        .join(TrainingAttendance.user)
        .options(joinedload(TrainingAttendance.user))
        .where(TrainingAttendance.training_id == training.id, policy.people_of(actor))
    )


def _own_ids(actor: Actor) -> Any:
    return select(TrainingAttendance.training_id).where(policy.own(actor))


def _long_ago(actor: Actor, today: date) -> Select[int, str, str, date]:
    since = rules.consulted_since(today)
    last_on = (
        select(func.max(Training.on))
        .join(TrainingAttendance, TrainingAttendance.training_id == Training.id)
        .where(
            TrainingAttendance.user_id == User.id,
            TrainingAttendance.state == Attends.ATTENDED,
            Training.kind == TrainingKind.PEER_CONSULTATION,
        )
        .correlate(User)
        .scalar_subquery()
    )
    return (
        select(User.id, User.name, User.telephone, last_on.label("last_on"))
        .join(Volunteer, Volunteer.user_id == User.id)
        .where(
            volunteers.visible_to(actor),
            User.is_active,
            Volunteer.stage == VolunteerStage.ACTIVE,
            Volunteer.since < since,
            func.coalesce(last_on, date.min) < since,
        )
    )
