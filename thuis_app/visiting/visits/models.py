from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.visiting.visits import rules
from thuis_app.visiting.visits.rules import (
    Slot,
    VisitCancelledBy,
    VisitDetails,
    VisitState,
)


class Visit(Base):
    """An appointment of a volunteer with a person.

    `together_with` is the other visit of one call at one house, and points back;
    `made_by_rhythm` says that nobody chose this moment but the rhythm of the match;
    `instead_of` is the volunteer of the match, where another goes this once;
    `before_match` says that it is a first visit, to a person without a visitor.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index(None, "volunteer_id", "state", "starts_at"),
        Index(None, "contact_id", "starts_at"),
        Index(None, "state", "starts_at"),
        Index(
            "ix_visit_instead_of_starts_at",
            *("instead_of", "starts_at"),
            sqlite_where=text("instead_of IS NOT NULL"),
            postgresql_where=text("instead_of IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    match_id: Mapped[int | None] = mapped_column(ForeignKey("match.id"), index=True)
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=60)
    state: Mapped[VisitState] = mapped_column(default=VisitState.PLANNED)
    purpose: Mapped[str] = mapped_column(default="")
    cancelled_by: Mapped[VisitCancelledBy | None] = mapped_column(
        one_of(VisitCancelledBy, "cancelledby")
    )
    cancelled_because: Mapped[str] = mapped_column(default="")
    called_off_by: Mapped[int | None]
    called_off_at: Mapped[datetime | None]
    made_by_rhythm: Mapped[bool] = mapped_column(default=False)
    together_with: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    instead_of: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    before_match: Mapped[bool] = mapped_column(default=False)
    moved_from: Mapped[datetime | None]
    moved_by: Mapped[int | None]
    moved_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    volunteer: Mapped[User] = relationship(
        foreign_keys=[volunteer_id], lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return rules.is_open(self.state)

    @property
    def is_once(self) -> bool:
        """Whether its volunteer goes to this person for this visit alone."""
        return self.before_match or self.instead_of is not None

    def is_with(self, other: "Visit") -> bool:
        """Whether the other is made in the same call at the same house."""
        return rules.is_same_call(self, other)

    @property
    def usual_volunteer_id(self) -> int:
        """Who visits this person, also where another goes this once."""
        return self.instead_of or self.volunteer_id

    def task_for(self, contact: Contact) -> NewTask:
        """The visit to this person as a task; later its report is asked for."""
        return NewTask(
            kind=TaskKind.VISIT,
            source=self.id,
            due_on=self.day + rules.REPORTED_WITHIN,
            planned_on=self.day,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=self.volunteer_id,
            details=VisitDetails(self.starts_at),
        )

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def slot(self) -> Slot:
        """From when to when it takes the time of both."""
        return Slot(self.starts_at, self.ends_at)

    @property
    def day(self) -> date:
        """The day on the calendar in the village."""
        return clock.local(self.starts_at).date()

    @property
    def hour(self) -> time:
        """The hour at which it starts, in Europe/Amsterdam."""
        return clock.local(self.starts_at).time().replace(tzinfo=None)

    @property
    def has_begun(self) -> bool:
        """Whether it can be reported: it began, or is about to."""
        return self.starts_at <= clock.now() + rules.REPORTED_EARLY

    @property
    def has_come(self) -> bool:
        """Whether its day has come, so that a report written then was no mistake."""
        return self.day <= clock.today()


def in_calls(visits: Sequence[Visit]) -> list[list[Visit]]:
    """The visits in their order, those of one call at one house together."""
    known = {visit.id: visit for visit in visits}
    found, second = list[list[Visit]](), set[int]()
    for visit in visits:
        other = known.get(visit.together_with or 0)
        if visit.id in second:
            continue
        if other is not None and visit.is_with(other):
            second.add(other.id)
            found.append([visit, other])
        else:
            found.append([visit])
    return found
