"""Makes a practice person, and removes one with all that was written about them."""

from typing import cast

from sqlalchemy import Table

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.dependent_rows import delete_with_dependents
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.search_words import sound
from thuis_app.people.contacts import rules as contacts
from thuis_app.people.contacts.models import Contact, ContactRole
from thuis_app.people.contacts.rules import (
    ContactRoleKind,
    MergeObstacle,
    MergeObstaclesAsked,
    PersonDeleted,
    PersonStopped,
    Stage,
)
from thuis_app.people.practice import policy, queries, rules
from thuis_app.people.practice.models import PracticePerson
from thuis_app.people.practice.rules import PracticeAuditEvent


def make(actor: Actor, *, area_id: int) -> PracticePerson:
    """Make a person to practise with in this village; one at a time in each."""
    require(policy.may_practise_in(actor, area_id))
    if area_id not in {row[0] for row in queries.villages(actor)}:
        raise RuleBroken("practice.there_already")
    contact = _nobody(actor, area_id)
    db.session.add(contact)
    db.session.flush()
    role, today = ContactRoleKind.OLDER_PERSON, clock.today()
    db.session.add(ContactRole(contact_id=contact.id, role=role, since=today))
    made = PracticePerson(contact_id=contact.id, area_id=area_id)
    db.session.add(made)
    audit_log.record(actor, PracticeAuditEvent.MADE, made, contact_id=contact.id)
    return made


def remove(actor: Actor, practice: PracticePerson) -> None:
    """Remove a practice person for good, with all that was written about them.

    What was planned ends first, so that nobody still expects it. Nobody else can be
    removed: what goes is the person of this row. No change once they are gone.
    """
    require(policy.may_remove(actor, practice))
    contact_id = practice.contact_id
    if contact_id is None:
        return
    stopped = PersonStopped(contact_id, Stage.NO_CONTACT, clock.today())
    events.publish(actor, stopped)
    practice.contact_id, practice.removed_at = None, clock.now()
    table = cast("Table", Contact.__table__)
    delete_with_dependents(table, contact_id, kept=rules.OF_OTHERS)
    events.publish(actor, PersonDeleted(contact_id))
    audit_log.record(actor, PracticeAuditEvent.REMOVED, practice, contact_id=contact_id)


def on_merge_obstacles_asked(
    _actor: Actor, event: MergeObstaclesAsked
) -> list[MergeObstacle]:
    """A practice person and another are two."""
    is_practice = queries.is_practice(event.one_id, event.other_id)
    return [MergeObstacle.PRACTICE] if is_practice else []


def _nobody(actor: Actor, area_id: int) -> Contact:
    names = (rules.CALLED, "", rules.PREFIX, rules.LAST_NAME)
    home = (rules.STREET, rules.NUMBER, "")
    return Contact(
        area_id=area_id,
        registered_by=actor.id,
        called_name=rules.CALLED,
        prefix=rules.PREFIX,
        last_name=rules.LAST_NAME,
        street=rules.STREET,
        house_number=rules.NUMBER,
        search_text=contacts.search_text(names, home, ()),
        sounds_like=sound(rules.LAST_NAME),
    )
