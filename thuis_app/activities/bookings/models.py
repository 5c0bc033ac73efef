from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.activities.bookings import rules
from thuis_app.activities.bookings.rules import BookingCancelledBy, BookingState
from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms.models import Room
from thuis_app.people.contacts.models import Contact


def _of_request(column: str) -> Any:
    """A person of the request that the place was given for, by a column of its table.

    Requests belong to a feature above this one; only their table is named here.
    """
    return relationship(
        Contact,
        secondary="respite_request",
        primaryjoin="Booking.request_id == respite_request.c.id",
        secondaryjoin=f"respite_request.c.{column} == Contact.id",
        viewonly=True,
        lazy="raise_on_sql",
    )


class Booking(Base):
    """A place in a Thuis kamer on one date and day part."""

    __tablename__ = "booking"
    __table_args__ = (
        Index(None, "room_id", "booked_on", "day_part"),
        Index(None, "booked_on"),
    )

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
    cancelled_by: Mapped[BookingCancelledBy | None] = mapped_column(
        one_of(BookingCancelledBy, "cancelledby")
    )
    cancelled_because: Mapped[str] = mapped_column(default="")

    carer: Mapped[Contact] = _of_request("carer_id")
    cared_for: Mapped[Contact] = _of_request("cared_for_id")
    room: Mapped[Room] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def takes_place(self) -> bool:
        """Whether it takes a place now; what is held too long gives it back."""
        return rules.takes_place(self.state, self.held_until, clock.now())

    def take_back(self, by: BookingCancelledBy, because: str) -> None:
        """Cancel, saying who asked for it and why."""
        self.state = rules.next_booking_state(self.state, BookingState.CANCELLED)
        self.cancelled_by, self.cancelled_because = by, because

    @property
    def is_stopped(self) -> bool:
        """Whether one of the two may not be approached any more."""
        return self.carer.is_stopped or self.cared_for.is_stopped

    @property
    def has_place(self) -> bool:
        """The same, knowing that nobody comes who is not approached any more."""
        is_used = self.state is BookingState.ATTENDED
        return self.takes_place and (is_used or not self.is_stopped)

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
