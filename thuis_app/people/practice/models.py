from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base


class PracticePerson(Base):
    """A record of a person who is none, to practise with.

    `contact_id` is empty once the person was removed; the row stays.
    """

    __tablename__ = "practice_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), unique=True
    )
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    removed_at: Mapped[datetime | None]


class PracticeRow(NamedTuple):
    """A practice person who is there now, and in which village."""

    id: int
    contact_id: int
    area_id: int
    village: str
