"""Who is around somebody, and what they agreed to."""

from datetime import date

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts import policy, queries, rules
from thuis_app.people.contacts.actions.people import check_open, take_roles
from thuis_app.people.contacts.models import Consent, Contact, Tie
from thuis_app.people.contacts.rules import GivenHow, Purpose, TieKind


def tie(
    actor: Actor, contact: Contact, other: Contact, *, kind: TieKind, note: str = ""
) -> Tie:
    """Write down what another is to this person; a tie that stands is kept as one.

    A carer, key holder or professional holds that role for us from today.
    """
    require(policy.may_edit(actor, contact) and policy.may_edit(actor, other))
    check_open(contact)
    if contact.id == other.id:
        raise RuleBroken("contact.tied_to_self")
    found = queries.standing_tie(contact, other, kind)
    found = found or Tie(contact_id=contact.id, other_id=other.id, kind=kind)
    found.note = note or found.note or ""
    db.session.add(found)
    _take_role_of(kind, contact, other)
    trail.record(actor, "contact.tied", found, contact_id=contact.id)
    return found


def end_tie(actor: Actor, contact: Contact, tie: Tie) -> None:
    """Note that another is no longer this to them; it stays readable as the past."""
    require(policy.may_edit(actor, contact))
    tie.until = tie.until or clock.today()
    trail.record(actor, "contact.tie_ended", tie, contact_id=contact.id)


def consent(
    actor: Actor,
    contact: Contact,
    *,
    purpose: Purpose,
    given_on: date,
    given_how: GivenHow,
    note: str = "",
) -> Consent:
    """Write down that somebody said yes to something, when and how."""
    require(policy.may_edit(actor, contact))
    check_open(contact)
    given = Consent(
        contact_id=contact.id,
        purpose=purpose,
        given_on=given_on,
        given_how=given_how,
        note=note,
        recorded_by=actor.id,
    )
    db.session.add(given)
    trail.record(actor, "contact.consent_given", given, contact_id=contact.id)
    return given


def withdraw(actor: Actor, contact: Contact, consent: Consent) -> None:
    """Note that somebody took a consent back; from today it no longer stands."""
    require(policy.may_edit(actor, contact))
    if consent.withdrawn_on is None:
        consent.withdrawn_on, consent.withdrawn_by = clock.today(), actor.id
    trail.record(actor, "contact.consent_withdrawn", consent, contact_id=contact.id)


def _take_role_of(kind: TieKind, contact: Contact, other: Contact) -> None:
    role = rules.ROLE_OF_TIE.get(kind)
    who = contact if kind is TieKind.CARED_FOR else other
    if role and role not in queries.roles_now(who):
        take_roles(who, {role}, {})
