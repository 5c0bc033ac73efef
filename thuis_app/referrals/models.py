from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import GivenHow
from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.offerings.models import Offering
from thuis_app.referrals.rules import ReferralState
from thuis_app.wishes.models import Wish


class Referral(Base):
    """A person brought to an offering, from the first idea to how it went.

    `due_on` is the day on which somebody has to look at it again.
    """

    __tablename__ = "referral"
    __table_args__ = (Index(None, "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    wish_id: Mapped[int | None] = mapped_column(ForeignKey("wish.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[ReferralState] = mapped_column(default=ReferralState.PROPOSED)
    state_since: Mapped[date] = mapped_column(default=lambda: clock.today())
    due_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(default="")
    shared: Mapped[str] = mapped_column(default="")
    agreed_on: Mapped[date | None]
    agreed_how: Mapped[GivenHow | None]
    companion: Mapped[str] = mapped_column(default="")
    first_time_at: Mapped[datetime | None]
    person_says_landed: Mapped[bool] = mapped_column(default=False)
    offering_says_landed: Mapped[bool] = mapped_column(default=False)

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    offering: Mapped[Offering] = relationship(lazy="raise_on_sql")
    wish: Mapped[Wish | None] = relationship(lazy="raise_on_sql")
    steps: Mapped[list["ReferralStep"]] = relationship(
        back_populates="referral", order_by="ReferralStep.id", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReferralStep(Base):
    """One move in the course of a referral. Steps are added, never changed."""

    __tablename__ = "referral_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    taken_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    state: Mapped[ReferralState]
    note: Mapped[str] = mapped_column(default="")

    referral: Mapped[Referral] = relationship(
        back_populates="steps", lazy="raise_on_sql"
    )
