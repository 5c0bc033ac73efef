"""Opening and closing tasks.

Features open and close their own tasks with `schedule`, `close` and `close_all`, in the
transaction of an action whose line in the audit log stands for it. What a coordinator
does with a task has a line of its own.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, select, update

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.row_changes import RowChange
from thuis_app.directory.offerings.rules import OfferingKept
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.accounts.rules import GrantChanged, RoleEnded
from thuis_app.organisation.agreements.rules import AgreementClosed, AgreementOpened
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.deputies.rules import DeputyEnded
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.tasks import policy, queries, rules
from thuis_app.people.tasks.models import OfferingDetails, Task, TaskHandover
from thuis_app.people.tasks.rules import (
    AgreementDetails,
    NewTask,
    TaskAuditEvent,
    TaskFinished,
    TaskKind,
    TaskOpenedAgain,
    TaskOutcome,
    TaskPutOff,
)


class ClosedTask(NamedTuple):
    """About whom a task was that is closed, and who had taken it on."""

    contact_id: int | None
    owner_id: int | None


NO_DETAILS = case((Task.kind.in_(sorted(rules.OWN_WORDS)), Task.details), else_="{}")


def schedule(
    actor: Actor,
    new: NewTask,
    *,
    instead_of: Collection[TaskKind] = (),
    keep_delay: bool = False,
) -> None:
    """Open a task, or change the open one of its kind and source.

    `instead_of` are kinds of which the open task of this source is closed; who had
    taken that on does the new one too. A task that was put off keeps its later day as
    long as it is about the same; with `keep_delay` also when its number changes.
    """
    before = _close(actor, set(instead_of) - {new.kind}, [new.source], TaskOutcome.DONE)
    found = queries.open_task(new.kind, new.source)
    values = _values(new)
    if found is None:
        owners = [one.owner_id for one in before if one.owner_id]
        kept = {"owner_id": owners[0]} if owners else {}
        db.session.add(Task(kind=new.kind, source=str(new.source), **kept | values))
    else:
        is_kept = found.delayed_because and (keep_delay or found.is_same(new))
        _change(found, values | ({"due_on": found.due_on} if is_kept else {}))
    _refresh(actor, {new.contact_id} if new.contact_id else set())


def close(
    actor: Actor,
    kinds: TaskKind | Collection[TaskKind],
    source: int | str,
    *,
    outcome: TaskOutcome = TaskOutcome.DONE,
) -> None:
    """Close the open tasks of these kinds and this source; none is no error."""
    chosen = {kinds} if isinstance(kinds, TaskKind) else set(kinds)
    closed = _close(actor, chosen, [source], outcome)
    _refresh(actor, {one.contact_id for one in closed if one.contact_id is not None})


def close_all(actor: Actor, contact_id: int) -> None:
    """Close all tasks of a person with whom contact stops: they are not needed."""
    mine = update(Task).where(
        Task.contact_id == contact_id,
        Task.closed_at.is_(None),
        Task.kind.not_in(rules.KEPT_AT_STOP),
    )
    db.session.execute(mine.values(_closing(actor, TaskOutcome.DROPPED, NO_DETAILS)))
    _refresh(actor, {contact_id})


def move_to_area(_actor: Actor, contact_id: int, area_id: int) -> None:
    """Move the open tasks of a person to the village where they live now."""
    mine = update(Task).where(Task.contact_id == contact_id, Task.closed_at.is_(None))
    db.session.execute(mine.values(area_id=area_id))


def move_to_person(actor: Actor, gone_id: int, kept_id: int) -> None:
    """Hang the tasks of one record of a person on the record that stays.

    Of two that ask for the same the one that stays keeps the earlier day.
    """
    db.session.flush()
    for task in db.session.scalars(queries.naming(gone_id)).all():
        source = rules.moved_source(task.kind, task.source, gone_id, kept_id)
        if source != task.source and task.is_open:
            _unite(actor, task, queries.open_task(task.kind, source))
        task.source = source
        if task.contact_id == gone_id:
            task.contact_id = kept_id
        db.session.flush()
    refresh(actor, {kept_id})


def refresh(actor: Actor, contact_ids: Collection[int]) -> None:
    """Publish what comes next for these people."""
    _refresh(actor, contact_ids)


def on_offering_kept(actor: Actor, event: OfferingKept) -> None:
    """Schedule that an offering is confirmed again; one out of use never is."""
    kind, source = TaskKind.OFFERING, event.offering_id
    if event.confirm_on is None:
        close(actor, kind, source, outcome=TaskOutcome.DROPPED)
        return
    if event.is_confirmed:
        close(actor, kind, source)
    new = NewTask(
        kind=kind,
        source=source,
        due_on=event.confirm_on,
        area_id=event.area_id,
        offering_id=event.offering_id,
        details=OfferingDetails(event.name, event.confirmed_on),
    )
    schedule(actor, new, keep_delay=True)


def take(actor: Actor, task: Task) -> None:
    """Take a task on: it is the actor's from now on."""
    require(policy.may_work_on(actor, task))
    rules.check_open(task.is_open)
    if task.owner_id not in (None, actor.id):
        raise RuleBroken("task.taken")
    task.owner_id = actor.id
    audit_log.record(actor, TaskAuditEvent.TAKEN, task, contact_id=task.contact_id)


def give(actor: Actor, task: Task, *, to: int | None) -> None:
    """Give a task to a coordinator of the village, or back to all of them (None)."""
    require(policy.may_work_on(actor, task))
    rules.check_open(task.is_open)
    if to is not None and to not in dict(queries.colleagues(actor, task)):
        raise RuleBroken("task.not_theirs")
    task.owner_id = to
    audit_log.record(actor, TaskAuditEvent.GIVEN, task, contact_id=task.contact_id)


def give_all(actor: Actor, user_id: int, *, to: int) -> TaskHandover:
    """Give all open tasks of one coordinator to another, in one go."""
    require(policy.may_give_all(actor))
    found = queries.taken_on_by(actor, user_id)
    if to not in queries.successors(actor, found, user_id):
        raise RuleBroken("task.not_theirs")
    for task in found:
        task.owner_id = to
    handover = TaskHandover(
        from_id=user_id,
        to_id=to,
        made_by=actor.id,
        task_ids=" ".join(task.id for task in found),
    )
    db.session.add(handover)
    db.session.flush()
    audit_log.record(actor, TaskAuditEvent.ALL_GIVEN, handover, contact_id=None)
    return handover


def give_all_back(actor: Actor, handover: TaskHandover) -> None:
    """Undo it for the tasks that are still open, and still the successor's."""
    require(policy.may_give_all(actor))
    rules.check_given_back(handover.made_at, handover.undone_at, clock.now())
    theirs = update(Task).where(
        Task.id.in_(handover.tasks), queries.taken_by(handover.to_id)
    )
    db.session.execute(theirs.values(owner_id=handover.from_id))
    handover.undone_at = clock.now()
    audit_log.record(actor, TaskAuditEvent.ALL_GIVEN_BACK, handover, contact_id=None)


def put_off(actor: Actor, task: Task, *, until: date, because: str) -> None:
    """Ask for a task on a later day, with the reason."""
    require(policy.may_work_on(actor, task))
    rules.check_open(task.is_open)
    rules.check_delay(task.due_on, until, clock.today())
    events.publish(actor, TaskPutOff(task.kind, task.source, until))
    task.due_on, task.delayed_because = until, because
    _refresh(actor, {task.contact_id} if task.contact_id else set())
    audit_log.record(actor, TaskAuditEvent.PUT_OFF, task, contact_id=task.contact_id)


def finish(actor: Actor, task: Task, *, note: str = "") -> None:
    """Mark a task as done, with a word on how it went."""
    require(policy.may_work_on(actor, task))
    rules.check_open(task.is_open)
    rules.check_by_hand(task.kind)
    kept = task.details if task.kind in rules.OWN_WORDS else "{}"
    for name, value in _closing(actor, TaskOutcome.DONE, kept).items():
        setattr(task, name, value)
    task.closing_note = note
    events.publish(actor, TaskFinished(task.kind, task.contact_id, task.source))
    _refresh(actor, {task.contact_id} if task.contact_id else set())
    audit_log.record(actor, TaskAuditEvent.FINISHED, task, contact_id=task.contact_id)


def undo(actor: Actor, task: Task) -> None:
    """Open a task again that was marked as done by mistake."""
    require(policy.may_work_on(actor, task))
    if task.closed_at is None:
        return
    rules.check_by_hand(task.kind)
    is_today = clock.local(task.closed_at).date() == clock.today()
    rules.check_undo(task.closed_at, clock.now(), is_today=is_today)
    if queries.open_task(task.kind, task.source) is not None:
        raise RuleBroken("task.open_again")
    task.closed_at = task.closed_by = task.outcome = None
    task.closing_note = ""
    events.publish(actor, TaskOpenedAgain(task.kind, task.source))
    _refresh(actor, {task.contact_id} if task.contact_id else set())
    audit_log.record(
        actor, TaskAuditEvent.OPENED_AGAIN, task, contact_id=task.contact_id
    )


def on_role_ended(_actor: Actor, event: RoleEnded) -> None:
    """Give what a coordinator who stops had taken on to an heir, or back to all."""
    if event.role is Role.COORDINATOR:
        theirs = update(Task).where(queries.taken_by(event.user_id))
        db.session.execute(theirs.values(owner_id=event.heir_id))


def on_grant_changed(_actor: Actor, event: GrantChanged) -> None:
    """Give back to a village the tasks of a coordinator who works there no more."""
    user = db.session.get_one(User, event.user_id)
    if user.all_areas:
        return
    theirs = select(UserArea.area_id).where(UserArea.user_id == user.id)
    lost = update(Task).where(
        queries.taken_by(user.id),
        Task.area_id.is_not(None),
        Task.area_id.not_in(theirs),
    )
    db.session.execute(lost.values(owner_id=None))


def on_deputy_ended(_actor: Actor, event: DeputyEnded) -> None:
    """Give back to a village what the deputy of its coordinator had taken on there."""
    theirs = update(Task).where(
        queries.taken_by(event.user_id), Task.area_id == event.area_id
    )
    db.session.execute(theirs.values(owner_id=None))


def on_agreement_opened(actor: Actor, event: AgreementOpened) -> None:
    """Open a task for the coordinators who may agree, or for the only one."""
    able = sorted(event.coordinator_ids)
    if not able:
        return
    new = NewTask(
        kind=TaskKind.AGREEMENT,
        source=event.agreement_id,
        due_on=clock.today(),
        area_id=None,
        owner_id=able[0] if len(able) == 1 else None,
        details=AgreementDetails(event.name),
    )
    schedule(actor, new)


def on_agreement_closed(actor: Actor, event: AgreementClosed) -> None:
    """Close that task, whatever was answered."""
    close(actor, TaskKind.AGREEMENT, event.agreement_id)


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The tasks that a coordinator who stops had taken on."""
    match question.event:
        case RoleEnded(user_id, Role.COORDINATOR):
            kind, fate = EndingKind.TASK, EndingFate.HANDED_ON
            found = db.session.scalars(
                select(Task.id).where(queries.taken_by(user_id)).order_by(Task.id)
            )
            return [EndingLine(kind, task_id, fate) for task_id in found]
    return []


def on_restore_asked(_actor: Actor, question: RestoreAsked) -> list[RowChange]:
    """A task that was closed stays so where the same is asked for anew by now."""
    mine = [one for one in question.changes if one.table == "task"]
    own = {one.key[0] for one in mine}
    return [one for one in mine if _is_asked_anew(one, own)]


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """Show again what comes next for everybody whose tasks are what they were."""
    query = select(Task.contact_id).where(Task.id.in_(event.keys("task"))).distinct()
    found = set(db.session.scalars(query)) | {event.contact_id}
    gone = {(one.after or {}).get("contact_id") for one in event.gone("task")}
    _refresh(actor, {one for one in found | gone if one is not None})


def _is_asked_anew(change: RowChange, own: Collection[str]) -> bool:
    """Whether a closed task has an open one of its kind, and of the source it would
    have again, not of its own."""
    task = db.session.get(Task, change.key[0])
    if task is None or task.is_open:
        return False
    source = (change.before or {}).get("source", task.source)
    same = queries.open_task(task.kind, source)
    return same is not None and same.id not in own


def _values(new: NewTask) -> dict[str, Any]:
    """The columns of a task; who took it on keeps it, unless another is named."""
    owner = {"owner_id": new.owner_id} if new.owner_id else {}
    return new.columns | owner


def _change(task: Task, values: dict[str, Any]) -> None:
    if task.due_on != values["due_on"]:
        task.delayed_because = ""
    for name, value in values.items():
        setattr(task, name, value)


def _closing(actor: Actor, outcome: TaskOutcome, details: Any) -> dict[str, Any]:
    """The columns of a closed task; what it showed of its source is not kept."""
    return {
        "closed_at": clock.now(),
        "closed_by": actor.id,
        "outcome": outcome,
        "details": details,
    }


def _unite(actor: Actor, task: Task, same: Task | None) -> None:
    """Drop a task where the person has the same already, on the earlier day."""
    if same is None:
        return
    same.due_on = min(same.due_on, task.due_on)
    same.owner_id = same.owner_id or task.owner_id
    kept = task.details if task.kind in rules.OWN_WORDS else "{}"
    for name, value in _closing(actor, TaskOutcome.DROPPED, kept).items():
        setattr(task, name, value)
    db.session.flush()


def _close(
    actor: Actor,
    kinds: Collection[TaskKind],
    sources: Collection[int | str],
    outcome: TaskOutcome,
) -> Sequence[ClosedTask]:
    """Close open tasks of these kinds and sources; about whom and whose they were."""
    if not kinds:
        return []
    db.session.flush()
    theirs = update(Task).where(
        Task.kind.in_(sorted(kinds)),
        Task.source.in_([str(source) for source in sources]),
        Task.closed_at.is_(None),
    )
    values = _closing(actor, outcome, NO_DETAILS)
    closed = theirs.values(values).returning(Task.contact_id, Task.owner_id)
    return [ClosedTask(*row) for row in db.session.execute(closed)]


def _refresh(actor: Actor, contact_ids: Collection[int]) -> None:
    """Publish what comes next for these people."""
    for contact_id in sorted(contact_ids):
        db.session.flush()
        events.publish(actor, queries.next_step(contact_id))
