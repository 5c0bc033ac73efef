"""One person on one page: who they are, who is around them, and what was agreed.

The page is read in a fixed number of statements, however long the file is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import contains_eager
from sqlalchemy.sql.functions import aggregate_strings

from thuis_app.accounts.models import User
from thuis_app.casefile import policy
from thuis_app.contacts.models import Consent, Contact, ContactPhone, Tie
from thuis_app.contacts.rules import GivenHow, Purpose, TieKind
from thuis_app.core.actors import Actor
from thuis_app.core.database import SPACE, columns, db
from thuis_app.core.errors import Missing
from thuis_app.matches.models import Match
from thuis_app.matches.rules import OPEN

PERSON = bindparam("contact", type_=Integer)


@dataclass(frozen=True)
class Person:
    """A contact with what stands at the top of the page."""

    contact: Contact
    telephones: list[str]


@dataclass(frozen=True)
class Around:
    """Somebody around a person: family, neighbour, or the volunteer who visits."""

    kind: str
    row_id: int
    name: str
    other_id: int | None
    note: str
    telephone: str
    since: date

    @property
    def tie(self) -> TieKind:
        """What this one is to the person, where it is not the volunteer."""
        return TieKind(self.kind)


class Agreed(NamedTuple):
    """What somebody agreed to, when, and how they said so."""

    purpose: Purpose
    given_on: date
    given_how: GivenHow


def person(actor: Actor, contact_id: int) -> Person:
    """The person; to an actor who may not see them, there is none."""
    found = TOP.where(policy.visible_to(actor))
    row = db.session.execute(found, {"contact": contact_id}).first()
    if row is None:
        raise Missing
    return Person(row[0], (row[1] or "").split())


def around(actor: Actor, contact: Contact) -> list[Around]:
    """Who is around somebody: the volunteers first, then the others."""
    rows = db.session.execute(AROUND, {"contact": contact.id}).all()
    found = (Around(*row) for row in rows)
    return sorted(found, key=lambda one: (one.kind != "volunteer", one.name))


def consents(actor: Actor, contact: Contact) -> list[Agreed]:
    """What was agreed and not taken back, the newest first."""
    rows = db.session.execute(AGREED, {"contact": contact.id}).all()
    return [Agreed._make(row) for row in rows]


def _volunteers() -> Select[Any]:
    return (
        select(
            literal("volunteer"),
            Match.id,
            User.name,
            null(),
            Match.kind.cast(String),
            User.telephone,
            Match.started_on,
        )
        .join(User, User.id == Match.volunteer_id)
        .where(Match.contact_id == PERSON, Match.state.in_(OPEN))
    )


def _others() -> Select[Any]:
    number = (
        select(func.min(ContactPhone.number))
        .where(ContactPhone.contact_id == Contact.id)
        .scalar_subquery()
    )
    name = func.trim(
        Contact.called_name + " " + func.trim(Contact.prefix + " " + Contact.last_name)
    )
    return (
        select(
            Tie.kind.cast(String),
            Tie.id,
            name,
            Contact.id,
            Tie.note,
            func.coalesce(number, ""),
            Tie.since,
        )
        .join(Contact, Contact.id == Tie.other_id)
        .where(Tie.contact_id == PERSON, Tie.until.is_(None))
    )


# Built once, as every page about a person asks the same.
_NUMBERS = (
    select(aggregate_strings(ContactPhone.number, SPACE))
    .where(ContactPhone.contact_id == Contact.id)
    .scalar_subquery()
)
TOP = (
    select(Contact, _NUMBERS)
    .join(Contact.area)
    .where(Contact.id == PERSON)
    .options(contains_eager(Contact.area))
)
AROUND = union_all(_volunteers(), _others())
_GIVEN = columns(Consent)
AGREED = (
    select(*(_GIVEN[name] for name in Agreed._fields))
    .where(_GIVEN.contact_id == PERSON, _GIVEN.withdrawn_on.is_(None))
    .order_by(_GIVEN.given_on.desc(), _GIVEN.id.desc())
)
