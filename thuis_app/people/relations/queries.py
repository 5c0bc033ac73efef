"""Queries about relations and consents."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import case, or_, select

from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.people.relations import rules
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import (
    REPRESENTATIVES,
    ConsentWithdrawn,
    Purpose,
    RelationKind,
)


class RelationRow(NamedTuple):
    """A relation of a person; `is_of_other` when it is stored with the other person."""

    relation: Relation
    other: Contact
    is_of_other: bool


def relations(contact: Contact) -> list[RelationRow]:
    """The current relations of this person, stored with them or with the other."""
    own = Relation.contact_id == contact.id
    other = case((own, Relation.other_id), else_=Relation.contact_id)
    both = select(Relation, Contact).join(Contact, Contact.id == other)
    theirs = or_(own, Relation.other_id == contact.id)
    rows = db.session.execute(
        both.where(theirs, Relation.stands()).order_by(own.desc(), Relation.id)
    )
    return [
        RelationRow(relation, one, relation.contact_id != contact.id)
        for relation, one in rows
    ]


def relation(contact: Contact, tie_id: int) -> Relation:
    """One tie of this person, from either side; Missing when it is not theirs."""
    found = db.session.get(Relation, tie_id)
    if found is None or contact.id not in (found.contact_id, found.other_id):
        raise Missing
    return found


def current_relation(
    contact: Contact, other: Contact, kind: RelationKind
) -> Relation | None:
    """The tie of this kind between these two that stands now."""
    between = (Relation.contact_id == contact.id) & (Relation.other_id == other.id)
    stands = (Relation.kind == kind) & Relation.stands()
    return db.session.scalar(select(Relation).where(between, stands))


def representatives(contact: Contact) -> list[RelationRow]:
    """Those who may decide on behalf of this person now; nobody who died or moved."""
    query = (
        select(Relation, Contact)
        .join(Contact, Contact.id == Relation.other_id)
        .where(
            Relation.contact_id == contact.id,
            Relation.kind.in_(sorted(REPRESENTATIVES)),
            Relation.stands(),
            Contact.stage.not_in(STOPPED),
        )
        .order_by(Relation.id)
    )
    return [RelationRow(one, who, False) for one, who in db.session.execute(query)]


def represented_by(consents: Collection[Consent]) -> dict[int, str]:
    """The names of who gave these consents for the person, by the number of the
    relation; also of those who represent them no more."""
    found = {one.representative_id for one in consents if one.representative_id}
    query = (
        select(Relation.id, Contact)
        .join(Contact, Contact.id == Relation.other_id)
        .where(Relation.id.in_(sorted(found)))
    )
    return {one: who.full_name for one, who in db.session.execute(query)}


def consents(contact: Contact) -> Sequence[Consent]:
    """All consents of this person, current and withdrawn, the latest first."""
    mine = select(Consent).where(Consent.contact_id == contact.id)
    latest_first = (Consent.given_on.desc(), Consent.id.desc())
    return db.session.scalars(mine.order_by(*latest_first)).all()


def consent(contact: Contact, consent_id: int) -> Consent:
    """One consent of this person; Missing when it is another's."""
    found = db.session.get(Consent, consent_id)
    if found is None or found.contact_id != contact.id:
        raise Missing
    return found


def has_consent(contact: Contact, purpose: Purpose) -> bool:
    """Whether a consent of this person for `purpose` stands today."""
    mine = (Consent.contact_id == contact.id) & (Consent.purpose == purpose)
    standing = select(Consent.id).where(mine, Consent.withdrawn_on.is_(None))
    return db.session.scalar(standing.limit(1)) is not None


def withdrawal(consent: Consent) -> ConsentWithdrawn:
    """The event that this consent no longer stands, as it is or is to be published."""
    return ConsentWithdrawn(consent.contact_id, consent.purpose, consent.id)


def standing(contact_id: int) -> Sequence[Consent]:
    """The consents of a person that were not withdrawn."""
    mine = Consent.contact_id == contact_id, Consent.withdrawn_on.is_(None)
    return db.session.scalars(select(Consent).where(*mine).order_by(Consent.id)).all()


def doubtful(one: Contact, other: Contact) -> list[Consent]:
    """The consents of two records of one person that stand in one of them, where in
    the other a yes to the same was taken back and none stands."""
    both = Consent.contact_id.in_((one.id, other.id))
    rows = db.session.scalars(select(Consent).where(both).order_by(Consent.id)).all()
    now = {(row.contact_id, row.purpose) for row in rows if row.withdrawn_on is None}
    ever = {(row.contact_id, row.purpose) for row in rows}
    withdrawn = {purpose for _who, purpose in ever - now}
    return [
        row for row in rows if row.withdrawn_on is None and row.purpose in withdrawn
    ]


def are_tied(one_id: int, other_id: int) -> bool:
    """Whether a tie between these two stands."""
    both = (one_id, other_id)
    between = Relation.contact_id.in_(both), Relation.other_id.in_(both)
    query = select(Relation.id).where(*between, Relation.until.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def relations_twice(contact_id: int) -> list[Relation]:
    """The ties of a person that stand in an earlier row too."""
    mine = or_(Relation.contact_id == contact_id, Relation.other_id == contact_id)
    query = select(Relation).where(mine, Relation.until.is_(None))
    seen: set[tuple[int, int, RelationKind]] = set()
    twice = []
    for relation in db.session.scalars(query.order_by(Relation.id)):
        what = (relation.contact_id, relation.other_id, relation.kind)
        twice += [relation] if what in seen else []
        seen.add(what)
    return twice


def left_behind(contact_id: int) -> list[tuple[Contact, RelationKind]]:
    """Who loses support by the death of a person, once each, with what they lose."""
    found: dict[int, tuple[Contact, RelationKind]] = {}
    contact = db.session.get_one(Contact, contact_id)
    for row in relations(contact):
        lost = rules.lost(row.relation.kind, is_of_other=not row.is_of_other)
        if lost is not None and not row.other.is_stopped:
            found.setdefault(row.other.id, (row.other, lost))
    return list(found.values())
