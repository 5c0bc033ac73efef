import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.organisation.accounts.models import User
from thuis_app.people.tasks import rules
from thuis_app.people.tasks.rules import (
    Details,
    NewTask,
    TaskDetails,
    TaskKind,
    TaskOutcome,
)

IS_OPEN = text("closed_at IS NULL")


def _number() -> str:
    return uuid.uuid4().hex


def _values(members: type[TaskKind]) -> list[str]:
    return [member.value for member in members]


def _open_index(name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the open tasks alone, on both kinds of database."""
    where: dict[str, Any] = {"sqlite_where": IS_OPEN, "postgresql_where": IS_OPEN}
    return Index(name, *columns, unique=unique, **where)


class Task(Base):
    """One thing that has to happen, for whom, from which day on, and who does it.

    Its id is random, so that a gap in a sequence tells nothing. Only what every
    coordinator of the village may know is a task: a concern is none.
    """

    __tablename__ = "task"
    __table_args__ = (
        _open_index("uq_task_kind_source", "kind", "source", unique=True),
        _open_index("ix_task_area_id_due_on", "area_id", "due_on", "rank"),
        _open_index("ix_task_contact_id_open", "contact_id"),
        Index(None, "closed_by", "closed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=_number)
    kind: Mapped[TaskKind] = mapped_column(
        Enum(
            TaskKind,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=_values,
        )
    )
    source: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    offering_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    due_on: Mapped[date]
    planned_on: Mapped[date | None]
    rank: Mapped[int]
    number: Mapped[int | None]
    details: Mapped[str] = mapped_column(default="{}")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    delayed_because: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    outcome: Mapped[TaskOutcome | None] = mapped_column(one_of(TaskOutcome, "outcome"))
    closing_note: Mapped[str] = mapped_column(default="")

    owner: Mapped[User | None] = relationship(
        foreign_keys=[owner_id], viewonly=True, lazy="raise_on_sql"
    )

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_same(self, new: NewTask) -> bool:
        """Whether `new` asks for the same as this task, and not for a later day."""
        is_about = (self.number, self.planned_on) == (new.number, new.planned_on)
        return is_about and new.due_on <= self.due_on

    def read_details(self, kind: type[Details]) -> Details:
        """The details, as the feature that opened the task wrote them."""
        return rules.from_json(kind, self.details)


def is_open_about(
    source: ColumnElement[str], kinds: Collection[TaskKind]
) -> ColumnElement[bool]:
    """The condition that a task of these kinds is open about this source; a feature
    relates its rows so to the task about each."""
    is_about = foreign(Task.source) == source
    return and_(is_about, Task.kind.in_(sorted(kinds)), Task.closed_at.is_(None))


class TaskHandover(Base):
    """All open tasks of one coordinator that were given to another in one go."""

    __tablename__ = "task_handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_by: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    undone_at: Mapped[datetime | None]
    task_ids: Mapped[str]

    @property
    def tasks(self) -> list[str]:
        """The ids of the tasks that went along."""
        return self.task_ids.split()


@dataclass(frozen=True)
class OfferingDetails(TaskDetails):
    """What the line of an offering to confirm shows; never confirmed is None."""

    name: str = ""
    confirmed_on: date | None = None
