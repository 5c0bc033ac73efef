from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.areas.models import Area
from thuis_app.contacts import rules
from thuis_app.contacts.rules import (
    NO_STEP,
    Address,
    ContactRole,
    GivenHow,
    Purpose,
    Stage,
    TieKind,
)
from thuis_app.core import clock
from thuis_app.core.database import Base


class Contact(Base):
    """A human being the foundation is in touch with, in whatever role.

    What the list of people sorts and shows (next step, last visit, open referrals,
    volunteer) is kept here, in the same transaction as the change that causes it.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index(None, "next_step_on", "id"),
        Index(None, "area_id", "next_step_on", "id"),
        Index(None, "stage", "next_step_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    stage: Mapped[Stage] = mapped_column(default=Stage.KNOWN)

    address: Mapped[Address] = mapped_column(default=Address.NAME)
    called_name: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    prefix: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str]
    sounds_like: Mapped[str] = mapped_column(default="", index=True)
    search_text: Mapped[str] = mapped_column(default="")

    street: Mapped[str] = mapped_column(default="")
    house_number: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="", index=True)
    birth_date: Mapped[date | None]
    birth_year: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="")
    approach: Mapped[str] = mapped_column(default="")

    registered_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    registered_by: Mapped[int | None]
    inform_by: Mapped[date | None] = mapped_column(index=True)
    informed_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    stopped_because: Mapped[str] = mapped_column(default="")

    next_step_on: Mapped[date] = mapped_column(default=NO_STEP)
    next_step: Mapped[str] = mapped_column(default="")
    last_visit_on: Mapped[date | None]
    open_referrals: Mapped[int] = mapped_column(default=0)
    volunteer_name: Mapped[str] = mapped_column(default="")

    area: Mapped[Area] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def full_name(self) -> str:
        """As people say it: 'Trijntje van der Ploeg'."""
        parts = (self.called_name or self.initials, self.prefix, self.last_name)
        return " ".join(part for part in parts if part)

    @property
    def is_stopped(self) -> bool:
        return rules.is_stopped(self.stage)


class ContactPhone(Base):
    """A telephone number of somebody, kept as +31…"""

    __tablename__ = "contact_phone"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    number: Mapped[str] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(default="")


class HeldRole(Base):
    """A role somebody has, from a date to a date."""

    __tablename__ = "held_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    role: Mapped[ContactRole]
    since: Mapped[date]
    until: Mapped[date | None]


class Tie(Base):
    """What another is to this person: her daughter, his neighbour with the key."""

    __tablename__ = "tie"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[TieKind]
    note: Mapped[str] = mapped_column(default="")
    since: Mapped[date] = mapped_column(default=lambda: clock.today())
    until: Mapped[date | None]

    other: Mapped[Contact] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")


class Consent(Base):
    """What somebody agreed to, when and how, and when they took it back."""

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
