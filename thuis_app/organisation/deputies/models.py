from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area


class Deputy(Base):
    """A user who does the work of the coordinator of a village, from a day up to and
    including a day, with what that coordinator may see. Rows are never deleted."""

    __tablename__ = "deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    named_by: Mapped[int]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    area: Mapped[Area] = relationship(lazy="raise_on_sql")

    @classmethod
    def holds(cls, today: Any) -> ColumnElement[bool]:
        """The condition that it holds on this day."""
        begun = and_(cls.first_on <= today, cls.last_on >= today)
        return and_(begun, cls.ended_at.is_(None))
