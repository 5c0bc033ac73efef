from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.incidents.rules import IncidentKind, Insurance


class Incident(Base):
    """Something that happened with a person, for the coordinators and the insurer."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[IncidentKind] = mapped_column(one_of(IncidentKind))
    happened_on: Mapped[date]
    words: Mapped[str]
    informed: Mapped[str] = mapped_column(default="")
    insurance: Mapped[Insurance] = mapped_column(one_of(Insurance))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    closed_on: Mapped[date | None]
    closed_by: Mapped[int | None]

    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
    recorder: Mapped[User] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
