from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, cast
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.models import Task, is_open_about
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.reaching.signals.rules import (
    Declined,
    Knows,
    Reporter,
    SignalDetails,
    SignalState,
)


class Signal(Base):
    """A tip that a person may need company or help. It is not a file."""

    __tablename__ = "signal"
    __table_args__ = (Index(None, "state", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[SignalState] = mapped_column(default=SignalState.NEW)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    who: Mapped[str]
    where: Mapped[str] = mapped_column("place", default="")
    noticed: Mapped[str]
    knows: Mapped[Knows | None]
    reporter: Mapped[Reporter]
    reporter_name: Mapped[str] = mapped_column(default="")
    reporter_telephone: Mapped[str] = mapped_column(default="")
    may_be_named: Mapped[bool] = mapped_column(default=False)
    may_hear_back: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    received_by: Mapped[int]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    declined_because: Mapped[Declined | None]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]

    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")
    open_task: Mapped[Task | None] = relationship(
        primaryjoin=lambda: is_open_about(cast(Signal.id, String), {TaskKind.SIGNAL}),
        viewonly=True,
        lazy="raise_on_sql",
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_new(self) -> bool:
        return self.state is SignalState.NEW

    @property
    def may_be_accepted(self) -> bool:
        """Whether it was declined, and its words are kept still."""
        return self.state is SignalState.DECLINED and bool(self.noticed)

    @property
    def task(self) -> NewTask:
        """To look at it, as a task."""
        return NewTask(
            kind=TaskKind.SIGNAL,
            source=self.id,
            due_on=clock.local(self.received_at).date(),
            area_id=self.area_id,
            details=SignalDetails(self.who, self.reporter, self.noticed),
        )

    @property
    def waits(self) -> int:
        """The number of days since it came in."""
        return (clock.today() - clock.local(self.received_at).date()).days


class SignalTally(Base):
    """The number of signals deleted unhandled in a month, as was done until 2026."""

    __tablename__ = "signal_tally"

    month: Mapped[str] = mapped_column(primary_key=True)
    cleared: Mapped[int] = mapped_column(default=0)
