from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User


class EmergencyAccess(Base):
    """An hour in which a user who sees no files sees all of them, and why."""

    __tablename__ = "emergency_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")

    @classmethod
    def is_open(cls, now: datetime) -> ColumnElement[bool]:
        """The condition that it lasts; a clock that was wrong gives nothing."""
        lasts = and_(cls.until > now, cls.started_at <= now + clock.SLACK)
        return and_(cls.ended_at.is_(None), lasts)
