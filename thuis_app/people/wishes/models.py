from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.people.wishes.rules import (
    SEEN_TO_WITHIN,
    Side,
    Subject,
    WishDetails,
    WishState,
)


class Wish(Base):
    """A wish or a contribution of a person, in their own words.

    `visit_id` is the visit whose report says so, and which alone it comes from.
    """

    __tablename__ = "wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    side: Mapped[Side]
    subject: Mapped[Subject]
    words: Mapped[str] = mapped_column(default="")
    state: Mapped[WishState] = mapped_column(default=WishState.OPEN)
    heard_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    heard_by: Mapped[int]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_untouched(self) -> bool:
        """Whether nobody did anything with it since it was recorded."""
        return self.state is WishState.OPEN and self.version == 1

    def task_for(self, contact: Contact) -> NewTask:
        """To see to it within a week, as a task about this person, whose it is."""
        return NewTask(
            kind=TaskKind.WISH,
            source=self.id,
            due_on=self.heard_on + SEEN_TO_WITHIN,
            area_id=contact.area_id,
            contact_id=contact.id,
            details=WishDetails(self.subject, self.words),
        )
