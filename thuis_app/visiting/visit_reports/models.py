from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.core.enum_sets import EnumSet, ordered
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.visit_reports.rules import (
    Activity,
    Findings,
    Happened,
    How,
    Mood,
)


class VisitReport(Base):
    """The findings of the volunteer. A correction is a new version; the old one stays.

    `is_current` is true for the newest version alone.
    """

    __tablename__ = "visit_report"
    __table_args__ = (UniqueConstraint("visit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    number: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    happened: Mapped[Happened]
    mood: Mapped[Mood | None]
    minutes: Mapped[int | None]
    activities: Mapped[frozenset[Activity]] = mapped_column(
        EnumSet(Activity), default=frozenset()
    )
    wishes: Mapped[frozenset[Subject]] = mapped_column(
        EnumSet(Subject), default=frozenset()
    )
    wish_text: Mapped[str] = mapped_column(default="")
    agreed: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    @property
    def version(self) -> int:
        return self.number

    @property
    def how(self) -> How:
        return How(self.mood or self.happened)

    @property
    def findings(self) -> Findings:
        """What it says, to be compared with what is to be written."""
        return Findings(
            how=self.how,
            minutes=self.minutes,
            activities=ordered(self.activities),
            wishes=ordered(self.wishes),
            wish_text=self.wish_text,
            agreed=self.agreed,
            note=self.note,
        )


class VisitDraft(Base):
    """A report that is being written; only its writer ever sees it."""

    __tablename__ = "visit_draft"
    __table_args__ = (UniqueConstraint("visit_id", "author_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    answers: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
