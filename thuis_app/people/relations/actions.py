"""Relations and consents of a person."""

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
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    MergeObstacle,
    MergeObstaclesAsked,
    NoMoreContact,
    PersonMerged,
    PersonStopped,
    Stage,
)
from thuis_app.people.relations import policy, queries, rules
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import (
    ConsentWithdrawn,
    Decision,
    GivenHow,
    LostSupportDetails,
    Purpose,
    RelationAuditEvent,
    RelationKind,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind


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
    db.session.flush()
    if role := rules.ROLE_OF_RELATION.get(kind):
        who = contact if kind is RelationKind.CARED_FOR else other
        contacts.take_role(actor, who, role)
    audit_log.record(actor, RelationAuditEvent.ADDED, found, contact_id=contact.id)
    return found


def end_relation(actor: Actor, contact: Contact, relation: Relation) -> None:
    """Note that another is no longer this to them; it stays readable as the past."""
    require(policy.may_edit(actor, contact))
    if rules.stands(relation.until, clock.today()):
        relation.until = clock.today()
    audit_log.record(actor, RelationAuditEvent.ENDED, relation, contact_id=contact.id)


def represent(
    actor: Actor,
    contact: Contact,
    relation: Relation,
    *,
    decides: Collection[Decision],
    since: date,
    until: date | None = None,
    paper_seen_on: date | None = None,
) -> None:
    """Set what a representative may decide, from when until when, and that a colleague
    saw the paper that says so; the paper itself is not kept."""
    require(policy.may_edit(actor, contact))
    _check_open(contact)
    rules.check_representative(relation.kind)
    relation.decides = frozenset(decides)
    relation.since, relation.until = since, until
    if paper_seen_on != relation.paper_seen_on:
        relation.paper_seen_by = actor.id if paper_seen_on else None
    relation.paper_seen_on = paper_seen_on
    audit_log.record(
        actor, RelationAuditEvent.REPRESENTS, relation, contact_id=contact.id
    )


def consent(
    actor: Actor,
    contact: Contact,
    *,
    purpose: Purpose,
    given_on: date,
    given_how: GivenHow,
    note: str = "",
    representative: int | None = None,
) -> Consent:
    """Record a consent: its purpose, when and how it was given, and by whom.

    `representative` is the relation of who gave it on behalf of the person.
    """
    require(policy.may_edit(actor, contact))
    _check_open(contact)
    if representative:
        _check_may_consent(contact, representative)
    given = Consent(
        contact_id=contact.id,
        purpose=purpose,
        given_on=given_on,
        given_how=given_how,
        note=note,
        recorded_by=actor.id,
        representative_id=representative or None,
    )
    db.session.add(given)
    audit_log.record(
        actor, RelationAuditEvent.CONSENT_GIVEN, given, contact_id=contact.id
    )
    return given


def withdraw(
    actor: Actor,
    contact: Contact,
    consent: Consent,
    *,
    on: date,
    how: GivenHow,
) -> ChangeSet:
    """Withdraw a consent since a day; what only stood on it ends with it."""
    require(policy.may_edit(actor, contact))
    rules.check_standing(consent.withdrawn_on)
    with write_journal.kept() as journal:
        _withdraw(actor, consent, on, how)
        audit_log.record(
            actor, RelationAuditEvent.CONSENT_WITHDRAWN, consent, contact_id=contact.id
        )
    return changes.keep(actor, contact, ChangeKind.CONSENT, journal.changes())


def on_no_more_contact(actor: Actor, event: NoMoreContact) -> None:
    """After 'no more contact' no consent of the person stands."""
    for one in queries.standing(event.contact_id):
        _withdraw(actor, one, clock.today())


def on_person_stopped(actor: Actor, event: PersonStopped) -> None:
    """No consent holds for who moved away or died; who loses support is called."""
    for one in queries.standing(event.contact_id):
        one.withdrawn_on, one.withdrawn_by = event.on, actor.id
    if event.stage is Stage.DECEASED:
        _call_who_is_left(actor, db.session.get_one(Contact, event.contact_id))


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The ties and consents of one record of a person are of the record that stays."""
    for column in (Relation.contact_id, Relation.other_id):
        theirs = update(Relation).where(column == event.gone_id)
        db.session.execute(theirs.values({column: event.kept_id}))
    for twice in queries.relations_twice(event.kept_id):
        twice.until = clock.today()
    theirs = update(Consent).where(Consent.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def on_merge_obstacles_asked(
    _actor: Actor, question: MergeObstaclesAsked
) -> list[MergeObstacle]:
    """Two who have a tie with one another are two people."""
    is_tied = queries.are_tied(question.one_id, question.other_id)
    return [MergeObstacle.TIED] if is_tied else []


def withdraw_doubtful(
    actor: Actor, contact: Contact, purposes: Collection[Purpose]
) -> None:
    """Withdraw what was a yes in one record of a person and a no in the other."""
    require(policy.may_edit(actor, contact))
    for one in queries.standing(contact.id):
        if one.purpose in purposes:
            _withdraw(actor, one, clock.today())


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The consents that hold no longer, and who is called after a death."""
    match question.event:
        case PersonStopped(contact_id, stage):
            is_death = stage is Stage.DECEASED
            left = queries.left_behind(contact_id) if is_death else []
            return [
                *(_line(one) for one in queries.standing(contact_id)),
                *(_call(who) for who, _lost in left),
            ]
        case ConsentWithdrawn(_contact_id, _purpose, consent_id):
            return [_line(db.session.get_one(Consent, consent_id))]
    return []


def _withdraw(
    actor: Actor, consent: Consent, on: date, how: GivenHow | None = None
) -> None:
    consent.withdrawn_on, consent.withdrawn_by = on, actor.id
    consent.withdrawn_how = how
    db.session.flush()
    events.publish(actor, queries.withdrawal(consent))


def _call_who_is_left(actor: Actor, contact: Contact) -> None:
    for someone, lost in queries.left_behind(contact.id):
        new = NewTask(
            kind=TaskKind.LOST_SUPPORT,
            source=f"{contact.id}:{someone.id}",
            due_on=clock.today(),
            area_id=someone.area_id,
            contact_id=someone.id,
            details=LostSupportDetails(contact.full_name, lost),
        )
        tasks.schedule(actor, new)


def _line(consent: Consent) -> EndingLine:
    kind, fate = EndingKind.CONSENT, EndingFate.ENDS
    return EndingLine(kind, consent.id, fate, what=consent.purpose)


def _call(who: Contact) -> EndingLine:
    return EndingLine(EndingKind.TASK, who.id, EndingFate.NEW, who=who.full_name)


def _check_may_consent(contact: Contact, relation_id: int) -> None:
    """Raise RuleBroken when this is nobody who may give consent for the person."""
    for row in queries.representatives(contact):
        if row.relation.id == relation_id and row.relation.may_consent:
            return
    raise RuleBroken("consent.not_theirs_to_give")


def _check_open(contact: Contact) -> None:
    """Raise RuleBroken when the person wants no contact, moved away or died."""
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
