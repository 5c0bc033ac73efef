"""Writing people down: who they are, and as what we know them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts import policy, queries, rules
from thuis_app.people.contacts.models import Contact, ContactPhone, HeldRole
from thuis_app.people.contacts.rules import ContactRole

Telephones = Sequence[tuple[str, str]]


def register(
    actor: Actor,
    *,
    area_id: int,
    telephones: Telephones = (),
    roles: Iterable[ContactRole] = (ContactRole.OLDER_PERSON,),
    from_signal: bool = False,
    **known: Any,
) -> Contact:
    """Write somebody down, with as much as is known: names, address, how to approach.

    Somebody whom others told us about must hear of it within a month.
    """
    require(policy.may_register(actor, area_id))
    contact = Contact(area_id=area_id, registered_by=actor.id, last_name="")
    if from_signal:
        contact.inform_by = rules.inform_by(clock.today())
    db.session.add(contact)
    _write(contact, telephones, known)
    take_roles(contact, set(roles), {})
    trail.record(actor, "contact.registered", contact, contact_id=contact.id)
    return contact


def edit(
    actor: Actor,
    contact: Contact,
    *,
    area_id: int,
    telephones: Telephones = (),
    roles: Iterable[ContactRole] = (),
    **known: Any,
) -> None:
    """Complete or correct what is known of somebody; roles begin and end today."""
    require(policy.may_edit(actor, contact) and policy.may_register(actor, area_id))
    check_open(contact)
    contact.area_id = area_id
    mine = ContactPhone.contact_id == contact.id
    db.session.execute(delete(ContactPhone).where(mine))
    _write(contact, telephones, known)
    held = {one.role: one for one in queries.roles_held(contact) if not one.until}
    take_roles(contact, set(roles), held)
    trail.record(actor, "contact.edited", contact, contact_id=contact.id)


def inform(actor: Actor, contact: Contact, *, on: date | None = None) -> None:
    """Note that somebody knows that we were told about them."""
    require(policy.may_edit(actor, contact))
    contact.informed_on = on or clock.today()
    trail.record(actor, "contact.informed", contact, contact_id=contact.id)


def check_open(contact: Contact) -> None:
    """Refuse to write about somebody whom we leave in peace."""
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")


def take_roles(
    contact: Contact, wanted: set[ContactRole], held: dict[ContactRole, HeldRole]
) -> None:
    """Know somebody as what is wanted from today, and no longer as what they held."""
    for role in sorted(wanted - held.keys()):
        db.session.add(HeldRole(contact_id=contact.id, role=role, since=clock.today()))
    for role in held.keys() - wanted:
        held[role].until = clock.today()


def _write(contact: Contact, telephones: Telephones, known: dict[str, Any]) -> None:
    """Set what is known, and what the person is found and recognised by."""
    prefix, last_name = rules.name_parts(
        known.pop("prefix", ""), known.pop("last_name")
    )
    contact.prefix, contact.last_name = prefix, last_name
    for name, value in known.items():
        setattr(contact, name, value)
    db.session.flush()
    for number, note in telephones:
        db.session.add(ContactPhone(contact_id=contact.id, number=number, note=note))
    words = (contact.called_name, contact.initials, prefix, last_name)
    places = (contact.street, contact.house_number)
    numbers = [number for number, _note in telephones]
    contact.search_text = rules.search_text(words + places, numbers, contact.postcode)
    contact.sounds_like = rules.sound(last_name)
