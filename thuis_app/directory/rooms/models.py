from datetime import date, time
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core.database import Base, by_bytes
from thuis_app.core.day_parts import DayPart
from thuis_app.core.normalize import fold
from thuis_app.organisation.areas.models import Area


class Room(Base):
    """A Thuis kamer: the living room of a village."""

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    sort_name: Mapped[str] = mapped_column(by_bytes(), default="")
    address: Mapped[str] = mapped_column(default="")
    host_organisation: Mapped[str] = mapped_column(default="")
    character: Mapped[str] = mapped_column(default="")
    contact_person: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    facilities: Mapped[str] = mapped_column(default="")
    cannot: Mapped[str] = mapped_column(default="")
    is_protected: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)

    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    parts: Mapped[list["RoomPart"]] = relationship(
        back_populates="room", lazy="raise_on_sql", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def open_on(self, day: date) -> list["RoomPart"]:
        """The parts of that day on which the room has places, the earliest first."""
        parts = (part for part in self.parts if part.weekday == day.weekday())
        return sorted(parts, key=lambda part: part.opens)

    def part_on(self, day: date, day_part: DayPart) -> "RoomPart | None":
        """When the room is open on that part of that day; None when it is closed."""
        parts = (part for part in self.open_on(day) if part.day_part is day_part)
        return next(parts, None)


@event.listens_for(Room, "before_insert")
@event.listens_for(Room, "before_update")
def _fold_name(_mapper: Any, _connection: Any, room: Room) -> None:
    """Keep what lists of rooms are sorted on, the same on both databases."""
    room.sort_name = fold(room.name)


class RoomRow(NamedTuple):
    """A room in a list, with what a list shows of it and no more."""

    id: int
    name: str
    area_id: int
    village: str


class OpeningRow(NamedTuple):
    """When a room of a list is open on a day of the week, and for how many."""

    room_id: int
    weekday: int
    opens: time
    closes: time
    places: int


class RoomPart(Base):
    """A day part in the week on which the room is open, with its places.

    `weekday` counts from Monday (0) to Sunday (6), as Python does.
    """

    __tablename__ = "room_part"
    __table_args__ = (UniqueConstraint("room_id", "weekday", "day_part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    weekday: Mapped[int]
    day_part: Mapped[DayPart]
    opens: Mapped[time]
    closes: Mapped[time]
    places: Mapped[int]

    room: Mapped[Room] = relationship(back_populates="parts", lazy="raise_on_sql")
