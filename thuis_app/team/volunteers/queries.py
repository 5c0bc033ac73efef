"""The volunteers a coordinator works with, and what one's own card says."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Result,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from thuis_app.core import clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import begins, db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Missing
from thuis_app.core.paging import ROWS, Page, by_name, page
from thuis_app.core.search_words import as_heard, asked
from thuis_app.organisation.accounts.models import User, UserArea, UserWord
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.team.volunteers import policy, rules
from thuis_app.team.volunteers.models import (
    Expiring,
    RequirementSetting,
    RequirementStatus,
    TalkWish,
    Volunteer,
    VolunteerBlock,
    VolunteerChange,
    VolunteerRequirement,
    VolunteerRow,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage

NAMED_ALIKE = 200


class FoundVolunteer(NamedTuple):
    """A volunteer who was found, with the villages where they volunteer."""

    user: User
    villages: list[str]


def in_order(
    actor: Actor,
    *,
    search: str = "",
    area_ids: frozenset[int] | None = None,
    stage: VolunteerStage | None = None,
    after: int | None = None,
) -> Page[VolunteerRow, int]:
    """The next volunteers by name."""
    query = _found(policy.visible_to(actor)).where(_at(stage))
    if search:
        query = query.where(User.id.in_(named(actor, search)))
    if area_ids is not None:
        query = query.where(User.id.in_(_working_in(area_ids)))
    query = by_name(query, User.sort_name, User.id, after)
    found = page(db.session.execute(query).all(), lambda row: row[0].id)
    missing = lacking(actor, [user.id for user, _profile in found.rows])
    return Page(_with_villages(found.rows, missing), found.after)


def get(actor: Actor, user_id: int) -> VolunteerRow:
    """A volunteer this actor works with; any other does not exist."""
    return _one(policy.visible_to(actor), user_id)


def known(actor: Actor, user_id: int) -> VolunteerRow:
    """The same, and also oneself."""
    return _one(policy.known_to(actor), user_id)


def named(actor: Actor, search: str) -> list[int]:
    """The volunteers with these words in their name, however they are spelled."""
    wanted = asked(search)
    if not wanted:
        return []
    same = select(User.id).where(policy.visible_to(actor), _called(wanted))
    return list(db.session.scalars(same.order_by(User.id).limit(NAMED_ALIKE)))


def search(actor: Actor, words: Sequence[str], size: int) -> list[FoundVolunteer]:
    """The first volunteers with these words in their name or number, by name."""
    named = select(User).where(policy.visible_to(actor), _called(words))
    users = list(
        db.session.scalars(named.order_by(User.sort_name, User.id).limit(size))
    )
    found = _villages_of([user.id for user in users]) if users else {}
    return [FoundVolunteer(user, found[user.id]) for user in users]


def lacking(
    actor: Actor, user_ids: Collection[int], on: date | None = None
) -> dict[int, tuple[Requirement, ...]]:
    """The missing requirements of each of these volunteers, today or on a later day."""
    row = VolunteerRequirement
    met = select(row.user_id, row.requirement, row.review_by).where(
        row.met_on.is_not(None),
        row.user_id.in_(user_ids),
        _is_known(actor, row.user_id),
    )
    never = cast(null(), Date)
    spared = select(literal(0), RequirementSetting.requirement, never)
    spared = spared.where(RequirementSetting.is_required.is_(False))
    found: dict[int, dict[Requirement, date | None]] = {one: {} for one in user_ids}
    found[0] = {}
    rows: Result[int, Requirement, date | None] = db.session.execute(
        union_all(met, spared)
    )
    for user_id, requirement, review_by in rows:
        found[user_id][requirement] = review_by
    required = frozenset(Requirement) - frozenset(found[0])
    day = max(on or clock.today(), clock.today())
    return {one: rules.lacking(found[one], required, day) for one in user_ids}


def standing(actor: Actor, user_id: int) -> RequirementStatus:
    """The requirements of a volunteer: those seen beside those set."""
    mine = _of(actor, VolunteerRequirement.user_id, user_id)
    rows = db.session.scalars(select(VolunteerRequirement).where(mine))
    return RequirementStatus(
        user_id, settings(), {row.requirement: row for row in rows}
    )


def settings() -> dict[Requirement, RequirementSetting]:
    """The settings of all requirements: as chosen, or the default."""
    rows = db.session.scalars(select(RequirementSetting))
    chosen = {row.requirement: row for row in rows}
    return {
        one: chosen.get(one) or RequirementSetting.usual(one) for one in Requirement
    }


def expiring(
    actor: Actor, today: date, *, limit: int | None = None
) -> Sequence[Expiring]:
    """Requirements that expire within ninety days, the first first."""
    soon = VolunteerRequirement.review_by.between(today, today + rules.ANNOUNCED_FROM)
    return _reviewed(actor, soon, today, limit)


def run_out(actor: Actor, today: date, *, limit: int | None = None) -> list[Expiring]:
    """Expired requirements of volunteers who did not leave, the longest ago first."""
    return _reviewed(actor, VolunteerRequirement.review_by < today, today, limit)


def changes(actor: Actor, user_id: int) -> Sequence[VolunteerChange]:
    """The steps of a volunteer until now, the latest first."""
    query = select(VolunteerChange).where(_of(actor, VolunteerChange.user_id, user_id))
    latest = VolunteerChange.recorded_at.desc(), VolunteerChange.id.desc()
    return db.session.scalars(query.order_by(*latest).limit(ROWS)).all()


def times(actor: Actor, user_id: int) -> Sequence[VolunteerTime]:
    """The parts of the week in which a volunteer can come."""
    query = select(VolunteerTime).where(_of(actor, VolunteerTime.user_id, user_id))
    parts = list(DayPart)
    rows = db.session.scalars(query)
    return sorted(rows, key=lambda row: (row.weekday, parts.index(row.day_part)))


def blocks(actor: Actor, user_id: int) -> Sequence[VolunteerBlock]:
    """The days to come on which a volunteer does not come."""
    query = select(VolunteerBlock).where(
        _of(actor, VolunteerBlock.user_id, user_id),
        VolunteerBlock.until_on >= clock.today(),
    )
    in_order = query.order_by(VolunteerBlock.from_on, VolunteerBlock.id)
    return db.session.scalars(in_order).all()


def block(actor: Actor, block_id: int) -> tuple[User, VolunteerBlock]:
    """Days on which a volunteer does not come, one's own or of whom one works with."""
    found = db.session.execute(
        select(User, VolunteerBlock)
        .join(VolunteerBlock, VolunteerBlock.user_id == User.id)
        .where(VolunteerBlock.id == block_id, policy.known_to(actor))
    ).first()
    if found is None:
        raise Missing
    return found[0], found[1]


def visits_in(actor: Actor, row: VolunteerBlock) -> int:
    """The number of visits that stand in days off, as features above know it."""
    return sum(events.gather(actor, rules.VisitsInDaysOff(row.id)))


def reviewed(
    actor: Actor, requirement: Requirement
) -> Sequence[tuple[User, VolunteerRequirement]]:
    """The volunteers of whom this requirement has a day of review, with its row."""
    query = (
        select(User, VolunteerRequirement)
        .join(VolunteerRequirement, VolunteerRequirement.user_id == User.id)
        .where(
            policy.watched_by(actor),
            VolunteerRequirement.requirement == requirement,
            VolunteerRequirement.review_by.is_not(None),
        )
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(User.id))]


def open_talk(actor: Actor, user_id: int) -> TalkWish | None:
    """The talk that a volunteer would like to have, if it was not had yet."""
    query = select(TalkWish).where(_of(actor, TalkWish.user_id, user_id))
    return db.session.scalar(query.where(TalkWish.talked_at.is_(None)))


def talks(actor: Actor) -> Sequence[tuple[TalkWish, User]]:
    """Open wishes to talk, the longest waiting first."""
    query = _talks(actor).where(TalkWish.talked_at.is_(None))
    query = query.order_by(TalkWish.asked_at, TalkWish.id).limit(ROWS)
    return db.session.execute(query).all()


def talk(actor: Actor, talk_id: int) -> tuple[TalkWish, User]:
    """A talk that a volunteer of one's own villages asked for."""
    found = db.session.execute(_talks(actor).where(TalkWish.id == talk_id)).first()
    if found is None:
        raise Missing
    return found[0], found[1]


def villages(actor: Actor) -> Sequence[Area]:
    """The villages that this actor may choose between."""
    query = (
        select(Area)
        .where(policy.is_mine(actor), Area.is_active)
        .order_by(Area.sort_name)
    )
    return db.session.scalars(query).all()


def _found(condition: ColumnElement[bool]) -> Select[User, Volunteer | None]:
    return (
        select(User, Volunteer)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .where(condition)
    )


def _one(condition: ColumnElement[bool], user_id: int) -> VolunteerRow:
    row = db.session.execute(_found(condition).where(User.id == user_id)).first()
    if row is None:
        raise Missing
    return _with_villages([row], {})[0]


def _is_known(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Asked of each row by itself: there may be thousands of volunteers."""
    return select(User.id).where(User.id == column, policy.known_to(actor)).exists()


def _of(actor: Actor, column: Any, user_id: int) -> ColumnElement[bool]:
    """The condition for rows of this volunteer, if the actor may see them."""
    return and_(column == user_id, _is_known(actor, column))


def _at(stage: VolunteerStage | None) -> ColumnElement[bool]:
    """The condition for a stage; without one, for everybody who did not leave."""
    if stage is VolunteerStage.LEFT:
        return Volunteer.stage == stage
    now = func.coalesce(Volunteer.stage, VolunteerStage.ACTIVE)
    return and_(User.is_active, now == stage if stage else _stays())


def _stays() -> ColumnElement[bool]:
    return or_(Volunteer.stage.is_(None), Volunteer.stage != VolunteerStage.LEFT)


def _reviewed(
    actor: Actor, when: ColumnElement[bool], today: date, limit: int | None
) -> list[Expiring]:
    setting = RequirementSetting.requirement == VolunteerRequirement.requirement
    rows = db.session.execute(
        select(User, VolunteerRequirement.requirement, VolunteerRequirement.review_by)
        .join(VolunteerRequirement, VolunteerRequirement.user_id == User.id)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .outerjoin(RequirementSetting, setting)
        .where(policy.watched_by(actor), User.is_active, _stays(), when)
        .where(func.coalesce(RequirementSetting.is_required, true()))
        .order_by(VolunteerRequirement.review_by, VolunteerRequirement.id)
        .limit(limit)
    )
    return [
        Expiring(user, one, day, rules.announce_on(day, today))
        for user, one, day in rows
        if day
    ]


def _talks(actor: Actor) -> Select[TalkWish, User]:
    return (
        select(TalkWish, User)
        .join(User, User.id == TalkWish.user_id)
        .where(policy.visible_to(actor))
    )


def _working_in(area_ids: frozenset[int]) -> Select[int]:
    return select(UserArea.user_id).where(is_chosen(area_ids, UserArea.area_id))


def _called(words: Sequence[str]) -> ColumnElement[bool]:
    """Each word begins one of theirs, as it is spelled or as it sounds."""
    hits = (begins(UserWord.word, as_heard(word)) for word in words)
    return and_(*(User.id.in_(select(UserWord.user_id).where(hit)) for hit in hits))


def _villages_of(user_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {user_id: [] for user_id in user_ids}
    query = (
        select(UserArea.user_id, Area.name)
        .join(Area, Area.id == UserArea.area_id)
        .where(UserArea.user_id.in_(found))
        .order_by(Area.sort_name)
    )
    for user_id, name in db.session.execute(query):
        found[user_id].append(name)
    return found


def _with_villages(
    rows: Sequence[tuple[User, Volunteer | None]],
    missing: dict[int, tuple[Requirement, ...]],
) -> list[VolunteerRow]:
    found = _villages_of([user.id for user, _profile in rows])
    return [
        VolunteerRow(
            user, profile or Volunteer.blank(id), tuple(found[id]), missing.get(id, ())
        )
        for id, user, profile in ((user.id, user, profile) for user, profile in rows)
    ]
