from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matching.rules import RefusalReason, RefusedBy


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
