from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.visiting.report_replies.rules import ReplyKind
from thuis_app.visiting.visits.models import Visit


class ReportReply(Base):
    """A word of a coordinator about the report of a visit, and the volunteer's answer.

    `seen_at` is when the volunteer put it away from their day.
    """

    __tablename__ = "report_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[ReplyKind] = mapped_column(one_of(ReplyKind, "kind"))
    words: Mapped[str] = mapped_column(default="")
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    seen_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    visit: Mapped[Visit] = relationship(lazy="raise_on_sql")
