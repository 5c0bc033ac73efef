"""Outreach to a person: begin, attempt, rest, hand over, stop.

After each action, a plan that is open afterwards has a next step.
"""

from datetime import date, time

from sqlalchemy import select, update

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts import queries as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    PersonMerged,
    PersonReopened,
    PersonStopped,
    Stage,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind, TaskPutOff
from thuis_app.reaching.outreach import policy, queries
from thuis_app.reaching.outreach.models import OutreachAttempt, OutreachPlan
from thuis_app.reaching.outreach.rules import AttemptMade, OutreachAuditEvent
from thuis_app.reaching.outreach_steps import queries as steps
from thuis_app.reaching.outreach_steps import rules
from thuis_app.reaching.outreach_steps.rules import (
    AttemptOutcome,
    Channel,
    OutreachStep,
    Tried,
)

FROM_THE_START = {Stage.KNOWN, Stage.ENDED}
GOES = (Role.COORDINATOR, Role.VOLUNTEER)
OWN_TASKS = {TaskKind.ATTEMPT, TaskKind.RESTING}
TAKEN_OVER = (
    *("is_open", "next_on", "channel", "day_part", "reason", "attempts"),
    *("resting", "resting_because", "assigned_to", "stopped_because"),
)


def begin(actor: Actor, contact: Contact, *, query: bool = False) -> OutreachPlan:
    """Start outreach to a person, or go on with it; earlier attempts count.

    `asked`: the person asked for contact again, so the next step is today.
    """
    require(policy.may_begin(actor, contact))
    _refuse_stopped(contact)
    plan = queries.find(actor, contact.id)
    if plan is not None and plan.is_open:
        return plan
    history = queries.history(actor, contact.id)
    step = _first_step(contact, history, query)
    plan = plan or OutreachPlan(contact_id=contact.id, contact=contact)
    plan.is_open, plan.stopped_because, plan.attempts = True, "", len(history)
    _note(plan, step)
    db.session.add(plan)
    tasks.close(actor, TaskKind.REOPENED, contact.id)
    schedule(actor, plan)
    if contact.stage in FROM_THE_START:
        contacts.change_stage(actor, contact, Stage.OUTREACH)
    audit_log.record(actor, OutreachAuditEvent.BEGUN, plan, contact_id=contact.id)
    return plan


def record_attempt(
    actor: Actor,
    plan: OutreachPlan,
    *,
    made_on: date,
    day_part: DayPart,
    channel: Channel,
    outcome: AttemptOutcome,
    left_behind: str = "",
    note: str = "",
    made_by: int | None = None,
    again_on: date | None = None,
    again_at: time | None = None,
    goes: int | None = None,
    takes_part: bool = False,
) -> OutreachAttempt:
    """Record an attempt, and set the next step.

    A no for good is the end at once; `takes_part` makes the person a participant;
    `again_on`, `again_at` and `goes` are when to come back and who comes then.
    """
    require(policy.may_record(actor, plan))
    _check_attempt(actor, plan, made_by or actor.id, outcome, again_on)
    _let_go(actor, plan, goes)
    attempt = OutreachAttempt(
        contact_id=plan.contact_id,
        made_on=made_on,
        day_part=day_part,
        channel=channel,
        outcome=outcome,
        left_behind=left_behind,
        note=note,
        made_by=made_by or actor.id,
    )
    _go_on(actor, plan, attempt, again_on, again_at, takes_part)
    _publish(actor, attempt)
    audit_log.record(
        actor, OutreachAuditEvent.ATTEMPTED, attempt, contact_id=plan.contact_id
    )
    return attempt


def _publish(actor: Actor, attempt: OutreachAttempt) -> None:
    has_reached = attempt.outcome in rules.REACHED
    made = AttemptMade(attempt.contact_id, attempt.made_on, has_reached)
    events.publish(actor, made)


def _check_attempt(
    actor: Actor,
    plan: OutreachPlan,
    made_by: int,
    outcome: AttemptOutcome,
    again_on: date | None,
) -> None:
    """Refuse an attempt on a closed plan or by another who may not be named, and an
    appointment without a day."""
    _refuse_closed(plan)
    _refuse_other(actor, plan, made_by)
    if outcome is AttemptOutcome.APPOINTMENT and again_on is None:
        raise RuleBroken("outreach.no_day")


def rest(actor: Actor, plan: OutreachPlan, *, until: date, because: str) -> None:
    """Pause outreach until a day, with a reason."""
    require(policy.may_rest(actor, plan))
    _refuse_closed(plan)
    step = rules.rest(
        queries.history(actor, plan.contact_id),
        until,
        clock.today(),
        steps.table(),
        has_telephone=_has_telephone(plan.contact),
    )
    _take(actor, plan, step, because=because)
    audit_log.record(actor, OutreachAuditEvent.RESTED, plan, contact_id=plan.contact_id)


def assign(actor: Actor, plan: OutreachPlan, *, assigned_to: int) -> None:
    """Choose who goes from now on; the day that was planned stays."""
    require(policy.may_assign(actor, plan))
    _refuse_closed(plan)
    _refuse_other(actor, plan, assigned_to)
    plan.assigned_to = assigned_to
    schedule(actor, plan)
    audit_log.record(
        actor, OutreachAuditEvent.ASSIGNED, plan, contact_id=plan.contact_id
    )


def stop(actor: Actor, contact: Contact, *, because: str) -> None:
    """Stop outreach to a person; no change when there is no open plan."""
    require(policy.may_stop(actor, contact))
    plan = queries.find(actor, contact.id)
    if plan is None or not plan.is_open:
        return
    _close(actor, plan, because)
    if contact.stage is Stage.OUTREACH:
        contacts.change_stage(actor, contact, Stage.ENDED, because=because)
    audit_log.record(actor, OutreachAuditEvent.STOPPED, plan, contact_id=contact.id)


def on_person_stopped(actor: Actor, event: PersonStopped) -> None:
    """Stop outreach to a person with whom contact stops, unless a no ended it."""
    plan = queries.find(actor, event.contact_id)
    if plan is not None and plan.is_open:
        stop(actor, _person(event.contact_id), because=event.stage)


def on_person_merged(actor: Actor, event: PersonMerged) -> None:
    """One plan of two; it goes on only while the person is in outreach."""
    theirs = update(OutreachAttempt).where(OutreachAttempt.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))
    gone = db.session.get(OutreachPlan, event.gone_id)
    if gone is not None:
        _unite(gone, event.kept_id)
    plan = db.session.get(OutreachPlan, event.kept_id)
    if plan is None:
        return
    plan.attempts = len(queries.history(actor, event.kept_id))
    if plan.is_open and _person(event.kept_id).stage is not Stage.OUTREACH:
        _close(actor, plan, _person(event.kept_id).stage)


def _unite(gone: OutreachPlan, kept_id: int) -> None:
    """Go on with the plan that is open; of two with the one that comes first."""
    kept = db.session.get(OutreachPlan, kept_id)
    copied = {name: getattr(gone, name) for name in TAKEN_OVER}
    db.session.delete(gone)
    db.session.flush()
    if kept is None:
        db.session.add(OutreachPlan(contact_id=kept_id, **copied))
    elif gone.is_open and (not kept.is_open or gone.next_on < kept.next_on):
        for name, value in copied.items():
            setattr(kept, name, value)
    db.session.flush()


def on_role_ended(_actor: Actor, event: RoleEnded) -> None:
    """Give the people whom a user was to go to an heir, or leave open who goes."""
    if event.role in GOES:
        theirs = update(OutreachPlan).where(queries.to_go(event.user_id))
        going = {"assigned_to": event.heir_id, "version": OutreachPlan.version + 1}
        db.session.execute(theirs.values(going))


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The outreach that stops with the contact, or that another is to go on with."""
    match question.event:
        case RoleEnded(user_id, role) if role in GOES:
            kind, fate = EndingKind.OUTREACH, EndingFate.HANDED_ON
            found = db.session.scalars(
                select(OutreachPlan.contact_id).where(queries.to_go(user_id))
            )
            return [EndingLine(kind, contact_id, fate) for contact_id in found]
        case PersonStopped(contact_id):
            plan = db.session.get(OutreachPlan, contact_id)
            if plan is not None and plan.is_open:
                kind, fate = EndingKind.OUTREACH, EndingFate.ENDS
                return [EndingLine(kind, plan.contact_id, fate)]
    return []


def on_person_reopened(actor: Actor, event: PersonReopened) -> None:
    """Resume the outreach that stopped with the contact; the next step is today."""
    if event.before is Stage.OUTREACH:
        begin(actor, _person(event.contact_id), query=True)


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """Count the attempts anew, where one is there no more; what comes next stays."""
    if event.contact_id is None or not event.gone("attempt"):
        return
    plan = db.session.get(OutreachPlan, event.contact_id)
    if plan is None or event.keys("outreach_plan"):
        return
    plan.contact = _person(event.contact_id)
    plan.attempts = queries.count_attempts(plan)
    if plan.is_open:
        tasks.schedule(actor, plan.task, instead_of=OWN_TASKS, keep_delay=True)


def on_task_put_off(_actor: Actor, event: TaskPutOff) -> None:
    """The next attempt is on that day."""
    if event.kind in OWN_TASKS:
        plan = db.session.get_one(OutreachPlan, int(event.source))
        plan.next_on = event.until


def _person(contact_id: int) -> Contact:
    """The person of an event; its publisher has checked the permission."""
    return db.session.get_one(Contact, contact_id)


def _go_on(
    actor: Actor,
    plan: OutreachPlan,
    attempt: OutreachAttempt,
    again_on: date | None,
    again_at: time | None,
    takes_part: bool,
) -> None:
    """Apply the result of an attempt: the end, taking part, or the next step."""
    db.session.add(attempt)
    db.session.flush()
    history = queries.history(actor, plan.contact_id)
    plan.attempts = len(history)
    plan.assigned_to = plan.assigned_to or attempt.made_by
    if attempt.outcome is AttemptOutcome.REFUSED:
        return _stop_contact(actor, plan)
    if takes_part and attempt.outcome in rules.TOWARDS_TAKING_PART:
        return _welcome(actor, plan)
    standing = plan.step
    step = rules.after(
        history,
        attempt.tried,
        clock.today(),
        steps.table(),
        again_on=again_on,
        again_at=again_at,
        standing=standing,
        has_telephone=_has_telephone(plan.contact),
    )
    because = attempt.note if step.resting else ""
    if step is standing:
        because = plan.resting_because
    return _take(actor, plan, step, because=because)


def _first_step(contact: Contact, history: list[Tried], query: bool) -> OutreachStep:
    has_telephone = _has_telephone(contact)
    if query:
        return rules.requested_contact(clock.today(), has_telephone=has_telephone)
    table = steps.table()
    return rules.propose_next(
        history, clock.today(), table, has_telephone=has_telephone
    )


def _take(
    actor: Actor, plan: OutreachPlan, step: OutreachStep, *, because: str = ""
) -> None:
    """Store a step as what comes next, and schedule it."""
    _note(plan, step, because)
    schedule(actor, plan)


def _note(plan: OutreachPlan, step: OutreachStep, because: str = "") -> None:
    plan.next_on, plan.channel, plan.day_part = step.on, step.channel, step.part
    plan.reason, plan.resting = str(step.why), step.resting
    plan.resting_because = because


def schedule(actor: Actor, plan: OutreachPlan) -> None:
    """Schedule the next attempt, or the end of a rest."""
    tasks.schedule(actor, plan.task, instead_of=OWN_TASKS)


def _stop_contact(actor: Actor, plan: OutreachPlan) -> None:
    """Stop contact by a no for good, and with it all that is planned."""
    _close(actor, plan, AttemptOutcome.REFUSED)
    contacts.change_stage(
        actor, plan.contact, Stage.NO_CONTACT, because=AttemptOutcome.REFUSED
    )
    stopped = PersonStopped(plan.contact_id, Stage.NO_CONTACT, clock.today())
    events.publish(actor, stopped)


def _welcome(actor: Actor, plan: OutreachPlan) -> None:
    """The person takes part from now on; the next task is to find a volunteer."""
    _close(actor, plan, Stage.PARTICIPANT)
    contacts.change_stage(actor, plan.contact, Stage.PARTICIPANT)
    contacts.look_for_volunteer(actor, plan.contact, due_on=clock.today())


def _close(actor: Actor, plan: OutreachPlan, because: str) -> None:
    tasks.close(actor, OWN_TASKS, plan.contact_id)
    plan.is_open, plan.resting = False, False
    plan.stopped_because = because


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")


def _refuse_closed(plan: OutreachPlan) -> None:
    _refuse_stopped(plan.contact)
    if not plan.is_open:
        raise RuleBroken("outreach.not_open")


def _refuse_other(actor: Actor, plan: OutreachPlan, user_id: int) -> None:
    """Raise RuleBroken when this user does not work in the village of the person."""
    if user_id == actor.id:
        return
    if user_id not in dict(queries.faces(actor, plan.contact.area_id)):
        raise RuleBroken("outreach.cannot_go")


def _let_go(actor: Actor, plan: OutreachPlan, user_id: int | None) -> None:
    """Set who goes from now on, when another was chosen."""
    if user_id is not None and user_id != plan.assigned_to:
        require(policy.may_assign(actor, plan))
        _refuse_other(actor, plan, user_id)
        plan.assigned_to = user_id


def _has_telephone(contact: Contact) -> bool:
    return bool(people.phones(contact))
