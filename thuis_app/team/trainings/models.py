from datetime import date, datetime, time, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.team.trainings.rules import (
    AttendanceDetails,
    Attends,
    TrainingKind,
    TrainingState,
)


class Training(Base):
    """An evening at which volunteers learn something, or talk with each other."""

    __tablename__ = "training"
    __table_args__ = (Index(None, "held_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    kind: Mapped[TrainingKind]
    on: Mapped[date] = mapped_column("held_on")
    starts: Mapped[time]
    ends: Mapped[time]
    place: Mapped[str] = mapped_column(default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    places: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[TrainingState] = mapped_column(default=TrainingState.PLANNED)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))

    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def attendance_task(self) -> NewTask:
        """To record who was there, from the day after, as a task."""
        return NewTask(
            kind=TaskKind.ATTENDANCE,
            source=self.id,
            due_on=self.on + timedelta(days=1),
            area_id=self.area_id,
            details=AttendanceDetails(self.title, self.on),
        )

    @property
    def has_come(self) -> bool:
        return self.on <= clock.today()

    @property
    def is_open(self) -> bool:
        """Whether one can still sign up or off."""
        return self.state is TrainingState.PLANNED and self.on >= clock.today()


class TrainingAttendance(Base):
    """A volunteer at a training: invited, coming, and in the end present or not."""

    __tablename__ = "training_attendance"
    __table_args__ = (UniqueConstraint("training_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[Attends]
    changed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    user: Mapped[User] = relationship(
        foreign_keys="TrainingAttendance.user_id", lazy="raise_on_sql"
    )
    training: Mapped[Training] = relationship(lazy="raise_on_sql")
