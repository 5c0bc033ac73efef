"""All volunteers that an actor may send, read at once for one person or for many.

Five statements, however many volunteers there are: their cards, where they come, when
they can, what they still lack, and what went before with these people. Columns are
read rather than records: there may be thousands, of whom three are shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Executable,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.queries import STANDING
from thuis_app.people.wishes.rules import Side, Subject
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.team.volunteers import rules
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    Volunteer,
    VolunteerBlock,
    VolunteerRequirement,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import USUAL, Requirement, VolunteerStage
from thuis_app.visiting.matches.models import Match, MatchRefusal
from thuis_app.visiting.matches.rules import (
    AWAY_SOON,
    OPEN,
    EndReason,
    Near,
    Refusal,
    RefusalReason,
    RefusedBy,
)

NO_DAY = cast(null(), Date)

Lacking = dict[int, tuple[Requirement, ...]]


@dataclass
class Before:
    """What went before between one person and the volunteers, and what they wish."""

    visits_now: set[int] = field(default_factory=set)
    ended: dict[int, frozenset[EndReason | None]] = field(default_factory=dict)
    refusals: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)
    wished: set[Subject] = field(default_factory=set)


@dataclass(frozen=True)
class Pool:
    """The volunteers, as far as it is the same for everybody they could visit."""

    cards: Sequence[tuple[Any, ...]]
    villages: Sequence[tuple[Any, ...]]
    times: dict[int, frozenset[str]]
    away: dict[int, date]
    lacking: Lacking


def read(
    actor: Actor, contacts: Sequence[Contact], only: Collection[int] | None = None
) -> Pool:
    """The volunteers an actor may send to these people, or one of them alone."""
    who = known(actor, only)
    times, away = _times(who)
    villages = [tuple(row) for row in _rows(_villages(who, contacts))]
    cards = [tuple(row) for row in _rows(_cards(who))]
    return Pool(cards, villages, times, away, lacking(who, [row[0] for row in cards]))


def before(contacts: Sequence[Contact]) -> dict[int, Before]:
    """What went before with each of these people."""
    found: dict[int, Before] = defaultdict(Before)
    for what, contact_id, user_id, one, other, on in _rows(_past(contacts)):
        its = found[contact_id]
        if what == "wish":
            its.wished.add(Subject(one))
        elif what == "no":
            no = Refusal(RefusedBy(one), RefusalReason(other), on)
            its.refusals[user_id] = (*its.refusals.get(user_id, ()), no)
        elif one in OPEN:
            its.visits_now.add(user_id)
        else:
            because = EndReason(other) if other else None
            its.ended[user_id] = its.ended.get(user_id, frozenset()) | {because}
    return found


def known(actor: Actor, only: Collection[int] | None = None) -> Select[Any]:
    """Who is there to send: not somebody who left, or whose account was ended."""
    stays = or_(Volunteer.until.is_(None), Volunteer.until >= clock.today())
    left = and_(Volunteer.stage.is_not(None), Volunteer.stage == VolunteerStage.LEFT)
    asked = (
        select(User.id)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .where(volunteers.visible_to(actor), User.is_active, stays, ~left)
    )
    return asked if only is None else asked.where(User.id.in_(only))


def lacking(who: Select[Any], user_ids: Sequence[int]) -> Lacking:
    """What is required of each of them and not there, or there no longer."""
    row, setting = VolunteerRequirement, RequirementSetting
    stands = or_(row.review_by.is_(None), row.review_by >= clock.today())
    met = select(row.user_id, _together(type_coerce(row.requirement, String)))
    spared = select(literal(0), _together(type_coerce(setting.requirement, String)))
    asked = union_all(
        met.where(row.met_on.is_not(None), stands, row.user_id.in_(who)).group_by(
            row.user_id
        ),
        spared.where(setting.is_required.is_(False)),
    )
    found = {user_id: text or "" for user_id, text in _rows(asked)}
    required, today = frozenset(Requirement) - words(found.get(0, "")), clock.today()
    # Thousands of volunteers hold a few dozen sets between them.
    lacks = {
        met: rules.lacking(
            dict.fromkeys(map(Requirement, met.split())), required, today
        )
        for met in {*found.values(), ""}
    }
    return {one: lacks[found.get(one, "")] for one in user_ids}


def words(text: str) -> frozenset[str]:
    """The words that a column holds."""
    return frozenset(text.split())


def _rows(asked: Executable) -> Iterator[Any]:
    """The rows a thousand at a time: thousands at once keep the memory waiting."""
    for part in db.session.execute(asked).partitions(1000):
        yield from part


def _cards(known: Select[Any]) -> Select[*tuple[Any, ...]]:
    return known.with_only_columns(
        User.id,
        User.name,
        func.coalesce(Volunteer.people, 0),
        func.coalesce(Volunteer.most_people, USUAL),
        func.coalesce(Volunteer.stage, VolunteerStage.ACTIVE),
        func.coalesce(Volunteer.drives, false()),
        func.coalesce(Volunteer.pets_ok, true()),
        func.coalesce(Volunteer.smoke_ok, true()),
        func.coalesce(Volunteer.language_words, ""),
        func.coalesce(Volunteer.interest_words, ""),
        User.all_areas,
        Volunteer.contact_id,
    )


def _villages(
    who: Select[Any], contacts: Sequence[Contact]
) -> Select[*tuple[Any, ...]]:
    """Where they come, as far as it is in the village of these people, or near it."""
    home = aliased(Area, name="home")
    near = and_(Area.cluster != "", Area.cluster == home.cluster)
    how_near = case(
        (Area.id == home.id, Near.SAME_VILLAGE.value), else_=Near.SAME_CLUSTER.value
    )
    return (
        select(UserArea.user_id, home.id, func.min(how_near))
        .select_from(UserArea)
        .join(Area, Area.id == UserArea.area_id)
        .join(home, or_(home.id == Area.id, near))
        .where(home.id.in_({contact.area_id for contact in contacts}))
        .where(UserArea.user_id.in_(who))
        .group_by(UserArea.user_id, home.id)
    )


def _times(
    known: Select[Any],
) -> tuple[dict[int, frozenset[str]], dict[int, date]]:
    """When they can, as '1:morning 3:afternoon', and until when they are away."""
    part = (
        cast(VolunteerTime.weekday, String)
        + ":"
        + type_coerce(VolunteerTime.day_part, String)
    )
    block, today = VolunteerBlock, clock.today()
    away = select(block.user_id, func.max(block.until_on), literal("")).where(
        block.until_on >= today, block.from_on <= today + AWAY_SOON
    )
    times = select(VolunteerTime.user_id, NO_DAY, _together(part))
    asked = union_all(
        away.where(block.user_id.in_(known)).group_by(block.user_id),
        times.where(VolunteerTime.user_id.in_(known)).group_by(VolunteerTime.user_id),
    )
    parts, until = dict[int, frozenset[str]](), dict[int, date]()
    for user_id, away_until, text in _rows(asked):
        if away_until is None:
            parts[user_id] = words(text)
        else:
            until[user_id] = away_until
    return parts, until


def _together(words: Any) -> Any:
    """These words of many rows in one text."""
    return func.aggregate_strings(words, " ")


def _past(contacts: Sequence[Contact]) -> Executable:
    no, match, wish = MatchRefusal, Match, Wish
    ids = [contact.id for contact in contacts]
    refusals = select(
        literal("no"),
        no.contact_id,
        no.volunteer_id,
        type_coerce(no.by, String),
        type_coerce(no.because, String),
        no.on,
    ).where(no.contact_id.in_(ids), no.taken_back_on.is_(None))
    matches = select(
        literal("match"),
        match.contact_id,
        match.volunteer_id,
        type_coerce(match.state, String),
        func.coalesce(type_coerce(match.ended_because, String), ""),
        NO_DAY,
    ).where(match.contact_id.in_(ids))
    subject = type_coerce(wish.subject, String)
    wishes = select(
        literal("wish"), wish.contact_id, literal(0), subject, literal(""), NO_DAY
    )
    wanted = wish.contact_id.in_(ids), wish.side == Side.WISH, wish.state.in_(STANDING)
    return union_all(refusals, matches, wishes.where(*wanted))
