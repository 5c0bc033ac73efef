"""What is planned with people: visits, first times elsewhere, places in a room.

Read in one statement for a person, for a volunteer and for a week, however much there
is; each row by the policy of its own feature.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from thuis_app.activities.bookings import policy as bookings
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.rules import HOURS
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import is_chosen, within
from thuis_app.overview.ahead.rules import SHOWN, SHOWN_FOR, AheadKind
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, full_name
from thuis_app.support.referrals import policy as referrals
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits import policy as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    UNDONE_WITHIN,
    Undo,
    VisitState,
    is_same_call,
    start_of,
)

DAY = timedelta(days=1)
MOST = 1000
GOES_ON = (
    *(ReferralState.AGREED, ReferralState.SENT),
    *(ReferralState.RECEIVED, ReferralState.STARTED),
)
PLACED = (BookingState.HELD, BookingState.CONFIRMED)
VISITS = (AheadKind.FIRST_MEETING, AheadKind.VISIT)
PERSON = aliased(Contact)


class AheadPerson(NamedTuple):
    """A person with whom something is planned, with the same names as `Contact`."""

    id: int
    area_id: int
    called_name: str
    initials: str
    prefix: str
    last_name: str
    village: str

    @property
    def full_name(self) -> str:
        return full_name(*self[2:6])


class PlannedVisit(NamedTuple):
    """A visit as a line shows it, with the same names as `Visit`."""

    id: int
    starts_at: datetime
    contact: AheadPerson
    state: VisitState
    volunteer_id: int
    together_with: int | None
    instead_of: int | None
    before_match: bool
    purpose: str
    made_by_rhythm: bool
    called_off_by: int | None
    called_off_at: datetime | None
    moved_by: int | None
    moved_at: datetime | None


OF_A_VISIT = tuple(getattr(Visit, name) for name in PlannedVisit._fields[3:])
"""The columns that a visit alone has."""
OF_A_PERSON = (
    *(getattr(PERSON, name) for name in AheadPerson._fields[:-1]),
    Area.name.label("village"),
)
NO_MOMENT = null().cast(Visit.starts_at.type).label("moment")
NO_PART = (
    null().cast(Booking.on.type).label("on_day"),
    null().cast(Booking.day_part.type).label("day_part"),
)
NO_NUMBER = literal("")
NO_VISIT = [null().cast(one.type).label(one.key) for one in OF_A_VISIT]


@dataclass(frozen=True)
class Ahead:
    """One thing that is planned: what, when, with whom, and who goes or where.

    `also` is the other person of one call at one house, `number` that of the volunteer,
    for who coordinates it. A place in a room has a part
    of the day; anything else an hour.
    """

    kind: AheadKind
    row_id: int
    starts_at: datetime
    contact: AheadPerson
    who: str
    also: AheadPerson | None = None
    day_part: DayPart | None = None
    visit: PlannedVisit | None = None
    undo: Undo | None = None
    number: str = ""

    @property
    def on(self) -> date:
        return clock.local(self.starts_at).date()

    @property
    def people(self) -> list[int]:
        """The ids of the people who are named, for the audit log."""
        return [one.id for one in (self.contact, self.also) if one is not None]


@dataclass(frozen=True)
class Period:
    """The days that are looked at, the last one included, and where."""

    first: date
    last: date
    area_ids: frozenset[int] | None = None
    volunteer_id: int | None = None


def of_contact(actor: Actor, contact_id: int) -> list[Ahead]:
    """What is planned with a person, the first thing first."""
    period = _from_now()
    pair = or_(
        RespiteRequest.carer_id == contact_id, RespiteRequest.cared_for_id == contact_id
    )
    theirs = Booking.request_id.in_(select(RespiteRequest.id).where(pair))
    return _read(
        actor,
        _visits(actor, period, Visit.contact_id == contact_id),
        _first_times(actor, period, Referral.contact_id == contact_id),
        *_places(actor, period, theirs),
    )[:SHOWN]


def of_volunteer(actor: Actor, user_id: int) -> list[Ahead]:
    """The visits that a volunteer is going to make, the first one first."""
    theirs = _visits(actor, _from_now(), Visit.volunteer_id == user_id)
    return _read(actor, theirs)[:SHOWN]


def week(actor: Actor, period: Period) -> list[tuple[date, list[Ahead]]]:
    """What is planned in the villages of a coordinator, by day."""
    made = _visits(actor, period, *_visits_where(period))
    first = made.order_by(Visit.starts_at, Visit.id).limit(MOST)
    parts = [select(first.subquery())]
    if period.volunteer_id is None:
        parts.append(_first_times(actor, period, _in_village(period)))
        parts += _places(actor, period, *_places_where(period))
    found = _read(actor, *parts)
    days = (period.last - period.first).days + 1
    each = (period.first + number * DAY for number in range(days))
    return [(day, [one for one in found if one.on == day]) for day in each]


def volunteers_of(actor: Actor, period: Period) -> list[tuple[int, str]]:
    """Who makes a visit in these days, by name."""
    theirs = select(Visit.volunteer_id).where(
        visits.visible_to(actor),
        Visit.state == VisitState.PLANNED,
        Visit.starts_at >= start_of(period.first),
        Visit.starts_at < start_of(period.last + DAY),
    )
    chosen = User.id == period.volunteer_id if period.volunteer_id else false()
    rows = db.session.execute(
        select(User.id, User.name)
        .where(or_(User.id.in_(theirs), and_(chosen, User.is_active)))
        .order_by(User.sort_name, User.id)
    )
    return [(row[0], row[1]) for row in rows]


def _from_now() -> Period:
    today = clock.today()
    return Period(today, today + SHOWN_FOR)


def _read(actor: Actor, *parts: Select[Any]) -> list[Ahead]:
    """The lines of these parts, the first one first."""
    rows = db.session.execute(union_all(*parts))
    found = _as_calls([_line(actor, row) for row in rows])
    return sorted(found, key=lambda one: (one.starts_at, one.kind, one.row_id))


def _line(actor: Actor, row: Sequence[Any]) -> Ahead:
    """What `_columns` gives, as a line."""
    kind, row_id, moment, on, day_part, who, number, *more = row
    width = len(AheadPerson._fields)
    person, own = AheadPerson._make(more[:width]), more[width:]
    if moment is None:
        moment = clock.at(on, HOURS[day_part][0])
    found = Ahead(
        AheadKind(kind), row_id, moment, person, who, day_part=day_part, number=number
    )
    if found.kind not in VISITS:
        return found
    visit = PlannedVisit(row_id, moment, person, *own)
    return replace(found, visit=visit, undo=visit_queries.undoable(actor, visit))


def _as_calls(found: Sequence[Ahead]) -> list[Ahead]:
    """Two visits of one call at one house are one line."""
    known = {one.visit.id: one.visit for one in found if one.visit is not None}
    shown, second = [], set[int]()
    for one in found:
        if one.visit is None:
            shown.append(one)
        elif one.visit.id not in second:
            other = known.get(one.visit.together_with or 0)
            if other is not None and is_same_call(one.visit, other):
                second.add(other.id)
                one = replace(one, also=other.contact)
            shown.append(one)
    return shown


def _visits(actor: Actor, period: Period, *where: ColumnElement[bool]) -> Select[Any]:
    """Planned visits, and those that this actor called off a moment ago."""
    just_off = and_(
        Visit.state == VisitState.CANCELLED,
        Visit.called_off_by == actor.id,
        Visit.called_off_at >= clock.now() - UNDONE_WITHIN,
    )
    is_first = Match.state == MatchState.INTRODUCED
    kind = case((is_first, AheadKind.FIRST_MEETING.value), else_=AheadKind.VISIT.value)
    return (
        _columns(
            kind,
            Visit.id,
            User.name,
            moment=Visit.starts_at,
            own=OF_A_VISIT,
            number=case((within(actor, PERSON.area_id), User.telephone), else_="")
            if actor.is_coordinator
            else NO_NUMBER,
        )
        .select_from(Visit)
        .join(PERSON, PERSON.id == Visit.contact_id)
        .join(Area, Area.id == PERSON.area_id)
        .join(User, User.id == Visit.volunteer_id)
        .outerjoin(Match, Match.id == Visit.match_id)
        .where(
            visits.visible_to(actor),
            Visit.starts_at >= start_of(period.first),
            Visit.starts_at < start_of(period.last + DAY),
            or_(Visit.state == VisitState.PLANNED, just_off),
            visits.still_to_make(),
            *where,
        )
    )


def _first_times(
    actor: Actor, period: Period, where: ColumnElement[bool]
) -> Select[Any]:
    """The first times that a companion goes along to what suits a person."""
    along = case((Referral.companion != "", ", " + Referral.companion), else_="")
    kind, who = literal(AheadKind.FIRST_TIME.value), Offering.name + along
    return (
        _columns(kind, Referral.id, who, moment=Referral.first_time_at)
        .select_from(Referral)
        .join(Contact, Contact.id == Referral.contact_id)
        .join(PERSON, PERSON.id == Referral.contact_id)
        .join(Area, Area.id == PERSON.area_id)
        .join(Offering, Offering.id == Referral.offering_id)
        .where(
            referrals.known_people(actor),
            Contact.stage.not_in(STOPPED),
            Referral.state.in_(GOES_ON),
            Referral.first_time_at >= start_of(period.first),
            Referral.first_time_at < start_of(period.last + DAY),
            where,
        )
    )


def _places(
    actor: Actor, period: Period, *where: ColumnElement[bool]
) -> list[Select[Any]]:
    """The places in a room that are held or promised, for who may see them."""
    if not actor.is_coordinator:
        return []
    kind = literal(AheadKind.RESPITE.value)
    when = Booking.on, Booking.day_part
    found = (
        _columns(kind, Booking.request_id, Room.name, part=when)
        .select_from(Booking)
        .join(RespiteRequest, RespiteRequest.id == Booking.request_id)
        .join(PERSON, PERSON.id == RespiteRequest.cared_for_id)
        .join(Area, Area.id == PERSON.area_id)
        .join(Room, Room.id == Booking.room_id)
        .where(
            bookings.visible_to(actor),
            bookings.takes_place(),
            Booking.state.in_(PLACED),
            Booking.on >= period.first,
            Booking.on <= period.last,
            *where,
        )
    )
    return [found]


def _columns(
    kind: Any,
    row_id: Any,
    who: Any,
    *,
    moment: Any = None,
    part: Sequence[Any] | None = None,
    own: Sequence[Any] | None = None,
    number: Any = NO_NUMBER,
) -> Select[Any]:
    """The columns of each part: what, when, who goes or where, and the number of that
    volunteer, with whom, and those that a visit alone has. What it has not is empty.
    """
    return select(
        kind.label("kind"),
        row_id.label("row_id"),
        NO_MOMENT if moment is None else moment,
        *(part or NO_PART),
        who.label("who"),
        number.label("number"),
        *OF_A_PERSON,
        *(own or NO_VISIT),
    )


def _visits_where(period: Period) -> list[ColumnElement[bool]]:
    found = []
    if period.area_ids is not None:
        lives_there = is_chosen(period.area_ids, Contact.area_id)
        found.append(visits.to_person(lives_there))
    if period.volunteer_id is not None:
        found.append(Visit.volunteer_id == period.volunteer_id)
    return found


def _in_village(period: Period) -> ColumnElement[bool]:
    if period.area_ids is None:
        return Referral.first_time_at.is_not(None)
    return is_chosen(period.area_ids, Contact.area_id)


def _places_where(period: Period) -> list[ColumnElement[bool]]:
    if period.area_ids is None:
        return []
    return [Booking.cared_for.has(is_chosen(period.area_ids, Contact.area_id))]
