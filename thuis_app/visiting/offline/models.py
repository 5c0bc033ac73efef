from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visits.models import Visit


class TabletReport(Base):
    """A report that came from a tablet, in the order of arrival.

    The key stays, so that a report sent again is processed once. The answers stay as
    long as the report waits for its writer or a coordinator.
    """

    __tablename__ = "tablet_report"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index(None, "state", "visit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str]
    digest: Mapped[str]
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    state: Mapped[UploadState] = mapped_column(one_of(UploadState, "keptstate"))
    reason: Mapped[UploadReason | None] = mapped_column(one_of(UploadReason, "reason"))
    answer: Mapped[str]
    answers: Mapped[str] = mapped_column(default="")
    ciphertext: Mapped[str] = mapped_column("sealed", default="")
    written_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    handled_by: Mapped[int | None]
    handled_at: Mapped[datetime | None]
    because: Mapped[str] = mapped_column(default="")

    visit: Mapped[Visit] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class TabletCount(Base):
    """The number of unsent reports that one browser of a volunteer reported.

    `since` is when it first said so; `missing` are those it had and lost.
    """

    __tablename__ = "tablet_count"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    unsent: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime | None]
    missing: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    @property
    def id(self) -> str:
        """The id in the audit log."""
        return f"{self.user_id}"
