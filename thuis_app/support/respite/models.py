from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.directory.rooms.rules import slot_name
from thuis_app.people.contacts.models import Contact
from thuis_app.support.respite import rules
from thuis_app.support.respite.rules import (
    OPEN,
    AskedBy,
    BookingState,
    CancelledBy,
    CareForm,
    CareRhythm,
    HoldOut,
    Need,
    Reason,
    RequestState,
    Says,
    UnmetReason,
    Urgency,
    Why,
)


class RespiteRequest(Base):
    """A carer asks for time of their own, and a place for the one they care for.

    `wanted_words` are day parts as 'weekday-part' ('2-afternoon' is Wednesday
    afternoon); `need_words` are members of `Need`; both parted by spaces.
    """

    __tablename__ = "respite_request"
    __table_args__ = (Index(None, "state", "asked_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    carer_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    cared_for_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    asked_by: Mapped[AskedBy] = mapped_column(default=AskedBy.CARER)
    asked_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    relation: Mapped[str] = mapped_column(default="")
    hours_a_week: Mapped[int | None]
    duties: Mapped[str] = mapped_column(default="")
    wanted_for: Mapped[str] = mapped_column(default="")
    hold_out: Mapped[HoldOut] = mapped_column(default=HoldOut.UNKNOWN)
    says: Mapped[Says | None]
    likes: Mapped[str] = mapped_column(default="")
    need_words: Mapped[str] = mapped_column(default="")
    need_note: Mapped[str] = mapped_column(default="")
    care_form: Mapped[CareForm] = mapped_column(default=CareForm.ROOM)
    rhythm: Mapped[CareRhythm] = mapped_column(default=CareRhythm.ONCE)
    wanted_words: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    transport: Mapped[str] = mapped_column(default="")
    others_who_help: Mapped[str] = mapped_column(default="")
    emergency_contact: Mapped[str] = mapped_column(default="")

    talked_on: Mapped[date | None]
    talked_with: Mapped[str] = mapped_column(default="")
    heard: Mapped[str] = mapped_column(default="")
    options: Mapped[str] = mapped_column(default="")
    chosen: Mapped[str] = mapped_column(default="")
    call_by: Mapped[date | None]
    clarified_by: Mapped[int | None]
    host_may_read: Mapped[bool] = mapped_column(default=False)
    unmet_because: Mapped[UnmetReason | None]
    unmet_note: Mapped[str] = mapped_column(default="")

    @property
    def wanted(self) -> list[str]:
        """The day parts that would help: ['2-afternoon', …]."""
        return self.wanted_words.split()

    @property
    def needs(self) -> list[Need]:
        """What the host has to know."""
        return [Need(word) for word in self.need_words.split()]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def must_be_approachable(self) -> None:
        """Nothing is planned for who may not be approached any more."""
        if self.is_stopped:
            raise RuleBroken("contact.stopped")

    def must_be_open(self) -> None:
        """What has ended stays as it is."""
        self.must_be_approachable()
        if not self.is_open:
            raise RuleBroken("respite.ended")

    def become(self, state: RequestState) -> None:
        """Move on, where the rules lead there."""
        self.state = rules.next_request_state(self.state, state)

    def fits(self, free: Sequence["Free"]) -> list["Free"]:
        """The places on a day part that would help, in one's own village first."""
        at_first = self.start_on or date.min
        fits = [one for one in free if one.slot in self.wanted and one.on >= at_first]
        return sorted(fits, key=lambda one: one.room.area_id != self.cared_for.area_id)

    @property
    def is_stopped(self) -> bool:
        """Whether one of the two may not be approached any more."""
        return self.carer.is_stopped or self.cared_for.is_stopped

    carer: Mapped[Contact] = relationship(foreign_keys=[carer_id], lazy="raise_on_sql")
    cared_for: Mapped[Contact] = relationship(
        foreign_keys=[cared_for_id], lazy="raise_on_sql"
    )
    bookings: Mapped[list["Booking"]] = relationship(
        back_populates="request", order_by="Booking.on", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}


class Booking(Base):
    """A place in a Thuis kamer on one date and day part."""

    __tablename__ = "booking"
    __table_args__ = (Index(None, "room_id", "booked_on", "day_part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    request_id: Mapped[int] = mapped_column(
        ForeignKey("respite_request.id"), index=True
    )
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    on: Mapped[date] = mapped_column("booked_on")
    day_part: Mapped[DayPart]
    state: Mapped[BookingState] = mapped_column(default=BookingState.HELD)
    held_until: Mapped[datetime | None]
    booked_by: Mapped[int]
    cancelled_by: Mapped[CancelledBy | None]
    cancelled_because: Mapped[str] = mapped_column(default="")

    @property
    def takes_place(self) -> bool:
        """Whether it takes a place now; what is held too long gives it back."""
        return rules.takes_place(self.state, self.held_until, clock.now())

    def take_back(self, by: CancelledBy, because: str) -> None:
        """Cancel, saying who asked for it and why."""
        self.state = rules.next_booking_state(self.state, BookingState.CANCELLED)
        self.cancelled_by, self.cancelled_because = by, because

    @property
    def has_place(self) -> bool:
        """The same, knowing that nobody comes who is not approached any more."""
        is_used = self.state is BookingState.ATTENDED
        return self.takes_place and (is_used or not self.request.is_stopped)

    @property
    def is_held(self) -> bool:
        return self.state is BookingState.HELD and self.takes_place

    @property
    def is_confirmed(self) -> bool:
        return self.state is BookingState.CONFIRMED

    @property
    def is_lapsed(self) -> bool:
        """Held, but for too long."""
        return self.state is BookingState.HELD and not self.takes_place

    request: Mapped[RespiteRequest] = relationship(
        back_populates="bookings", lazy="raise_on_sql"
    )
    room: Mapped[Room] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True, slots=True)
class Free:
    """A day part on which a room still has places."""

    room: Room
    on: date
    day_part: DayPart
    free: int

    @property
    def slot(self) -> str:
        return slot_name(self.on.weekday(), self.day_part)


@dataclass(frozen=True, slots=True)
class Line:
    """A request on the coordinator's list, and why it stands there."""

    request: RespiteRequest
    why: Why
    days: int
    reasons: list[Reason]
    held: Booking | None
    fits: Free | None

    @classmethod
    def of(
        cls,
        request: RespiteRequest,
        given: Sequence[Booking],
        free: Sequence[Free],
        today: date,
    ) -> "Line":
        """What there is to say about a request, from its places and what is free."""
        held = next((one for one in given if one.is_held), None)
        is_unsaid = any(one.is_confirmed and one.on < today for one in given)
        known = request.urgency, request.hold_out, request.asked_on
        return cls(
            request,
            rules.why(request.state, request.rhythm, held is not None, is_unsaid),
            (today - request.asked_on).days,
            rules.reasons(*known, today),
            held,
            next(iter(request.fits(free)), None),
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """A day part of a room on a date: its places, and who has one."""

    on: date
    day_part: DayPart
    opening: RoomPart | None
    bookings: list[Booking]

    @property
    def coming(self) -> list[Booking]:
        """Who has a place, those who said yes first."""
        having = [one for one in self.bookings if one.has_place]
        return sorted(having, key=lambda one: one.is_held)

    @property
    def held(self) -> int:
        return sum(one.is_held for one in self.coming)

    @property
    def taken(self) -> int:
        return len(self.coming) - self.held

    @property
    def places(self) -> int:
        return self.opening.places if self.opening else 0

    @property
    def free(self) -> int:
        return max(0, self.places - len(self.coming))

    @property
    def too_many(self) -> int:
        """How many have a place that is no longer there."""
        return max(0, len(self.coming) - self.places)
