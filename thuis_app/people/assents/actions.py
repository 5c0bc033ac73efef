"""What a person says yes to, and what is taken back."""

from datetime import date

from thuis_app.core import audit_log, clock, events, write_journal
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.endings import actions as endings
from thuis_app.organisation.endings.models import Ending
from thuis_app.organisation.endings.rules import (
    EndingCause,
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
from thuis_app.people.contacts.rules import NoMoreContact, PersonStopped
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
) -> Ending:
    """Take back a yes since a day; what only stood on it ends with it."""
    require(policy.may_edit(actor, contact))
    rules.check_standing(assent.withdrawn_on)
    with write_journal.kept() as journal:
        _withdraw(actor, assent, on, how, ends_matches=ends_matches)
        audit_log.record(
            actor, AssentAuditEvent.WITHDRAWN, assent, contact_id=contact.id
        )
    return endings.keep(actor, contact, EndingCause.ASSENT, journal.changes())


def on_no_more_contact(actor: Actor, event: NoMoreContact) -> None:
    """After 'no more contact' no yes of the person stands."""
    for one in queries.standing(event.contact_id):
        _withdraw(actor, one, clock.today())


def on_person_stopped(actor: Actor, event: PersonStopped) -> None:
    """No yes holds for who moved away or died."""
    for one in queries.standing(event.contact_id):
        one.withdrawn_on, one.withdrawn_by = event.on, actor.id


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
