from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.core.enum_sets import EnumSet, ordered
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations import rules
from thuis_app.people.relations.rules import (
    Decision,
    GivenHow,
    Purpose,
    RelationKind,
)


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
    decides: Mapped[frozenset[Decision]] = mapped_column(
        EnumSet(Decision), default=frozenset()
    )
    paper_seen_on: Mapped[date | None]
    paper_seen_by: Mapped[int | None]

    other: Mapped[Contact] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")

    @property
    def is_representative(self) -> bool:
        return self.kind in rules.REPRESENTATIVES

    @property
    def decisions(self) -> list[Decision]:
        """What a representative may decide, in the order of the enumeration."""
        return ordered(self.decides)

    @property
    def lacks_paper(self) -> bool:
        """Whether nobody saw yet the paper by which they were appointed."""
        return self.kind in rules.BY_PAPER and self.paper_seen_on is None

    @property
    def may_consent(self) -> bool:
        """Whether this representative may give consent to pass on data."""
        return rules.may_consent(self.kind, self.decides, self.paper_seen_on)

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """The condition that a relation stands today."""
        return or_(cls.until.is_(None), cls.until > clock.today())


class Consent(Base):
    """A consent to use or pass on data of a person: when and how it was given, and
    when it was withdrawn."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    purpose: Mapped[Purpose]
    note: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date]
    given_how: Mapped[GivenHow]
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("tie.id"))
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[int | None]
    withdrawn_how: Mapped[GivenHow | None] = mapped_column(
        one_of(GivenHow, "withdrawnhow")
    )
