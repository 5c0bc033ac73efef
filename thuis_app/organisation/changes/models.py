import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.changes import rules
from thuis_app.organisation.changes.rules import ChangeKind


class KeepsChanges:
    """Mixin of a table with what each row held before something was done, and when that
    was undone."""

    changes_json: Mapped[str] = mapped_column("changes", default="[]")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None]

    @property
    def changes(self) -> tuple[RowChange, ...]:
        """The rows that were written, in the order of their first write."""
        rows = json.loads(self.changes_json)
        return tuple(RowChange(**row | {"key": tuple(row["key"])}) for row in rows)

    def keep(self, changes: Iterable[RowChange]) -> None:
        self.changes_json = json.dumps([asdict(one) for one in changes])


class ChangeSet(KeepsChanges, Base):
    """Something that was done about a person, with what each row held before.

    It is kept for as long as it can be put right, and then deleted; what it changed is
    emptied once it is undone. `contact_id` is None where it is about nobody, and once
    the registration of the person was undone.
    """

    __tablename__ = "change_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    made_by: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def may_be_undone(self) -> bool:
        """Whether one button still undoes it."""
        return not self.is_undone and rules.may_undo(self.made_at, clock.now())
