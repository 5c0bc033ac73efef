"""Writing down hours and costs, and judging them by other eyes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import GrantChanged
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome
from thuis_app.team.claims import policy, queries, rules
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.claims.queries import Waiting
from thuis_app.team.claims.rules import (
    CHANGEABLE,
    CORRECTABLE,
    ClaimAuditEvent,
    ClaimState,
    SettleDetails,
)


def write(actor: Actor, *, visit_id: int | None = None, **answers: Any) -> Claim:
    """Write down hours, kilometres or costs of one day, of a visit or of other work."""
    require(policy.may_write(actor))
    claim = Claim(user_id=actor.id, visit_id=visit_id, **answers)
    _add(claim)
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.WRITTEN, claim, contact_id=None)
    return claim


def write_for(actor: Actor, user: User, **answers: Any) -> Claim:
    """Write down what a volunteer says on the telephone; who wrote it stays known."""
    require(policy.may_write_for(actor, user))
    claim = Claim(user_id=user.id, written_by=actor.id, **answers)
    _add(claim)
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.WRITTEN_FOR, claim, contact_id=None)
    return claim


def take_over(actor: Actor, proposal: ClaimProposal) -> Claim:
    """Write down work as it was proposed, such as a visit as it was reported."""
    require(policy.may_take_over(actor, proposal))
    claim = Claim(
        user_id=actor.id,
        visit_id=proposal.source.id,
        on=proposal.on,
        what_for=proposal.source.kind,
        minutes=proposal.minutes,
        kilometres=proposal.kilometres,
    )
    _add(claim)
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.TAKEN_OVER, claim, contact_id=None)
    return claim


def change(actor: Actor, claim: Claim, **answers: Any) -> None:
    """Correct what waits; what was refused is sent in once more."""
    require(policy.may_change(actor, claim))
    rules.check_changeable(claim.state)
    for name, value in answers.items():
        setattr(claim, name, value)
    claim.state, claim.refused_because = ClaimState.CLAIMED, ""
    claim.judged_by = claim.judged_on = claim.written_by = None
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.CHANGED, claim, contact_id=None)


def take_back(actor: Actor, claim: Claim) -> None:
    """Take back what waits or was refused; nothing of it is kept."""
    require(policy.may_change(actor, claim))
    rules.check_changeable(claim.state)
    audit_log.record(actor, ClaimAuditEvent.TAKEN_BACK, claim, contact_id=None)
    db.session.delete(claim)
    schedule(actor, claim)


def correct_minutes(actor: Actor, claim: Claim, minutes: int) -> None:
    """Let a claim follow a correction of the work; what was approved waits again, and
    what is on a payment list or was paid is to be settled."""
    require(policy.may_correct(actor, claim))
    if claim.state in CORRECTABLE:
        return _schedule_settling(actor, claim, minutes)
    if claim.minutes == minutes:
        return None
    if claim.state is ClaimState.APPROVED:
        _take_approval_back(claim)
    claim.minutes = minutes
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.CHANGED, claim, contact_id=None)
    return None


def withdraw(actor: Actor, claim: Claim) -> None:
    """Withdraw a claim of work that was not done: one's own is deleted, that of
    another is sent back without words. What is on a payment list or was paid is to be
    settled."""
    require(policy.may_correct(actor, claim))
    if claim.state in CORRECTABLE:
        _schedule_settling(actor, claim, 0)
    if claim.state is ClaimState.APPROVED:
        _take_approval_back(claim)
    if claim.state in CHANGEABLE and policy.may_change(actor, claim):
        take_back(actor, claim)
    elif claim.state is ClaimState.CLAIMED:
        refuse(actor, claim, because="")


def approve(actor: Actor, claim: Claim, *, because: str = "") -> None:
    """Agree; what passes a maximum takes a reason, which is kept."""
    require(policy.may_judge(actor, claim))
    _hold([claim])
    [weighed] = queries.weighed(actor, [claim])
    rules.check_over(weighed.over, because)
    _agree(actor, weighed, because if weighed.over else "")
    schedule(actor, claim)
    audit_log.record(
        actor,
        ClaimAuditEvent.APPROVED,
        claim,
        contact_id=None,
        ground=claim.over_because,
    )


def approve_all(actor: Actor, claims: Sequence[Claim]) -> int:
    """Agree with these one after the other; what would pass a maximum stays waiting."""
    require(policy.may_judge_any(actor))
    found = queries.waiting_among(actor, [claim.id for claim in claims])
    _hold(found)
    agreed = [one for one in queries.weighed(actor, found) if not one.over]
    for one in agreed:
        _agree(actor, one, "")
        audit_log.record(actor, ClaimAuditEvent.APPROVED, one.claim, contact_id=None)
    for user_id in sorted({one.claim.user_id for one in agreed}):
        schedule_approval(actor, db.session.get_one(User, user_id))
    return len(agreed)


def refuse(actor: Actor, claim: Claim, *, because: str) -> None:
    """Say no, and why; the volunteer can put it right and send it in again."""
    require(policy.may_judge(actor, claim))
    claim.state = rules.next_state(claim.state, ClaimState.REFUSED)
    claim.refused_because = because
    claim.judged_by, claim.judged_on = actor.id, clock.today()
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.REFUSED, claim, contact_id=None)


def reopen(actor: Actor, claim: Claim) -> None:
    """Take an approval back, as long as nothing was paid."""
    require(policy.may_judge(actor, claim))
    _take_approval_back(claim)
    schedule(actor, claim)
    audit_log.record(actor, ClaimAuditEvent.REOPENED, claim, contact_id=None)


def correct(
    actor: Actor,
    claim: Claim,
    *,
    minutes: int,
    kilometres: int,
    costs: int,
    because: str,
) -> None:
    """Put right what is on a payment list or was paid, at the amounts of that day.

    What that makes more or less stands on the next payment list.
    """
    require(policy.may_judge(actor, claim))
    rules.check_correctable(claim.state)
    claim.minutes, claim.kilometres, claim.costs = minutes, kilometres, costs
    per_kilometre = claim.cents_per_kilometre or 0
    claim.total = rules.amount(
        minutes, kilometres, costs, per_kilometre, claim.cents_per_hour or 0
    )
    claim.corrected_because = because
    tasks.close(actor, TaskKind.SETTLE_HOURS, claim.id, outcome=TaskOutcome.DONE)
    audit_log.record(
        actor, ClaimAuditEvent.CORRECTED, claim, contact_id=None, ground=because
    )


def schedule(actor: Actor, claim: Claim) -> None:
    """Open, change or close the task to approve what waits of the same volunteer."""
    schedule_approval(actor, db.session.get_one(User, claim.user_id))


def schedule_approval(actor: Actor, user: User) -> None:
    """Schedule that all that waits of a volunteer is approved; close it for nothing.

    It stays when their account ends: what was done is still to be paid.
    """
    db.session.flush()
    number, first = queries.waiting_of(user)
    if first is None or Role.VOLUNTEER not in user.roles:
        is_theirs = actor.id == user.id
        outcome = TaskOutcome.DROPPED if is_theirs else TaskOutcome.DONE
        tasks.close(actor, TaskKind.HOURS, user.id, outcome=outcome)
        return
    new = NewTask(
        kind=TaskKind.HOURS,
        source=user.id,
        due_on=clock.local(first).date(),
        area_id=accounts.work_area(user),
        volunteer_id=user.id,
        number=number,
    )
    tasks.schedule(actor, new, keep_delay=True)


def schedule_no_settling(actor: Actor, claim: Claim) -> None:
    """Close the task to settle what was paid: the work was done after all."""
    _schedule_settling(actor, claim, claim.minutes)


def on_grant_changed(actor: Actor, event: GrantChanged) -> None:
    """Move what waits of a volunteer who works in other villages."""
    schedule_approval(actor, db.session.get_one(User, event.user_id))


def _schedule_settling(actor: Actor, claim: Claim, minutes: int) -> None:
    """Schedule that paid hours are settled that are said to be other hours now; they
    stay as they were paid."""
    if minutes == claim.minutes:
        dropped = TaskOutcome.DROPPED
        return tasks.close(actor, TaskKind.SETTLE_HOURS, claim.id, outcome=dropped)
    new = NewTask(
        kind=TaskKind.SETTLE_HOURS,
        source=claim.id,
        due_on=clock.today(),
        area_id=accounts.work_area(db.session.get_one(User, claim.user_id)),
        volunteer_id=claim.user_id,
        details=SettleDetails(claim.on),
    )
    return tasks.schedule(actor, new)


def _add(claim: Claim) -> None:
    db.session.add(claim)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("claim.visit_known") from error


def _take_approval_back(claim: Claim) -> None:
    claim.state = rules.next_state(claim.state, ClaimState.CLAIMED)
    claim.judged_by = claim.judged_on = claim.total = None
    claim.cents_per_kilometre = claim.cents_per_hour = None
    claim.over_because = ""


def _hold(claims: Sequence[Claim]) -> None:
    """From here until the end nobody else approves anything of these volunteers."""
    ids = sorted({claim.user_id for claim in claims})
    query = select(User.id).where(User.id.in_(ids)).order_by(User.id)
    db.session.execute(query.with_for_update())


def _agree(actor: Actor, weighed: Waiting, because: str) -> None:
    claim = weighed.claim
    claim.state = rules.next_state(claim.state, ClaimState.APPROVED)
    claim.cents_per_kilometre = weighed.rates.per_kilometre
    claim.cents_per_hour = weighed.rates.per_hour
    claim.total, claim.over_because = weighed.cents, because
    claim.judged_by, claim.judged_on = actor.id, clock.today()
    db.session.flush()
