from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core.database import Base
from thuis_app.organisation.absences.rules import DaysAway
from thuis_app.organisation.accounts.models import User


class Absence(Base):
    """Days on which a coordinator is away; without a stand-in all coordinators of the
    village do their tasks.

    The tasks stay theirs: they are shown to the stand-in for as long as it lasts.
    """

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    recorded_by: Mapped[int]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")
    stand_in: Mapped[User | None] = relationship(
        foreign_keys=[stand_in_id], lazy="raise_on_sql"
    )

    @property
    def days(self) -> DaysAway:
        return DaysAway(self.first_on, self.last_on)
