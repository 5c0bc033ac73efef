from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.rules import GivenHow, Purpose, RelationKind


class Relation(Base):
    """What another is to this person: her daughter, his neighbour with the key."""

    __tablename__ = "tie"
    audit_subject = "Tie"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(one_of(RelationKind, "tiekind"))
    note: Mapped[str] = mapped_column(default="")
    since: Mapped[date] = mapped_column(default=lambda: clock.today())
    until: Mapped[date | None]

    other: Mapped[Contact] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")


class Consent(Base):
    """A consent of a person: when and how it was given, and when it was withdrawn."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    purpose: Mapped[Purpose]
    note: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date]
    given_how: Mapped[GivenHow]
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[int | None]
    withdrawn_how: Mapped[GivenHow | None] = mapped_column(
        one_of(GivenHow, "withdrawnhow")
    )
