"""What is planned with people: visits, first times elsewhere, places in a room.

Read in three statements for a person, for a volunteer and for a week, however much
there is; each row by the policy of its own feature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.activities.bookings import policy as bookings
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms.rules import HOURS
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within
from thuis_app.overview.ahead.rules import SHOWN, SHOWN_FOR, AheadKind
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.support.referrals import policy as referrals
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits import policy as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import UNDONE_WITHIN, Undo, VisitState, start_of

DAY = timedelta(days=1)
GOES_ON = (
    *(ReferralState.AGREED, ReferralState.SENT),
    *(ReferralState.RECEIVED, ReferralState.STARTED),
)
PLACED = (BookingState.HELD, BookingState.CONFIRMED)


@dataclass(frozen=True)
class Ahead:
    """One thing that is planned: what, when, with whom, and who goes or where.

    `also` is the other person of one call at one house. A place in a room has a part
    of the day; anything else an hour.
    """

    kind: AheadKind
    row_id: int
    starts_at: datetime
    contact: Contact
    who: str
    also: Contact | None = None
    day_part: DayPart | None = None
    visit: Visit | None = None
    undo: Undo | None = None

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
    area_id: int | None = None
    volunteer_id: int | None = None


def of_contact(actor: Actor, contact_id: int) -> list[Ahead]:
    """What is planned with a person, the first thing first."""
    period = _from_now()
    pair = or_(
        RespiteRequest.carer_id == contact_id, RespiteRequest.cared_for_id == contact_id
    )
    theirs = Booking.request_id.in_(select(RespiteRequest.id).where(pair))
    found = [
        *_visits(actor, period, Visit.contact_id == contact_id),
        *_first_times(actor, period, Referral.contact_id == contact_id),
        *_places(actor, period, theirs),
    ]
    return _in_order(found)[:SHOWN]


def of_volunteer(actor: Actor, user_id: int) -> list[Ahead]:
    """The visits that a volunteer is going to make, the first one first."""
    return _visits(actor, _from_now(), Visit.volunteer_id == user_id)[:SHOWN]


def week(actor: Actor, period: Period) -> list[tuple[date, list[Ahead]]]:
    """What is planned in the villages of a coordinator, by day."""
    found = _visits(actor, period, *_visits_where(period))
    if period.volunteer_id is None:
        found += _first_times(actor, period, _in_village(period))
        found += _places(actor, period, *_places_where(period))
    ordered = _in_order(found)
    days = (period.last - period.first).days + 1
    each = (period.first + number * DAY for number in range(days))
    return [(day, [one for one in ordered if one.on == day]) for day in each]


def villages(actor: Actor) -> list[tuple[int, str]]:
    """The villages to choose from, by name."""
    rows = db.session.execute(
        select(Area.id, Area.name)
        .where(within(actor, Area.id), Area.is_active)
        .order_by(Area.name)
    )
    return [(row[0], row[1]) for row in rows]


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
        .order_by(User.name, User.id)
    )
    return [(row[0], row[1]) for row in rows]


def _from_now() -> Period:
    today = clock.today()
    return Period(today, today + SHOWN_FOR)


def _in_order(found: list[Ahead]) -> list[Ahead]:
    return sorted(found, key=lambda one: (one.starts_at, one.kind, one.row_id))


def _visits(actor: Actor, period: Period, *where: ColumnElement[bool]) -> list[Ahead]:
    """Planned visits, and those that this actor called off a moment ago."""
    just_off = and_(
        Visit.state == VisitState.CANCELLED,
        Visit.called_off_by == actor.id,
        Visit.called_off_at >= clock.now() - UNDONE_WITHIN,
    )
    rows = db.session.execute(
        visit_queries.known(actor)
        .add_columns(Match.state)
        .outerjoin(Match, Match.id == Visit.match_id)
        .where(
            Visit.starts_at >= start_of(period.first),
            Visit.starts_at < start_of(period.last + DAY),
            or_(Visit.state == VisitState.PLANNED, just_off),
            visits.still_to_make(),
            *where,
        )
        .order_by(Visit.starts_at, Visit.id)
        .limit(1000)
    ).all()
    found = [(row[0], row[1]) for row in rows]
    return _as_calls(actor, found)


def _as_calls(
    actor: Actor, rows: Sequence[tuple[Visit, MatchState | None]]
) -> list[Ahead]:
    """Two visits of one call at one house are one line."""
    known = {visit.id: visit for visit, _state in rows}
    shown, second = [], set[int]()
    for visit, state in rows:
        if visit.id in second:
            continue
        other = known.get(visit.together_with or 0)
        if other is not None and not visit.is_with(other):
            other = None
        if other is not None:
            second.add(other.id)
        is_first = state is MatchState.INTRODUCED
        shown.append(
            Ahead(
                AheadKind.FIRST_MEETING if is_first else AheadKind.VISIT,
                visit.id,
                visit.starts_at,
                visit.contact,
                visit.volunteer.name,
                also=other.contact if other is not None else None,
                visit=visit,
                undo=visit_queries.undoable(actor, visit),
            )
        )
    return shown


def _first_times(
    actor: Actor, period: Period, where: ColumnElement[bool]
) -> list[Ahead]:
    """The first times that a companion goes along to what suits a person."""
    rows = db.session.scalars(
        select(Referral)
        .options(
            joinedload(Referral.contact).joinedload(Contact.area),
            joinedload(Referral.offering),
        )
        .join(Contact, Contact.id == Referral.contact_id)
        .where(
            referrals.known_people(actor),
            Contact.stage.not_in(STOPPED),
            Referral.state.in_(GOES_ON),
            Referral.first_time_at >= start_of(period.first),
            Referral.first_time_at < start_of(period.last + DAY),
            where,
        )
        .order_by(Referral.first_time_at, Referral.id)
    )
    return [
        Ahead(
            AheadKind.FIRST_TIME,
            one.id,
            one.first_time_at,
            one.contact,
            ", ".join(filter(None, (one.offering.name, one.companion))),
        )
        for one in rows
        if one.first_time_at is not None
    ]


def _places(actor: Actor, period: Period, *where: ColumnElement[bool]) -> list[Ahead]:
    """The places in a room that are held or promised."""
    if not actor.is_coordinator:
        return []
    rows = db.session.scalars(
        select(Booking)
        .options(
            joinedload(Booking.cared_for, innerjoin=True).joinedload(Contact.area),
            joinedload(Booking.room),
        )
        .where(
            bookings.visible_to(actor),
            bookings.takes_place(),
            Booking.state.in_(PLACED),
            Booking.on >= period.first,
            Booking.on <= period.last,
            *where,
        )
        .order_by(Booking.on, Booking.id)
    )
    return [
        Ahead(
            AheadKind.RESPITE,
            one.request_id,
            clock.at(one.on, HOURS[one.day_part][0]),
            one.cared_for,
            one.room.name,
            day_part=one.day_part,
        )
        for one in rows
    ]


def _visits_where(period: Period) -> list[ColumnElement[bool]]:
    found = []
    if period.area_id is not None:
        found.append(visits.to_person(Contact.area_id == period.area_id))
    if period.volunteer_id is not None:
        found.append(Visit.volunteer_id == period.volunteer_id)
    return found


def _in_village(period: Period) -> ColumnElement[bool]:
    if period.area_id is None:
        return Referral.first_time_at.is_not(None)
    return Contact.area_id == period.area_id


def _places_where(period: Period) -> list[ColumnElement[bool]]:
    if period.area_id is None:
        return []
    return [Booking.cared_for.has(Contact.area_id == period.area_id)]
