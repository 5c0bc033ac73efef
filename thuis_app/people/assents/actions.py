"""What a person says yes to, and what is taken back."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import update

from thuis_app.core import audit_log, clock, events, write_journal
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.assents import policy, queries, rules
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import (
    AssentAuditEvent,
    AssentWithdrawn,
    Participation,
)
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    NoMoreContact,
    PersonMerged,
    PersonStopped,
)
from thuis_app.people.relations.rules import GivenHow


def give(
    actor: Actor,
    contact: Contact,
    *,
    participation: Participation,
    given_on: date,
    given_how: GivenHow,
    asked_by: str = "",
    note: str = "",
) -> Assent:
    """Record the yes of a person: to what, who asked, when and how it was given."""
    require(policy.may_edit(actor, contact))
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
    given = Assent(
        contact_id=contact.id,
        participation=participation,
        given_on=given_on,
        given_how=given_how,
        asked_by=asked_by,
        note=note,
        recorded_by=actor.id,
    )
    db.session.add(given)
    audit_log.record(actor, AssentAuditEvent.GIVEN, given, contact_id=contact.id)
    return given


def withdraw(
    actor: Actor,
    contact: Contact,
    assent: Assent,
    *,
    on: date,
    how: GivenHow,
    ends_matches: bool = False,
) -> ChangeSet:
    """Take back a yes since a day; what only stood on it ends with it."""
    require(policy.may_edit(actor, contact))
    rules.check_standing(assent.withdrawn_on)
    with write_journal.kept() as journal:
        _withdraw(actor, assent, on, how, ends_matches=ends_matches)
        audit_log.record(
            actor, AssentAuditEvent.WITHDRAWN, assent, contact_id=contact.id
        )
    return changes.keep(actor, contact, ChangeKind.ASSENT, journal.changes())


def on_no_more_contact(actor: Actor, event: NoMoreContact) -> None:
    """After 'no more contact' no yes of the person stands."""
    for one in queries.standing(event.contact_id):
        _withdraw(actor, one, clock.today())


def on_person_stopped(actor: Actor, event: PersonStopped) -> None:
    """No yes holds for who moved away or died."""
    for one in queries.standing(event.contact_id):
        one.withdrawn_on, one.withdrawn_by = event.on, actor.id


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """What one record of a person said yes to, the record that stays said."""
    theirs = update(Assent).where(Assent.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def withdraw_doubtful(
    actor: Actor, contact: Contact, participations: Collection[Participation]
) -> None:
    """Take back what was a yes in one record of a person and a no in the other."""
    require(policy.may_edit(actor, contact))
    for one in queries.standing(contact.id):
        if one.participation in participations:
            _withdraw(actor, one, clock.today())


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """What was said yes to, and no longer holds."""
    match question.event:
        case PersonStopped(contact_id):
            return [_line(one) for one in queries.standing(contact_id)]
        case AssentWithdrawn(assent_id=assent_id):
            return [_line(db.session.get_one(Assent, assent_id))]
    return []


def _withdraw(
    actor: Actor,
    assent: Assent,
    on: date,
    how: GivenHow | None = None,
    *,
    ends_matches: bool = False,
) -> None:
    assent.withdrawn_on, assent.withdrawn_by = on, actor.id
    assent.withdrawn_how = how
    db.session.flush()
    events.publish(actor, queries.withdrawal(assent, ends_matches=ends_matches))


def _line(assent: Assent) -> EndingLine:
    kind, fate = EndingKind.ASSENT, EndingFate.ENDS
    return EndingLine(kind, assent.id, fate, what=assent.participation)
