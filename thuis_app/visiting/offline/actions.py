"""Taking in what a tablet sends: each report once, and none is ever dropped."""

import json
from datetime import datetime

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Refused, require
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.visiting.matches.rules import MatchEnded
from thuis_app.visiting.offline import policy, queries, rules
from thuis_app.visiting.offline.models import TabletCount, TabletReport
from thuis_app.visiting.offline.rules import (
    Envelope,
    Pairs,
    ReportPayload,
    TabletAuditEvent,
    TabletDetails,
    UploadReason,
    UploadState,
)
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports import queries as report_queries
from thuis_app.visiting.visit_reports.actions import LinkedReport
from thuis_app.visiting.visit_reports.rules import Findings
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitAuditEvent, VisitState


def write(
    actor: Actor,
    envelope: Envelope,
    letter: ReportPayload,
    visit: Visit,
    *,
    findings: Findings,
    next_at: datetime | None,
    also: LinkedReport | None = None,
) -> TabletReport:
    """Write the report of a visit, as if it came by the form itself; `also` is the
    other visit of the call.

    Where that is refused half-way, what was done is undone and its writer looks at it.
    """
    require(policy.may_send(actor))
    try:
        with db.session.begin_nested():
            visit_reports.report(
                actor, visit, findings=findings, next_at=next_at, also=also
            )
    except Refused:
        return keep(actor, envelope, letter, visit, UploadReason.FORM)
    kept = _kept(actor, envelope, visit, UploadState.WRITTEN, letter.written_at)
    audit_log.record(
        actor, TabletAuditEvent.RECEIVED, kept, contact_id=visit.contact_id
    )
    return kept


def keep(
    actor: Actor,
    envelope: Envelope,
    letter: ReportPayload | None,
    visit: Visit,
    reason: UploadReason,
) -> TabletReport:
    """Store a report that cannot be accepted yet, with the reason."""
    require(policy.may_send(actor))
    written_at = letter.written_at if letter else None
    kept = _kept(actor, envelope, visit, rules.state_for(reason), written_at, reason)
    if letter is None:
        kept.ciphertext = envelope.as_text
    else:
        kept.answers = json.dumps(rules.without_numbers(letter.answers))
    if kept.state is UploadState.WAITING:
        schedule(actor, kept, visit)
    audit_log.record(
        actor, TabletAuditEvent.KEPT, kept, contact_id=visit.contact_id, ground=reason
    )
    return kept


def replace(actor: Actor, kept: TabletReport, envelope: Envelope) -> TabletReport:
    """Keep the last of several envelopes about one visit that nobody can open."""
    require(policy.may_send(actor))
    kept.key, kept.digest = envelope.key, envelope.digest
    kept.ciphertext, kept.received_at = envelope.as_text, clock.now()
    contact_id = kept.visit.contact_id
    audit_log.record(actor, TabletAuditEvent.REPLACED, kept, contact_id=contact_id)
    return kept


def hand_back(
    actor: Actor, kept: TabletReport, visit: Visit, *, answers: Pairs
) -> None:
    """Put what came from a tablet in the ordinary report form, to be finished there."""
    require(policy.may_open(actor, kept))
    visit_reports.keep_draft(actor, visit, answers=answers, is_begun=True)
    _settle(actor, kept, UploadState.HANDED_BACK)
    kept.answers = ""
    audit_log.record(
        actor, TabletAuditEvent.HANDED_BACK, kept, contact_id=visit.contact_id
    )


def accept(actor: Actor, kept: TabletReport, *, findings: Findings) -> None:
    """Write down, for the volunteer who was there, what waited for a coordinator."""
    require(policy.may_settle(actor, kept))
    visit = _visit_for(actor, kept)
    if visit.state is VisitState.REPORTED:
        newest = report_queries.current_report(actor, visit)
        visit_reports.correct(
            actor, visit, newest, findings=findings, by_volunteer=True
        )
    else:
        visit_reports.report(actor, visit, findings=findings, by_volunteer=True)
    _settle(actor, kept, UploadState.WRITTEN)
    kept.answers = kept.ciphertext = ""
    audit_log.record(
        actor, TabletAuditEvent.ACCEPTED, kept, contact_id=visit.contact_id
    )


def set_aside(actor: Actor, kept: TabletReport, *, because: str) -> None:
    """Say why a report is not written down; what it said stays kept."""
    require(policy.may_settle(actor, kept))
    _settle(actor, kept, UploadState.SET_ASIDE)
    kept.because = because
    contact_id = kept.visit.contact_id
    audit_log.record(actor, TabletAuditEvent.SET_ASIDE, kept, contact_id=contact_id)


def count(actor: Actor, device: str, *, unsent: int) -> TabletCount:
    """Remember how many reports a browser still has, and miss what it lost."""
    require(policy.may_send(actor))
    kept = _count_of(actor, device)
    lost = rules.missing(kept.unsent, unsent)
    kept.missing += lost
    _set(kept, unsent)
    ground = f"unsent {unsent}" + (f", missing {lost}" if lost else "")
    audit_log.record(
        actor, TabletAuditEvent.COUNTED, kept, contact_id=None, ground=ground
    )
    return kept


def count_left(actor: Actor, device: str, *, left: int) -> TabletCount:
    """Remember how many are left after the one that has just come."""
    require(policy.may_send(actor))
    kept = _count_of(actor, device)
    if kept.unsent and not left:
        audit_log.record(actor, TabletAuditEvent.ALL_SENT, kept, contact_id=None)
    _set(kept, left)
    return kept


def forget_missing(actor: Actor, device: str) -> None:
    """The user has seen that reports were lost: forget it."""
    require(policy.may_send(actor))
    kept = _count_of(actor, device)
    kept.missing = 0
    audit_log.record(actor, TabletAuditEvent.MISSING_KNOWN, kept, contact_id=None)


def _kept(
    actor: Actor,
    envelope: Envelope,
    visit: Visit,
    state: UploadState,
    written_at: datetime | None,
    reason: UploadReason | None = None,
) -> TabletReport:
    kept = TabletReport(
        user_id=actor.id,
        key=envelope.key,
        digest=envelope.digest,
        visit_id=visit.id,
        state=state,
        reason=reason,
        answer=json.dumps({"outcome": state, "reason": reason}),
        written_at=written_at,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def _settle(actor: Actor, kept: TabletReport, state: UploadState) -> None:
    kept.state = rules.next_state(kept.state, state)
    kept.handled_by, kept.handled_at = actor.id, clock.now()
    tasks.close(actor, TaskKind.TABLET, kept.id)


def on_match_ended(actor: Actor, event: MatchEnded) -> None:
    """What the volunteer of an ended match was to put right is a coordinator's now."""
    for kept in queries.left_by_writer(event.contact_id, event.volunteer_id):
        schedule(actor, kept, kept.visit)


def schedule(actor: Actor, kept: TabletReport, visit: Visit) -> None:
    """Schedule that a coordinator looks at a report its writer cannot put right."""
    if kept.reason is None:
        return
    new = NewTask(
        kind=TaskKind.TABLET,
        source=kept.id,
        due_on=clock.today(),
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=kept.user_id,
        details=TabletDetails(kept.reason, visit.starts_at),
    )
    tasks.schedule(actor, new)


def _visit_for(actor: Actor, kept: TabletReport) -> Visit:
    """The visit of the report; a new one when it was cancelled or not theirs."""
    visit = visits.get(actor, kept.visit_id)
    is_theirs = visit.volunteer_id == kept.user_id
    if is_theirs and visit.state is not VisitState.CANCELLED:
        return visit
    same = Visit(
        contact_id=visit.contact_id,
        volunteer_id=kept.user_id,
        match_id=visit.match_id if is_theirs else None,
        starts_at=visit.starts_at,
        minutes=visit.minutes,
        purpose=visit.purpose,
    )
    db.session.add(same)
    db.session.flush()
    audit_log.record(
        actor, VisitAuditEvent.TOOK_PLACE, same, contact_id=visit.contact_id
    )
    return same


def _count_of(actor: Actor, device: str) -> TabletCount:
    kept = queries.count_on(actor, device)
    if kept is None:
        kept = TabletCount(user_id=actor.id, device=device, unsent=0, missing=0)
        db.session.add(kept)
        db.session.flush()
    return kept


def _set(kept: TabletCount, unsent: int) -> None:
    now = clock.now()
    kept.since = min(kept.since or now, now) if unsent else None
    kept.unsent, kept.seen_at = unsent, now
