"""Relations and consents of a person."""

from datetime import date

from sqlalchemy import update

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NoMoreContact
from thuis_app.people.relations import policy, queries, rules
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import (
    ConsentWithdrawn,
    GivenHow,
    Purpose,
    RelationAuditEvent,
    RelationKind,
)


def add_relation(
    actor: Actor,
    contact: Contact,
    other: Contact,
    *,
    kind: RelationKind,
    note: str = "",
) -> Relation:
    """Write down what another is to this person; a tie that stands is kept as one.

    A carer, key holder or professional holds that role for us from today.
    """
    require(policy.may_edit(actor, contact) and policy.may_edit(actor, other))
    _check_open(contact)
    if contact.id == other.id:
        raise RuleBroken("contact.tied_to_self")
    found = queries.current_relation(contact, other, kind)
    found = found or Relation(contact_id=contact.id, other_id=other.id, kind=kind)
    found.note = note or found.note or ""
    db.session.add(found)
    if role := rules.ROLE_OF_RELATION.get(kind):
        who = contact if kind is RelationKind.CARED_FOR else other
        contacts.take_role(actor, who, role)
    audit_log.record(actor, RelationAuditEvent.ADDED, found, contact_id=contact.id)
    return found


def end_relation(actor: Actor, contact: Contact, relation: Relation) -> None:
    """Note that another is no longer this to them; it stays readable as the past."""
    require(policy.may_edit(actor, contact))
    relation.until = relation.until or clock.today()
    audit_log.record(actor, RelationAuditEvent.ENDED, relation, contact_id=contact.id)


def consent(
    actor: Actor,
    contact: Contact,
    *,
    purpose: Purpose,
    given_on: date,
    given_how: GivenHow,
    note: str = "",
) -> Consent:
    """Record a consent: its purpose, when and how it was given."""
    require(policy.may_edit(actor, contact))
    _check_open(contact)
    given = Consent(
        contact_id=contact.id,
        purpose=purpose,
        given_on=given_on,
        given_how=given_how,
        note=note,
        recorded_by=actor.id,
    )
    db.session.add(given)
    audit_log.record(
        actor, RelationAuditEvent.CONSENT_GIVEN, given, contact_id=contact.id
    )
    return given


def withdraw(actor: Actor, contact: Contact, consent: Consent) -> None:
    """Withdraw a consent from today on."""
    require(policy.may_edit(actor, contact))
    if consent.withdrawn_on is None:
        consent.withdrawn_on, consent.withdrawn_by = clock.today(), actor.id
        events.publish(actor, ConsentWithdrawn(contact.id, consent.purpose))
    audit_log.record(
        actor, RelationAuditEvent.CONSENT_WITHDRAWN, consent, contact_id=contact.id
    )


def on_no_more_contact(actor: Actor, event: NoMoreContact) -> None:
    """After 'no more contact' no consent of the person stands."""
    withdrawn = {"withdrawn_on": clock.today(), "withdrawn_by": actor.id}
    mine = update(Consent).where(Consent.contact_id == event.contact_id)
    standing = mine.where(Consent.withdrawn_on.is_(None)).values(withdrawn)
    purposes = db.session.scalars(standing.returning(Consent.purpose)).all()
    for purpose in sorted(set(purposes)):
        events.publish(actor, ConsentWithdrawn(event.contact_id, purpose))


def _check_open(contact: Contact) -> None:
    """Raise RuleBroken when the person wants no contact, moved away or died."""
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
