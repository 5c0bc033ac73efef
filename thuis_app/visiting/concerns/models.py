import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns.rules import (
    OPEN,
    ConcernKind,
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
    Terms,
    steps_of,
)


def _number() -> str:
    return uuid.uuid4().hex


class Concern(Base):
    """A concern about a person. Only the safeguarding lead sees it.

    Its id is random: a gap in a sequence would show that it exists.
    """

    __tablename__ = "concern"

    id: Mapped[str] = mapped_column(primary_key=True, default=_number)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.NEW)
    kind: Mapped[ConcernKind | None] = mapped_column(one_of(ConcernKind))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str]
    raised_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    raised_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    act_by: Mapped[datetime] = mapped_column(
        default=lambda: Terms().act_by(clock.now(), is_urgent=False), index=True
    )
    escalated_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[ConcernOutcome | None] = mapped_column(
        one_of(ConcernOutcome, "outcome")
    )
    closing_words: Mapped[str] = mapped_column(default="")

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    raiser: Mapped[User] = relationship(lazy="raise_on_sql")
    steps: Mapped[list["ConcernStep"]] = relationship(
        back_populates="concern",
        order_by="ConcernStep.taken_on, ConcernStep.recorded_at",
        lazy="raise_on_sql",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def other_steps(self) -> list["ConcernStep"]:
        """Steps taken while it was thought to be of another kind."""
        usual = steps_of(self.kind)
        return [one for one in self.steps if one.step not in usual]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Whether nobody took it on in time."""
        return self.state is ConcernState.NEW and self.act_by <= clock.now()


class ConcernStep(Base):
    """A dated step of a concern."""

    __tablename__ = "concern_step"

    id: Mapped[str] = mapped_column(primary_key=True, default=_number)
    concern_id: Mapped[str] = mapped_column(ForeignKey("concern.id"), index=True)
    step: Mapped[ConcernStepKind] = mapped_column(one_of(ConcernStepKind, "step"))
    taken_on: Mapped[date]
    note: Mapped[str]
    taken_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    concern: Mapped[Concern] = relationship(back_populates="steps", lazy="raise_on_sql")


class ConcernTerms(Base):
    """The time a concern may wait before it goes to the stand-in; one row."""

    __tablename__ = "concern_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    urgent_hours: Mapped[int]
    usual_hours: Mapped[int]

    __mapper_args__ = {"version_id_col": version}

    @property
    def terms(self) -> Terms:
        return Terms(self.urgent_hours, self.usual_hours)
