from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.team.rates.rules import Amount, RateKind


class Rate(Base):
    """An amount that holds from a day on. Amounts are added and never changed."""

    __tablename__ = "rate"
    __table_args__ = (UniqueConstraint("kind", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RateKind]
    cents: Mapped[int]
    from_on: Mapped[date]
    added_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    @property
    def amount(self) -> Amount:
        return Amount(self.kind, self.cents, self.from_on)
