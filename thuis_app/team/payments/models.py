from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.team.payments.rules import ListState


class PaymentList(Base):
    """What is paid at once: all that was approved up to the end of a month.

    It is open until it was paid, or was taken back.
    """

    __tablename__ = "payment_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    month: Mapped[date]
    state: Mapped[ListState] = mapped_column(default=ListState.OPEN)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]

    maker: Mapped[User] = relationship(
        foreign_keys="PaymentList.made_by", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def made_on(self) -> date:
        """The day on the calendar in the village."""
        return clock.local(self.made_at).date()


class PaymentLine(Base):
    """A claim on a payment list, as it was then; the lines of a list that was taken
    back are deleted.

    `cents` is what is paid of it: of a claim that was corrected after it was paid the
    difference alone.
    """

    __tablename__ = "payment_line"

    list_id: Mapped[int] = mapped_column(
        ForeignKey("payment_list.id"), primary_key=True
    )
    claim_id: Mapped[int] = mapped_column(
        ForeignKey("claim.id"), primary_key=True, index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    minutes: Mapped[int]
    kilometres: Mapped[int]
    costs: Mapped[int]
    cents: Mapped[int]
    is_difference: Mapped[bool]
