from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.visiting.matches import rules
from thuis_app.visiting.matches.rules import (
    EndReason,
    MatchKind,
    MatchState,
    Rhythm,
)

IS_OPEN = text("state <> 'ended'")


class Match(Base):
    """A volunteer and a person brought together, from a date to a date.

    Once it is ended the volunteer sees the person no more; reports may be finished
    until fourteen days after `ended_on`. One open match of a kind between the same two.
    `first_meeting_on` is the day of the first visit, once that is planned.
    `override_because` is why it began although something required was lacking;
    `kept_until` is how long a volunteer who is leaving still comes.
    """

    __tablename__ = "match"
    __table_args__ = (
        Index(None, "volunteer_id", "contact_id"),
        Index(None, "contact_id", "ended_on"),
        Index(
            "uq_match_open",
            "contact_id",
            "volunteer_id",
            "kind",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[MatchKind] = mapped_column(default=MatchKind.HOME_VISIT)
    state: Mapped[MatchState] = mapped_column(default=MatchState.INTRODUCED)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.FORTNIGHTLY)
    started_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    first_meeting_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_because: Mapped[EndReason | None]
    note: Mapped[str] = mapped_column(default="")
    override_because: Mapped[str] = mapped_column(default="")
    kept_until: Mapped[date | None]

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    volunteer: Mapped[User] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    def task_for(self, contact: Contact, kind: TaskKind, due_on: date) -> NewTask:
        """A task about this match with this person, one of each kind."""
        return NewTask(
            kind=kind,
            source=self.id,
            due_on=due_on,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=self.volunteer_id,
        )

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def pair(self) -> tuple[int, int]:
        """The ids of the volunteer and of the person."""
        return self.volunteer_id, self.contact_id

    def was_left_by(self, user_id: int) -> bool:
        """Whether it ended because this volunteer stopped."""
        is_left = self.ended_because is EndReason.VOLUNTEER_STOPS
        return is_left and self.volunteer_id == user_id

    @property
    def is_new(self) -> bool:
        """Whether these two did not meet, and no day for it is agreed on."""
        is_introduced = self.state is MatchState.INTRODUCED
        return is_introduced and self.first_meeting_on is None

    @property
    def is_watched(self) -> bool:
        return rules.is_watched(self.state, self.started_on, clock.today())
