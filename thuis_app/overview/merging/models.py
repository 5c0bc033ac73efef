from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.changes.models import KeepsChanges
from thuis_app.overview.merging import rules


class PersonMerge(KeepsChanges, Base):
    """Two records of one person that became one, with what each row held before.

    `gone_id` was the id of the record that was deleted; addresses and lines of the
    audit log with it lead to `kept_id`, which follows when that record is merged too;
    `into_id` is what it was at first. `changes` is emptied when it can no longer be
    undone.
    """

    __tablename__ = "person_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    into_id: Mapped[int]
    gone_id: Mapped[int] = mapped_column(index=True)
    gone_area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    merged_by: Mapped[int]
    merged_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    @property
    def may_be_undone(self) -> bool:
        """Whether one button still undoes it."""
        is_last = self.kept_id == self.into_id
        is_open = self.undone_at is None and is_last
        return is_open and rules.may_undo(self.merged_at, clock.now())


class DistinctPair(Base):
    """Two people who are alike, and of whom is known that they are two."""

    __tablename__ = "distinct_pair"

    one_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id"), primary_key=True, index=True
    )
    said_by: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    @property
    def id(self) -> str:
        return f"{self.one_id}:{self.other_id}"
