from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.core.day_parts import DayPart
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.reaching.outreach.rules import AttemptDetails
from thuis_app.reaching.outreach_steps.rules import (
    AttemptOutcome,
    Channel,
    OutreachStep,
    StepReason,
    Tried,
)


class OutreachAttempt(Base):
    """An attempt to reach a person: at the door, by telephone, with a card."""

    __tablename__ = "attempt"
    audit_subject = "Attempt"
    __table_args__ = (
        Index(None, "contact_id", "made_on", "outcome"),
        Index(None, "made_on", "channel", "day_part", "outcome", "contact_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    made_on: Mapped[date]
    day_part: Mapped[DayPart]
    channel: Mapped[Channel]
    outcome: Mapped[AttemptOutcome] = mapped_column(one_of(AttemptOutcome, "outcome"))
    left_behind: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    maker: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def tried(self) -> Tried:
        """As far as it matters for the next try."""
        return Tried(self.made_on, self.channel, self.day_part, self.outcome)


class OutreachPlan(Base):
    """What to try next for one person: when, how, and why this.

    Either there is a next step or a date until which it rests, or outreach stopped.
    """

    __tablename__ = "outreach_plan"
    __table_args__ = (Index(None, "is_open", "next_on", "contact_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    is_open: Mapped[bool] = mapped_column(default=True)
    next_on: Mapped[date]
    channel: Mapped[Channel]
    day_part: Mapped[DayPart]
    reason: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    resting: Mapped[bool] = mapped_column(default=False)
    resting_because: Mapped[str] = mapped_column(default="")
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    stopped_because: Mapped[str] = mapped_column(default="")

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    face: Mapped[User | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> int:
        """One plan for one person, so it has the person's number."""
        return self.contact_id

    @property
    def why(self) -> StepReason:
        return StepReason.read(self.reason)

    @property
    def details(self) -> AttemptDetails:
        """What the task of the next attempt shows."""
        shown = self.channel, self.day_part, self.reason, self.resting_because
        return AttemptDetails(*shown)

    @property
    def task(self) -> NewTask:
        """The next attempt, or the end of a rest, as a task."""
        return NewTask(
            kind=TaskKind.RESTING if self.resting else TaskKind.ATTEMPT,
            source=self.contact_id,
            due_on=self.next_on,
            area_id=self.contact.area_id,
            contact_id=self.contact_id,
            number=self.next_number,
            details=self.details,
        )

    @property
    def step(self) -> OutreachStep:
        """The next step as an object of the rules."""
        return OutreachStep(
            self.next_on, self.channel, self.day_part, self.why, self.resting
        )

    @property
    def next_number(self) -> int:
        """Which try the next one is: the first, the second."""
        return self.attempts + 1
