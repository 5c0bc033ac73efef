"""The timeline of a person, from all features, in one statement."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    desc,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import UtcDateTime, db
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.timeline import policy
from thuis_app.overview.timeline.rules import SHOWN, EventKind
from thuis_app.people.contacts.models import PersonRef
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import NoteChannel
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened, How
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

STATES: dict[EventKind, type[StrEnum]] = {
    EventKind.VISIT: VisitState,
    EventKind.ATTEMPT: AttemptOutcome,
    EventKind.NOTE: NoteChannel,
    EventKind.REFERRAL: ReferralState,
    EventKind.RESPITE: BookingState,
    EventKind.MATCH: MatchState,
    EventKind.SIGNAL: SignalState,
}
SPOKEN = frozenset(
    {
        *(AttemptOutcome.TALK_AT_DOOR, AttemptOutcome.NOT_NOW),
        *(AttemptOutcome.APPOINTMENT, AttemptOutcome.GOOD_TALK),
    }
)
"""The outcomes of an attempt in which the person was spoken."""
WRITER = aliased(User)
DETAILS: dict[EventKind, type[StrEnum]] = {
    EventKind.VISIT: How,
    EventKind.ATTEMPT: Channel,
}


@dataclass(frozen=True)
class Event:
    """Something that happened; `detail` says how or where, `by` who did it, `agreed`
    what they agreed on."""

    kind: EventKind
    row_id: int
    on: date
    state: StrEnum
    detail: Any
    words: str
    by: str
    agreed: str = ""
    writer: str = ""

    @property
    def is_contact(self) -> bool:
        """Whether this was a contact: a visit, an attempt that worked, a call."""
        if self.kind is EventKind.VISIT:
            return self.detail is Happened.YES or (
                isinstance(self.detail, How) and self.detail.is_visit
            )
        if self.kind is EventKind.NOTE:
            return self.state is not NoteChannel.NONE
        return self.state in SPOKEN


@dataclass(frozen=True)
class Timeline:
    """The newest events first, how many there are of each kind, and the last
    contact, whichever are shown."""

    events: list[Event]
    counts: dict[EventKind, int]
    earlier: date | None
    last_contact: Event | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Row(NamedTuple):
    """An event as the database gives it; a moment or a date, whichever it has."""

    kind: str
    row_id: int
    day: Any
    moment: datetime | None
    on_day: date
    state: str
    detail: Any
    words: str
    by: str | None
    agreed: str
    writer: str

    @property
    def on(self) -> date:
        """The date on the wall calendar in the village."""
        return clock.local(self.moment).date() if self.moment else self.on_day


def of_contact(
    actor: Actor,
    contact: PersonRef,
    *,
    kind: EventKind | None = None,
    before: date | None = None,
) -> Timeline:
    """The entries of the timeline that this actor may see, the newest first."""
    rows = db.session.execute(_everything(actor, contact))
    return _timeline([Row._make(row) for row in rows], kind, before)


def _everything(actor: Actor, contact: PersonRef) -> CompoundSelect[Any]:
    sees_all, contact_id = policy.sees_all(actor, contact), contact.id
    parts = [
        _visits(contact_id, policy.visible_visits(actor, sees_all)),
        _attempts(contact_id, policy.visible_attempts(actor, sees_all)),
        _referrals(contact_id),
        _respite(contact_id, policy.visible_rooms(actor, sees_all)),
    ]
    if sees_all:
        parts += [_signals(contact_id), _matches(contact_id)]
        parts.append(_notes(contact_id, policy.visible_notes(actor)))
    return union_all(*parts).order_by(desc("day"), desc("row_id"))


def _timeline(rows: list[Row], kind: EventKind | None, before: date | None) -> Timeline:
    counts = Counter(row.kind for row in rows)
    rest = [row for row in rows if kind is None or row.kind == kind]
    if before is not None:
        rest = [row for row in rest if row.on < before]
    shown = rest[:SHOWN]
    if len(rest) > SHOWN:
        last = rest[SHOWN - 1].on
        near = takewhile(lambda row: row.on >= last - timedelta(days=1), rest)
        shown = [row for row in near if row.on >= last]
    earlier = shown[-1].on if len(shown) < len(rest) else None
    numbers = {one: counts[one] for one in EventKind if counts[one]}
    contact = next((one for one in map(_event, rows) if one.is_contact), None)
    return Timeline([_event(row) for row in shown], numbers, earlier, contact)


def _detail(kind: EventKind, found: Any) -> Any:
    """How or where, as a member; a visit without a mood only says that it was made."""
    if kind not in DETAILS or not found:
        return found
    if found == Happened.YES:
        return Happened.YES
    return DETAILS[kind](found)


def _event(row: Row) -> Event:
    kind = EventKind(row.kind)
    detail = _detail(kind, row.detail)
    state = STATES[kind](row.state)
    by = row.by or ""
    return Event(
        kind,
        row.row_id,
        row.on,
        state,
        detail,
        row.words,
        by,
        row.agreed,
        row.writer,
    )


def _columns(
    kind: EventKind,
    row_id: Any,
    when: Any,
    state: Any,
    *,
    detail: Any = None,
    words: Any = None,
    by: Any = None,
    agreed: Any = None,
    writer: Any = None,
) -> Select[Any]:
    is_moment = isinstance(when.type, UtcDateTime)
    empty = literal("", String)
    return select(
        literal(kind.value).label("kind"),
        row_id.label("row_id"),
        func.date(when).label("day"),
        (when if is_moment else null().cast(Visit.starts_at.type)).label("moment"),
        (null().cast(OutreachAttempt.made_on.type) if is_moment else when).label(
            "on_day"
        ),
        state.cast(String).label("state"),
        (empty if detail is None else func.coalesce(detail.cast(String), "")).label(
            "detail"
        ),
        (empty if words is None else func.coalesce(words, "")).label("words"),
        (empty if by is None else by).label("by"),
        (empty if agreed is None else func.coalesce(agreed, "")).label("agreed"),
        (empty if writer is None else func.coalesce(writer, "")).label("writer"),
    )


def _visits(contact_id: int, visible: ColumnElement[bool]) -> Select[Any]:
    report = and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
    for_another = and_(
        WRITER.id == VisitReport.written_by,
        VisitReport.written_by != Visit.volunteer_id,
    )
    said = VisitReport.note
    return (
        _columns(
            EventKind.VISIT,
            Visit.id,
            Visit.starts_at,
            Visit.state,
            detail=func.coalesce(
                VisitReport.mood.cast(String), VisitReport.happened.cast(String)
            ),
            words=func.coalesce(said, Visit.cancelled_because, Visit.purpose),
            by=User.name,
            agreed=VisitReport.agreed,
            writer=WRITER.name,
        )
        .select_from(Visit)
        .join(User, User.id == Visit.volunteer_id)
        .outerjoin(VisitReport, report)
        .outerjoin(WRITER, for_another)
        .where(
            Visit.contact_id == contact_id,
            Visit.state != VisitState.PLANNED,
            or_(Visit.state != VisitState.CANCELLED, Visit.starts_at <= clock.now()),
            visible,
        )
    )


def _attempts(contact_id: int, visible: ColumnElement[bool]) -> Select[Any]:
    return (
        _columns(
            EventKind.ATTEMPT,
            OutreachAttempt.id,
            OutreachAttempt.made_on,
            OutreachAttempt.outcome,
            detail=OutreachAttempt.channel,
            words=OutreachAttempt.note,
            by=User.name,
        )
        .select_from(OutreachAttempt)
        .join(User, User.id == OutreachAttempt.made_by)
        .where(OutreachAttempt.contact_id == contact_id, visible)
    )


def _notes(contact_id: int, visible: ColumnElement[bool]) -> Select[Any]:
    return (
        _columns(
            EventKind.NOTE,
            Note.id,
            Note.on,
            Note.channel,
            detail=Note.with_whom,
            words=Note.text,
            by=User.name,
        )
        .select_from(Note)
        .join(User, User.id == Note.written_by)
        .where(
            Note.contact_id == contact_id,
            Note.taken_back_on.is_(None),
            visible,
        )
    )


def _referrals(contact_id: int) -> Select[Any]:
    return (
        _columns(
            EventKind.REFERRAL,
            Referral.id,
            Referral.state_since,
            Referral.state,
            detail=Offering.name,
            words=Referral.why,
            by=User.name,
        )
        .select_from(Referral)
        .join(Offering, Offering.id == Referral.offering_id)
        .join(User, User.id == Referral.owner_id)
        .where(Referral.contact_id == contact_id)
    )


def _respite(contact_id: int, visible: ColumnElement[bool]) -> Select[Any]:
    is_theirs = or_(
        RespiteRequest.carer_id == contact_id, RespiteRequest.cared_for_id == contact_id
    )
    return (
        _columns(
            EventKind.RESPITE,
            RespiteRequest.id,
            Booking.on,
            Booking.state,
            detail=Room.name,
            words=RespiteRequest.wanted_for,
        )
        .select_from(Booking)
        .join(RespiteRequest, RespiteRequest.id == Booking.request_id)
        .join(Room, Room.id == Booking.room_id)
        .where(is_theirs, visible)
    )


def _signals(contact_id: int) -> Select[Any]:
    return (
        _columns(
            EventKind.SIGNAL,
            Signal.id,
            Signal.received_at,
            Signal.state,
            words=Signal.noticed,
        )
        .select_from(Signal)
        .where(Signal.contact_id == contact_id)
    )


def _matches(contact_id: int) -> Select[Any]:
    return (
        _columns(
            EventKind.MATCH,
            Match.id,
            func.coalesce(Match.ended_on, Match.started_on),
            Match.state,
            words=Match.note,
            by=User.name,
        )
        .select_from(Match)
        .join(User, User.id == Match.volunteer_id)
        .where(Match.contact_id == contact_id)
    )
