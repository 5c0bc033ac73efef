from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.visiting.matches.rules import MatchKind, Rhythm
from thuis_app.visiting.matching.rules import (
    ANSWERED_WITHIN,
    NOT_NOW_LASTS,
    MatchRequestDetails,
    MatchRequestState,
    RefusalReason,
    RefusedBy,
    RepeatQuestionDetails,
)

IS_ASKED = text("state = 'asked'")


class MatchRequest(Base):
    """A volunteer was asked whether they will visit a person, and what they said.

    It is no match: until the yes the volunteer learns of this person what the question
    needs, and no name. `asked_with` is the request for who lives at the same
    address, which gets the same answer. `override_because` is why they were asked
    although something required was lacking.
    """

    __tablename__ = "match_request"
    __table_args__ = (
        Index(None, "volunteer_id", "state"),
        Index(
            "uq_match_request_asked",
            "contact_id",
            "volunteer_id",
            unique=True,
            sqlite_where=IS_ASKED,
            postgresql_where=IS_ASKED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[MatchRequestState] = mapped_column(default=MatchRequestState.ASKED)
    kind: Mapped[MatchKind] = mapped_column(default=MatchKind.HOME_VISIT)
    rhythm: Mapped[Rhythm | None]
    note: Mapped[str] = mapped_column(default="")
    override_because: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    answered_on: Mapped[date | None]
    asked_with: Mapped[int | None] = mapped_column(ForeignKey("match_request.id"))

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    volunteer: Mapped[User] = relationship(
        foreign_keys=[volunteer_id], lazy="raise_on_sql"
    )
    asker: Mapped[User] = relationship(foreign_keys=[asked_by], lazy="raise_on_sql")

    @property
    def is_open(self) -> bool:
        return self.state is MatchRequestState.ASKED

    def task_for(self, contact: Contact) -> NewTask:
        """The task to call, where no answer comes; it is for who asked."""
        return NewTask(
            kind=TaskKind.MATCH_ANSWER,
            source=self.id,
            due_on=self.asked_on + ANSWERED_WITHIN,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=self.volunteer_id,
            owner_id=self.asked_by,
            details=MatchRequestDetails(self.asked_on),
        )


class MatchRefusal(Base):
    """A refused proposal of a volunteer for a person: by whom, and why."""

    __tablename__ = "match_refusal"
    __table_args__ = (
        Index(None, "contact_id", "volunteer_id"),
        Index(None, "volunteer_id", "refused_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by: Mapped[RefusedBy] = mapped_column("refused_by")
    because: Mapped[RefusalReason]
    on: Mapped[date] = mapped_column("refused_on", default=lambda: clock.today())
    recorded_by: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    taken_back_on: Mapped[date | None]

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    volunteer: Mapped[User] = relationship(lazy="raise_on_sql")

    def task_for(self, contact: Contact) -> NewTask:
        """The task to ask again, once 'not now' does not hold any more."""
        return NewTask(
            kind=TaskKind.REPEAT_QUESTION,
            source=self.id,
            due_on=self.on + NOT_NOW_LASTS,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=self.volunteer_id,
            details=RepeatQuestionDetails(self.by, self.on),
        )
