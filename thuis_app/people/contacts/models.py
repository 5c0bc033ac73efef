from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ForeignKey, Index, delete, event, insert, inspect
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from thuis_app.core import clock
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import Base, by_bytes, one_of
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import EnumSet
from thuis_app.core.normalize import fold
from thuis_app.core.write_journal import IS_DERIVED
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts import rules
from thuis_app.people.contacts.rules import (
    NO_STEP,
    Age,
    Alike,
    ContactRoleKind,
    IdentityTraits,
    InformDetails,
    Namesake,
    Salutation,
    Stage,
)
from thuis_app.people.tasks.rules import NewTask, TaskKind


class PersonRef(Protocol):
    """A person, as a record or as a page reads them: who, and in which village."""

    @property
    def id(self) -> int: ...

    @property
    def area_id(self) -> int: ...


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
        Index(None, "stage", "volunteer_name"),
        Index(None, "last_name", "called_name", "area_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    stage: Mapped[Stage] = mapped_column(default=Stage.KNOWN)

    salutation: Mapped[Salutation] = mapped_column(
        "address", one_of(Salutation, "address"), default=Salutation.NAME
    )
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

    speaks: Mapped[frozenset[SpokenLanguage]] = mapped_column(
        EnumSet(SpokenLanguage), default=frozenset()
    )
    has_pets: Mapped[bool] = mapped_column(default=False)
    smokes: Mapped[bool] = mapped_column(default=False)
    interests: Mapped[frozenset[Interest]] = mapped_column(
        EnumSet(Interest), default=frozenset()
    )
    times: Mapped[frozenset[WeekPart]] = mapped_column(
        EnumSet(WeekPart), default=frozenset()
    )

    registered_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    registered_by: Mapped[int | None]
    inform_by: Mapped[date | None] = mapped_column(index=True)
    informed_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    stopped_because: Mapped[str] = mapped_column(default="")

    next_step_on: Mapped[date] = mapped_column(default=NO_STEP)
    next_step: Mapped[str] = mapped_column(default="")
    next_step_number: Mapped[int | None]
    last_visit_on: Mapped[date | None]
    open_referrals: Mapped[int] = mapped_column(default=0)
    volunteer_name: Mapped[str] = mapped_column(default="")
    volunteer_folded: Mapped[str] = mapped_column(default="")

    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    alike: Mapped[int | None] = query_expression()
    is_carer: Mapped[bool | None] = query_expression()

    __mapper_args__ = {"version_id_col": version}

    @property
    def full_name(self) -> str:
        """As people say it: 'Trijntje van der Ploeg'."""
        return rules.full_name(
            self.called_name, self.initials, self.prefix, self.last_name
        )

    @property
    def letters(self) -> str:
        """So little of a name that a browser may keep it in its history: 'T. v. P.'"""
        return " ".join(f"{part[0]}." for part in self.full_name.split())

    @property
    def formal_name(self) -> str:
        """The last name as it stands after a title: 'Van der Ploeg'."""
        name = f"{self.prefix} {self.last_name}".strip()
        return name[:1].upper() + name[1:]

    @property
    def street_line(self) -> str:
        """Street and number: 'Kerkstraat 14'."""
        return f"{self.street} {self.house_number}".strip()

    @property
    def with_address(self) -> str:
        """To tell people of one name apart: 'Jan de Vries, Kerkstraat 14, Bedum'."""
        parts = (self.full_name, self.street_line, self.area.name)
        return ", ".join(part for part in parts if part)

    def namesake(self, label: str) -> Namesake:
        """The person under a label, with what tells them apart."""
        return Namesake(
            self.id,
            label,
            self.alike or Alike.NOBODY,
            self.year_of_birth,
            self.street_line,
            bool(self.is_carer),
        )

    @property
    def sort_key(self) -> tuple[str, str, int]:
        """What lists of people by name are sorted on, the same on both databases."""
        return fold(self.last_name), fold(self.called_name), self.id

    @property
    def year_of_birth(self) -> int | None:
        return rules.year_of_birth(self.birth_date, self.birth_year)

    def age_on(self, day: date) -> Age | None:
        """The age on a day; None when the birth is not known."""
        return rules.age_on(day, self.birth_date, self.birth_year)

    def task(self, kind: TaskKind, due_on: date) -> NewTask:
        """A task of a kind of which a person has one at a time."""
        return NewTask(
            kind=kind,
            source=self.id,
            due_on=due_on,
            area_id=self.area_id,
            contact_id=self.id,
            details=InformDetails(self.inform_by),
        )

    def identity_traits(self, numbers: frozenset[str]) -> IdentityTraits:
        """The traits by which this person is recognised."""
        return IdentityTraits(
            self.last_name,
            self.called_name,
            self.initials,
            self.postcode,
            self.house_number,
            numbers,
            self.year_of_birth,
            self.street,
            self.area_id,
        )

    @property
    def is_stopped(self) -> bool:
        return rules.is_stopped(self.stage)


class ContactRow(NamedTuple):
    """A person in the list, with what the list shows and no more."""

    id: int
    called_name: str
    initials: str
    prefix: str
    last_name: str
    area_id: int
    stage: Stage
    next_step_on: date
    next_step: str
    next_step_number: int | None
    last_visit_on: date | None
    open_referrals: int
    volunteer_name: str
    birth_date: date | None
    birth_year: int | None
    street: str
    house_number: str
    alike: int
    is_carer: bool

    @property
    def full_name(self) -> str:
        return rules.full_name(*self[1:5])

    @property
    def namesake(self) -> Namesake:
        """The person under name and village, with what tells them apart."""
        return Namesake(
            self.id,
            f"{self.full_name}, {self.area_id}",
            self.alike,
            rules.year_of_birth(self.birth_date, self.birth_year),
            f"{self.street} {self.house_number}".strip(),
            self.is_carer,
        )


class StageChange(Base):
    """A change of stage: when, and why in the words of the writer."""

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    came_from: Mapped[Stage] = mapped_column(one_of(Stage, "came_from"))
    stage: Mapped[Stage]
    happened_on: Mapped[date]
    because: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())


class ContactPhone(Base):
    """A telephone number of a person, stored as +31…"""

    __tablename__ = "contact_phone"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    number: Mapped[str] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(default="")


class ContactRole(Base):
    """A role that a person has, from a date to a date."""

    __tablename__ = "held_role"
    audit_subject = "HeldRole"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    role: Mapped[ContactRoleKind] = mapped_column(
        one_of(ContactRoleKind, "contactrole")
    )
    since: Mapped[date]
    until: Mapped[date | None]


class ContactWord(Base):
    """A word by which a person is found: of a name, a street, a telephone number.

    An ordinary table rather than a search engine: the same on both databases, and
    what is erased is gone. On PostgreSQL words compare by their bytes, as in SQLite.
    """

    __tablename__ = "contact_word"
    __table_args__ = (
        Index(None, "word", "contact_id"),
        {"info": {IS_DERIVED: True}},
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    word: Mapped[str] = mapped_column(by_bytes(), primary_key=True)


@event.listens_for(Contact, "before_insert")
@event.listens_for(Contact, "before_update")
def _fold_volunteer(_mapper: Any, _connection: Any, contact: Contact) -> None:
    """Keep what the list compares the name of a volunteer with."""
    contact.volunteer_folded = fold(contact.volunteer_name or "")


@event.listens_for(Contact, "after_insert")
@event.listens_for(Contact, "after_update")
def _follow_search_text(_mapper: Any, connection: Any, contact: Contact) -> None:
    """Replace the words of a person after each change of their search text."""
    if not inspect(contact).attrs.search_text.history.has_changes():
        return
    write_words(connection, contact.id, contact.search_text)


def write_words(connection: Any, contact_id: int, search_text: str) -> None:
    """Replace the words by which a person is found by those of a text."""
    mine = ContactWord.contact_id == contact_id
    connection.execute(delete(ContactWord).where(mine))
    words = [{"contact_id": contact_id, "word": w} for w in set(search_text.split())]
    if words:
        connection.execute(insert(ContactWord), words)
