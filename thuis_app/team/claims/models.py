from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.team.claims.rules import ClaimState, Source, WhatFor


class Claim(Base):
    """Hours, kilometres and costs of a volunteer on one day.

    What was paid for a kilometre and an hour is kept when it is approved, with what
    it comes to; so a later amount changes nothing that was agreed. `written_by` is the
    coordinator who wrote it down for the volunteer, if they did not do so themselves.
    `paid_cents` is what was paid of it so far: after a correction another amount than
    `total`.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index(None, "user_id", "claimed_for"),
        Index(None, "state", "claimed_for", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    on: Mapped[date] = mapped_column("claimed_for")
    what_for: Mapped[WhatFor]
    minutes: Mapped[int] = mapped_column(default=0)
    kilometres: Mapped[int] = mapped_column(default=0)
    costs: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), unique=True)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.CLAIMED)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    judged_on: Mapped[date | None]
    refused_because: Mapped[str] = mapped_column(default="")
    over_because: Mapped[str] = mapped_column(default="")
    cents_per_kilometre: Mapped[int | None]
    cents_per_hour: Mapped[int | None]
    total: Mapped[int | None]
    paid_on: Mapped[date | None]
    paid_cents: Mapped[int | None]
    corrected_because: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship(foreign_keys="Claim.user_id", lazy="raise_on_sql")
    writer: Mapped[User | None] = relationship(
        foreign_keys="Claim.written_by", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True)
class ClaimProposal:
    """Work of a volunteer that can be claimed as it is, and with whom it was."""

    source: Source
    user_id: int
    contact: Contact
    starts_at: datetime
    minutes: int
    kilometres: int

    @property
    def on(self) -> date:
        """The day on the calendar in the village."""
        return clock.local(self.starts_at).date()
