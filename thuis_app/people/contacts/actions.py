"""Registers and edits people, and moves them between stages.

What the list shows of a person (next step, last visit, open referrals, volunteer) is
derived from what other features store. It changes without a line in the audit log, and
without a new version of the contact: no half-written form about a person is refused
because a visit was reported meanwhile.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, literal, or_, select, update

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.normalize import fold
from thuis_app.core.search_words import sound
from thuis_app.core.states import move
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ENDINGS, ChangeUndone
from thuis_app.organisation.endings import queries as endings
from thuis_app.people.contacts import policy, queries, rules
from thuis_app.people.contacts.models import (
    Contact,
    ContactPhone,
    ContactRole,
    ContactWord,
    StageChange,
    write_words,
)
from thuis_app.people.contacts.rules import (
    MOVES,
    NO_STEP,
    STOPPED,
    ContactAuditEvent,
    ContactRoleKind,
    DistinctRegistered,
    NoMoreContact,
    PersonFinished,
    PersonMerged,
    PersonReopened,
    PersonSplit,
    PersonStopped,
    Stage,
    VillageChanged,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.rules import NextStepChanged, TaskKind, TaskPutOff

Telephones = Sequence[tuple[str, str]]


def register(
    actor: Actor,
    *,
    area_id: int,
    telephones: Telephones = (),
    roles: Iterable[ContactRoleKind] = (ContactRoleKind.OLDER_PERSON,),
    from_signal: bool = False,
    distinct_from: Iterable[int] = (),
    **known: Any,
) -> Contact:
    """Register a person with what is known: names, address, how to approach.

    `distinct_from` are people who are alike, and of whom is said that they are another.

    A person whom others reported must be informed within a month.
    """
    require(policy.may_register(actor, area_id))
    contact = Contact(area_id=area_id, registered_by=actor.id, last_name="")
    db.session.add(contact)
    _write(contact, telephones, known)
    if from_signal:
        must_inform(actor, contact)
    _take_roles(contact, set(roles), {})
    events.publish(actor, DistinctRegistered(contact.id, tuple(distinct_from)))
    audit_log.record(
        actor, ContactAuditEvent.REGISTERED, contact, contact_id=contact.id
    )
    return contact


def edit(
    actor: Actor,
    contact: Contact,
    *,
    area_id: int,
    telephones: Telephones = (),
    roles: Iterable[ContactRoleKind] = (),
    **known: Any,
) -> None:
    """Change the data of a person; roles begin and end today."""
    require(policy.may_edit(actor, contact) and policy.may_register(actor, area_id))
    _check_open(contact)
    _move_to(actor, contact, area_id)
    mine = ContactPhone.contact_id == contact.id
    db.session.execute(delete(ContactPhone).where(mine))
    _write(contact, telephones, known)
    held = {one.role: one for one in queries.roles_held(contact) if not one.until}
    _take_roles(contact, set(roles), held)
    audit_log.record(actor, ContactAuditEvent.EDITED, contact, contact_id=contact.id)


def _move_to(actor: Actor, contact: Contact, area_id: int) -> None:
    """Change the village; no change when they live there already."""
    if contact.area_id != area_id:
        contact.area_id = area_id
        tasks.move_to_area(actor, contact.id, area_id)
        events.publish(actor, VillageChanged(contact.id, area_id))


def must_inform(actor: Actor, contact: Contact) -> None:
    """Set the day before which a person whom others reported is told (GDPR art. 14).

    No change where they know it, or where the day is set already.
    """
    require(policy.may_edit(actor, contact))
    if contact.inform_by is None:
        contact.inform_by = rules.inform_by(clock.today())
        _schedule_informing(actor, contact)


def inform(actor: Actor, contact: Contact, *, on: date | None = None) -> None:
    """Record that the person knows that others reported them."""
    require(policy.may_edit(actor, contact))
    contact.informed_on = on or clock.today()
    tasks.close(actor, TaskKind.INFORM, contact.id)
    audit_log.record(actor, ContactAuditEvent.INFORMED, contact, contact_id=contact.id)


def take_role(actor: Actor, contact: Contact, role: ContactRoleKind) -> None:
    """Give the person this role from today, unless they have it."""
    require(policy.may_edit(actor, contact))
    if role not in queries.roles_now(contact):
        _take_roles(contact, {role}, {})


def _check_open(contact: Contact) -> None:
    """Raise RuleBroken when the person wants no contact, moved away or died."""
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")


def _take_roles(
    contact: Contact,
    wanted: set[ContactRoleKind],
    held: dict[ContactRoleKind, ContactRole],
) -> None:
    """Begin the roles that are wanted and end the others, today."""
    for role in sorted(wanted - held.keys()):
        db.session.add(
            ContactRole(contact_id=contact.id, role=role, since=clock.today())
        )
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
    _recognise(contact, [number for number, _note in telephones])


def _recognise(contact: Contact, numbers: Iterable[str]) -> None:
    """Set what the person is found and recognised by."""
    prefix, last_name = contact.prefix, contact.last_name
    names = (contact.called_name, contact.initials, prefix, last_name)
    home = (contact.street, contact.house_number, contact.postcode)
    contact.search_text = rules.search_text(names, home, numbers)
    contact.sounds_like = sound(last_name)


def change_stage(
    actor: Actor,
    contact: Contact,
    stage: Stage,
    *,
    because: str = "",
    on: date | None = None,
) -> None:
    """Move the person to another stage; no change when they are there already.

    Once nobody may approach them, their tasks are closed; NoMoreContact is published
    where they asked for it. Into outreach nobody comes without a task.
    """
    require(policy.may_change_stage(actor, contact))
    if contact.stage == stage:
        return
    if stage is Stage.OUTREACH and not task_queries.has_open(contact.id):
        raise RuleBroken("contact.without_a_step")
    came_from, contact.stage = contact.stage, move(MOVES, contact.stage, stage)
    day = on or clock.today()
    contact.stopped_on = day if contact.is_stopped else None
    contact.stopped_because = because if contact.is_stopped else ""
    if contact.is_stopped:
        tasks.close_all(actor, contact.id)
    if stage is Stage.NO_CONTACT:
        events.publish(actor, NoMoreContact(contact.id))
    db.session.add(
        StageChange(
            contact_id=contact.id,
            came_from=came_from,
            stage=stage,
            happened_on=day,
            because=because,
            recorded_by=actor.id,
        )
    )
    audit_log.record(actor, rules.BECAME[stage], contact, contact_id=contact.id)


def stop(
    actor: Actor, contact: Contact, *, stage: Stage, on: date, because: str
) -> None:
    """Stop contact with a person: they asked for it, moved away, or died.

    Publishes PersonStopped, so that all that is planned for them is cancelled.
    """
    require(policy.may_stop(actor, contact) and rules.is_stopped(stage))
    change_stage(actor, contact, stage, because=because, on=on)
    events.publish(actor, PersonStopped(contact.id, stage, on))


def finish(
    actor: Actor,
    contact: Contact,
    *,
    on: date,
    because: str,
    call_again_on: date | None = None,
) -> None:
    """Round off the taking part of a person: they are known, and called on a day, or
    it has ended.

    Publishes PersonFinished, so that visits and what leads to them end.
    """
    require(policy.may_stop(actor, contact))
    rules.check_takes_part(contact.stage)
    stage = Stage.KNOWN if call_again_on else Stage.ENDED
    change_stage(actor, contact, stage, because=because, on=on)
    events.publish(actor, PersonFinished(contact.id))
    tasks.close(actor, rules.DONE_WHEN_FINISHED, contact.id)
    if call_again_on:
        schedule(actor, contact, TaskKind.CALL_AGAIN, call_again_on)


def reopen(actor: Actor, contact: Contact, *, because: str) -> None:
    """Allow contact again, with a task to call today, and ask for consent."""
    require(policy.may_reopen(actor, contact))
    if not contact.is_stopped:
        raise RuleBroken("contact.not_stopped")
    before = queries.stage_before_stop(contact)
    change_stage(actor, contact, rules.reopened_as(before), because=because)
    schedule(actor, contact, TaskKind.REOPENED, clock.today())
    _schedule_informing(actor, contact)
    events.publish(actor, PersonReopened(contact.id, before))


def unite(actor: Actor, kept: Contact, gone: Contact, known: dict[str, Any]) -> None:
    """Make two records of one person one: `known` is what is chosen of their columns.

    Publishes PersonMerged, so that all that hangs on the one that goes hangs on the one
    that stays; deletes the one that goes; and stops what goes on where contact was
    stopped in one of the two.
    """
    require(policy.may_edit(actor, kept) and policy.may_edit(actor, gone))
    stages, version = {kept.stage, gone.stage}, max(kept.version, gone.version) + 1
    _unite_columns(actor, kept, gone, known)
    _unite_rows(kept, gone)
    changes.move_to_person(gone.id, kept.id, kept.area_id)
    tasks.move_to_person(actor, gone.id, kept.id)
    tasks.move_to_area(actor, kept.id, kept.area_id)
    if kept.informed_on:
        tasks.close(actor, TaskKind.INFORM, kept.id)
    events.publish(actor, PersonMerged(kept.id, gone.id))
    _delete(gone)
    if kept.is_stopped and len(stages) > 1:
        _stop_what_goes_on(actor, kept)
    db.session.flush()
    # No form that is open about one of the two fits the person by accident.
    mine = update(Contact).where(Contact.id == kept.id)
    db.session.execute(mine.values(version=version))
    db.session.expire(kept)


def separate(actor: Actor, kept_id: int, gone_id: int) -> None:
    """Count again what is kept of two people, once their rows are what they were."""
    both = Contact.id.in_((kept_id, gone_id))
    for contact in db.session.scalars(select(Contact).where(both)):
        require(policy.may_edit(actor, contact))
        write_words(db.session.connection(), contact.id, contact.search_text)
    tasks.refresh(actor, {kept_id, gone_id})
    events.publish(actor, PersonSplit(kept_id, gone_id))


def _unite_columns(
    actor: Actor, kept: Contact, gone: Contact, known: dict[str, Any]
) -> None:
    stage = rules.strictest(kept.stage, gone.stage)
    if stage is not kept.stage:
        _take_stage(actor, kept, gone)
    earliest = min((kept, gone), key=lambda one: (one.registered_on, one.id))
    kept.registered_by = earliest.registered_by
    kept.registered_on = earliest.registered_on
    kept.inform_by = rules.first_known(kept.inform_by, gone.inform_by)
    kept.informed_on = rules.first_known(kept.informed_on, gone.informed_on)
    visited = [day for day in (kept.last_visit_on, gone.last_visit_on) if day]
    kept.last_visit_on = max(visited, default=None)
    _move_to(actor, kept, known.pop("area_id", kept.area_id))
    for name, value in known.items():
        setattr(kept, name, value)
    db.session.flush()


def _take_stage(actor: Actor, kept: Contact, gone: Contact) -> None:
    db.session.add(
        StageChange(
            contact_id=kept.id,
            came_from=kept.stage,
            stage=gone.stage,
            happened_on=gone.stopped_on or clock.today(),
            because=gone.stopped_because,
            recorded_by=actor.id,
        )
    )
    kept.stage, kept.stopped_on = gone.stage, gone.stopped_on
    kept.stopped_because = gone.stopped_because


def _unite_rows(kept: Contact, gone: Contact) -> None:
    theirs = update(StageChange).where(StageChange.contact_id == gone.id)
    db.session.execute(theirs.values(contact_id=kept.id))
    now = {one.role: one for one in queries.roles_held(kept) if one.until is None}
    for held in queries.roles_held(gone):
        held.contact_id = kept.id
        if held.until is None and held.role in now:
            now[held.role].since = min(now[held.role].since, held.since)
            held.until = clock.today()
    numbers = {phone.number for phone in queries.phones(kept)}
    moving = queries.phones(gone)
    for phone in moving:
        if phone.number not in numbers:
            copied = {"number": phone.number, "note": phone.note}
            db.session.add(ContactPhone(contact_id=kept.id, **copied))
    db.session.flush()
    for phone in moving:
        db.session.delete(phone)
    db.session.flush()
    _recognise(kept, [phone.number for phone in queries.phones(kept)])
    db.session.flush()


def _delete(gone: Contact) -> None:
    db.session.flush()
    words = delete(ContactWord).where(ContactWord.contact_id == gone.id)
    db.session.execute(words)
    db.session.delete(gone)
    db.session.flush()
    # What was fetched before hangs on the record that went.
    db.session.expire_all()


def _stop_what_goes_on(actor: Actor, contact: Contact) -> None:
    """Take back what was planned by the record that knew of no stop."""
    tasks.close_all(actor, contact.id)
    if contact.stage is Stage.NO_CONTACT:
        events.publish(actor, NoMoreContact(contact.id))
    on = contact.stopped_on or clock.today()
    events.publish(actor, PersonStopped(contact.id, contact.stage, on))


def look_for_volunteer(actor: Actor, contact: Contact, *, due_on: date) -> None:
    """Schedule the search for a volunteer who visits this person."""
    schedule(actor, contact, TaskKind.WAITING, due_on)


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """Find people by what is known of them again. Nothing is asked about who was
    stopped, and what an ending had taken away ends anew with that stop.
    """
    for contact_id in event.keys("contact"):
        person = db.session.get_one(Contact, contact_id)
        write_words(db.session.connection(), person.id, person.search_text)
    if event.contact_id is None:
        return
    contact = db.session.get(Contact, event.contact_id)
    if contact is None or not contact.is_stopped:
        return
    on = contact.stopped_on or clock.today()
    stopped = PersonStopped(contact.id, contact.stage, on)
    is_ending = event.kind is None or event.kind in ENDINGS
    if is_ending and endings.is_planned_under(actor, stopped):
        events.publish(actor, stopped)
    tasks.close_all(actor, contact.id)


def on_next_step_changed(_actor: Actor, event: NextStepChanged) -> None:
    """Show what comes next on the line of the person; nothing once contact stopped."""
    shown = update(Contact).where(
        Contact.id == event.contact_id,
        or_(Contact.stage.not_in(STOPPED), literal(event.kind is None)),
    )
    db.session.execute(
        shown.values(
            next_step_on=event.on or NO_STEP,
            next_step=event.kind or "",
            next_step_number=event.number,
        )
    )


def on_task_put_off(_actor: Actor, event: TaskPutOff) -> None:
    """Refuse to tell a person later than the law allows."""
    if event.kind is TaskKind.INFORM:
        contact = db.session.get_one(Contact, int(event.source))
        if contact.inform_by and event.until > contact.inform_by:
            raise RuleBroken("task.legal_date")


def note_visit(contact: Contact, on: date) -> None:
    """Store the latest day on which the person was visited."""
    _show(contact, **_visited(contact, on))


def correct_last_visit(contact: Contact, on: date | None) -> None:
    """Store the last visit anew, after a report was taken back."""
    _show(contact, last_visit_on=on)


def count_referrals(contact: Contact, open_referrals: int) -> None:
    """Store the number of open referrals of the person."""
    _show(contact, open_referrals=open_referrals)


def name_volunteer(contact: Contact, name: str) -> None:
    """Store the name of the volunteer who visits; '' when there is none."""
    _show(contact, volunteer_name=name, volunteer_folded=fold(name))


def schedule(actor: Actor, contact: Contact, kind: TaskKind, due_on: date) -> None:
    """Schedule a task of a kind of which a person has one at a time."""
    tasks.schedule(actor, contact.task(kind, due_on))


def _schedule_informing(actor: Actor, contact: Contact) -> None:
    if contact.inform_by and not contact.informed_on:
        due_on = contact.inform_by - rules.INFORM_AHEAD
        schedule(actor, contact, TaskKind.INFORM, due_on)


def _visited(contact: Contact, on: date | None) -> dict[str, Any]:
    """The day of a visit, where no later one is known."""
    is_latest = on and (contact.last_visit_on is None or contact.last_visit_on < on)
    return {"last_visit_on": on} if is_latest else {}


def _show(contact: Contact, **shown: Any) -> None:
    """Update by statement: the unit of work would count `version` up."""
    if shown:
        line = update(Contact).where(Contact.id == contact.id)
        db.session.execute(line.values(**shown))
        db.session.expire(contact, shown)
