"""One person on one page: who they are, who is around them, and what was agreed.

The page is read in a fixed number of statements, however long the file is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, func, literal, null, select, union_all
from sqlalchemy.orm import contains_eager
from sqlalchemy.sql.functions import aggregate_strings

from thuis_app.accounts.models import User
from thuis_app.casefile import policy
from thuis_app.contacts.models import Consent, Contact, ContactPhone, Tie
from thuis_app.contacts.rules import TieKind
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.matches.models import Match
from thuis_app.matches.rules import OPEN
from thuis_app.outreach.models import OutreachPlan


@dataclass(frozen=True)
class Person:
    """A contact with what stands at the top of the page."""

    contact: Contact
    telephones: list[str]
    plan: OutreachPlan | None


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


def person(actor: Actor, contact_id: int) -> Person:
    """The person; to an actor who may not see them, there is none."""
    numbers = (
        select(aggregate_strings(ContactPhone.number, " "))
        .where(ContactPhone.contact_id == Contact.id)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Contact, numbers, OutreachPlan)
        .join(Contact.area)
        .outerjoin(OutreachPlan, OutreachPlan.contact_id == Contact.id)
        .where(Contact.id == contact_id, policy.visible_to(actor))
        .options(contains_eager(Contact.area))
    ).first()
    if row is None:
        raise Missing
    return Person(row[0], (row[1] or "").split(), row[2])


def around(actor: Actor, contact: Contact) -> list[Around]:
    """Who is around somebody: the volunteers first, then the others."""
    rows = db.session.execute(union_all(_volunteers(contact), _others(contact)))
    found = (Around(*row) for row in rows)
    return sorted(found, key=lambda one: (one.kind != "volunteer", one.name))


def consents(actor: Actor, contact: Contact) -> list[Consent]:
    """What was agreed and not taken back, the newest first."""
    return list(
        db.session.scalars(
            select(Consent)
            .where(Consent.contact_id == contact.id, Consent.withdrawn_on.is_(None))
            .order_by(Consent.given_on.desc(), Consent.id.desc())
        )
    )


def _volunteers(contact: Contact) -> Select[Any]:
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
        .where(Match.contact_id == contact.id, Match.state.in_(OPEN))
    )


def _others(contact: Contact) -> Select[Any]:
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
        .where(Tie.contact_id == contact.id, Tie.until.is_(None))
    )
