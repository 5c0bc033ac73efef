from collections.abc import Set
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, cast
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.core.enum_sets import EnumSet
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import ReachedBy
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.models import Consent
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks.models import Task, is_open_about
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.support.referrals import rules
from thuis_app.support.referrals.rules import (
    ReferralDetails,
    ReferralShare,
    ReferralState,
)


def _first_due(context: Any) -> date | None:
    row = context.get_current_parameters()
    return rules.due_on(ReferralState(row["state"]), row["state_since"])


class Referral(Base):
    """A person brought to an offering, from the first idea to how it went.

    `due_on` is the day on which a coordinator has to look at it again; None once it
    ended. `shares` is the data that may be shared, as the person agreed.
    """

    __tablename__ = "referral"
    __table_args__ = (
        Index(None, "due_on", "id"),
        Index(None, "state", "due_on", "id"),
        Index(None, "state", "state_since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    wish_id: Mapped[int | None] = mapped_column(ForeignKey("wish.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[ReferralState] = mapped_column(default=ReferralState.PROPOSED)
    state_since: Mapped[date] = mapped_column(default=lambda: clock.today())
    due_on: Mapped[date | None] = mapped_column(default=_first_due)
    why: Mapped[str] = mapped_column(default="")
    shares: Mapped[frozenset[ReferralShare]] = mapped_column(
        EnumSet(ReferralShare), default=frozenset()
    )
    shared: Mapped[str] = mapped_column(default="")
    agreed_on: Mapped[date | None]
    agreed_how: Mapped[GivenHow | None]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    sent_how: Mapped[ReachedBy | None]
    companion: Mapped[str] = mapped_column(default="")
    first_time_at: Mapped[datetime | None]
    person_says_landed: Mapped[bool] = mapped_column(default=False)
    offering_says_landed: Mapped[bool] = mapped_column(default=False)

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    offering: Mapped[Offering] = relationship(lazy="raise_on_sql")
    wish: Mapped[Wish | None] = relationship(lazy="raise_on_sql")
    open_task: Mapped[Task | None] = relationship(
        primaryjoin=lambda: is_open_about(
            cast(Referral.id, String), {TaskKind.REFERRAL}
        ),
        viewonly=True,
        lazy="raise_on_sql",
    )
    consent: Mapped[Consent | None] = relationship(lazy="raise_on_sql")
    steps: Mapped[list["ReferralStep"]] = relationship(
        back_populates="referral", order_by="ReferralStep.id", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def consent_stands(self) -> bool:
        """Whether what was agreed to, if anything was, has not been taken back."""
        return self.consent is None or self.consent.withdrawn_on is None

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def task(self) -> NewTask | None:
        """To look at it again, as a task; None once it ended."""
        if self.due_on is None:
            return None
        shown = ReferralDetails(self.offering.name, self.state, self.state_since)
        return NewTask(
            kind=TaskKind.REFERRAL,
            source=self.id,
            due_on=self.due_on,
            area_id=self.contact.area_id,
            contact_id=self.contact_id,
            details=shown,
        )

    def task_to_tell(self, on: date) -> NewTask:
        """To tell the other side that it stopped, as a task."""
        return NewTask(
            kind=TaskKind.TELL_OFFERING,
            source=self.id,
            due_on=on,
            area_id=self.contact.area_id,
            contact_id=self.contact_id,
            offering_id=self.offering_id,
            details=ReferralDetails(self.offering.name, self.state, self.state_since),
        )

    @property
    def next_states(self) -> Set[ReferralState]:
        return rules.next_states(self.state)

    @property
    def first_on(self) -> date | None:
        """The day of the first time, on the calendar of the village."""
        return clock.local(self.first_time_at).date() if self.first_time_at else None

    @property
    def first_hour(self) -> time | None:
        return clock.local(self.first_time_at).time() if self.first_time_at else None


class ReferralStep(Base):
    """One move, or a note on the way. Steps are added, never changed."""

    __tablename__ = "referral_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    taken_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    state: Mapped[ReferralState]
    is_note: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")

    referral: Mapped[Referral] = relationship(
        back_populates="steps", lazy="raise_on_sql"
    )
