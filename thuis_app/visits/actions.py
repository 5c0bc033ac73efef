"""Planning a visit, and telling how it was."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from thuis_app.concerns import actions as concerns
from thuis_app.contacts import actions as contacts
from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import Stage
from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.matches.models import Match
from thuis_app.matches.rules import OPEN
from thuis_app.visits import policy, queries, rules
from thuis_app.visits.models import Visit, VisitDraft, VisitReport
from thuis_app.visits.rules import (
    CancelledBy,
    Findings,
    Happened,
    VisitState,
    Worry,
)
from thuis_app.wishes import actions as wishes
from thuis_app.wishes.rules import Subject

NEXT_STEP = "visit"


def plan(
    actor: Actor,
    match: Match,
    *,
    starts_at: datetime,
    minutes: int = rules.USUAL,
    purpose: str = "",
) -> Visit:
    """Agree on a visit within a match that stands."""
    require(policy.may_plan(actor, match))
    _check_welcome(match.contact, match)
    visit = Visit(
        contact=match.contact,
        volunteer_id=match.volunteer_id,
        match_id=match.id,
        starts_at=starts_at,
        minutes=minutes,
        purpose=purpose,
    )
    db.session.add(visit)
    _show_next(actor, match.contact)
    trail.record(actor, "visit.planned", visit, contact_id=match.contact_id)
    return visit


def move(
    actor: Actor, visit: Visit, *, starts_at: datetime, minutes: int, purpose: str
) -> None:
    """Agree on another moment for a visit."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    _check_welcome(visit.contact, queries.open_match(actor, visit))
    visit.starts_at, visit.minutes, visit.purpose = starts_at, minutes, purpose
    _show_next(actor, visit.contact)
    trail.record(actor, "visit.moved", visit, contact_id=visit.contact_id)


def cancel(
    actor: Actor, visit: Visit, *, cancelled_by: CancelledBy, because: str
) -> None:
    """Call a visit off: on whose account, and why."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
    visit.cancelled_by, visit.cancelled_because = cancelled_by, because
    _forget_drafts(visit)
    _show_next(actor, visit.contact)
    trail.record(actor, "visit.cancelled", visit, contact_id=visit.contact_id)


def report(
    actor: Actor,
    visit: Visit,
    *,
    findings: Findings,
    next_at: datetime | None = None,
    worry: Worry = Worry.NO,
    worry_text: str = "",
) -> VisitReport:
    """Tell how a visit was, which closes it; a worry goes elsewhere at once."""
    require(policy.may_report(actor, visit))
    rules.check_open(visit.state)
    rules.check_come(visit.starts_at, clock.today())
    visit.state = rules.next_state(visit.state, rules.state_after(findings.happened))
    written = _write(actor, visit, findings, number=1)
    _hear(actor, visit, findings, heard_before=())
    if worry is not Worry.NO:
        _raise_concern(actor, visit.contact, worry, worry_text)
    if next_at:
        _go_again(actor, visit, next_at)
    _forget_drafts(visit)
    _show_next(actor, visit.contact)
    trail.record(actor, "visit.reported", visit, contact_id=visit.contact_id)
    return written


def correct(
    actor: Actor, visit: Visit, report: VisitReport, *, findings: Findings
) -> VisitReport:
    """Write a new version of a report; the old one stays readable for coordinators."""
    require(policy.may_correct(actor, visit, report))
    if not policy.sees_versions(actor, visit):
        rules.check_same_day(report.written_at, clock.today())
    report.is_current = False
    visit.state = rules.state_after(findings.happened)
    db.session.flush()
    written = _write(actor, visit, findings, number=report.number + 1)
    _hear(actor, visit, findings, heard_before=report.wishes)
    trail.record(actor, "visit.corrected", visit, contact_id=visit.contact_id)
    return written


def keep_draft(
    actor: Actor, visit: Visit, *, answers: Sequence[tuple[str, str]], has_words: bool
) -> VisitDraft | None:
    """Keep what is being written, from the first words on; without words, nothing."""
    require(policy.may_report(actor, visit))
    rules.check_open(visit.state)
    kept = queries.draft(actor, visit)
    if not has_words:
        _forget_drafts(visit, actor)
        return None
    if kept is None:
        kept = VisitDraft(visit_id=visit.id, author_id=actor.id, answers="")
        db.session.add(kept)
        db.session.flush()
        trail.record(actor, "visit.draft_begun", visit, contact_id=visit.contact_id)
    kept.answers, kept.saved_at = json.dumps(list(answers)), clock.now()
    return kept


def _write(
    actor: Actor, visit: Visit, findings: Findings, *, number: int
) -> VisitReport:
    took_place = findings.happened is Happened.YES
    written = VisitReport(
        visit_id=visit.id,
        number=number,
        happened=findings.happened,
        mood=findings.mood,
        minutes=findings.minutes if took_place else None,
        activity_words=" ".join(findings.activities if took_place else ()),
        wish_words=" ".join(findings.subjects),
        wish_text=findings.wish_text,
        agreed=findings.agreed,
        note=findings.note,
        written_by=actor.id,
    )
    db.session.add(written)
    db.session.flush()
    if took_place:
        contacts.note_visit(actor, visit.contact, visit.day)
    return written


def _hear(
    actor: Actor, visit: Visit, findings: Findings, heard_before: Sequence[Subject]
) -> None:
    for subject in findings.subjects:
        if subject not in heard_before and not visit.contact.is_stopped:
            wishes.hear(
                actor,
                visit.contact,
                subject=subject,
                words=findings.wish_text,
                heard_on=visit.day,
            )


def _raise_concern(actor: Actor, contact: Contact, worry: Worry, words: str) -> None:
    concerns.raise_concern(actor, contact, words=words, urgent=worry is Worry.URGENT)


def _go_again(actor: Actor, visit: Visit, next_at: datetime) -> None:
    """Plan the next visit, or move the one that was planned already."""
    already = queries.following(actor, visit)
    if already is not None:
        move(
            actor,
            already,
            starts_at=next_at,
            minutes=already.minutes,
            purpose=already.purpose,
        )
        return
    match = queries.open_match(actor, visit)
    _check_welcome(visit.contact, match)
    if match is not None:
        plan(actor, match, starts_at=next_at, minutes=visit.minutes)


def _check_welcome(contact: Contact, match: Match | None) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
    if match is None or match.state not in OPEN:
        raise RuleBroken("visit.no_match")


def _show_next(actor: Actor, contact: Contact) -> None:
    """Show when somebody is visited next; outreach has steps of its own."""
    if contact.stage is Stage.OUTREACH or contact.is_stopped:
        return
    db.session.flush()
    ahead = queries.planned(actor, contact.id)
    if ahead or contact.next_step == NEXT_STEP:
        on = ahead[0].day if ahead else None
        contacts.plan_step(actor, contact, on=on, step=NEXT_STEP)


def _forget_drafts(visit: Visit, author: Actor | None = None) -> None:
    gone = delete(VisitDraft).where(VisitDraft.visit_id == visit.id)
    if author is not None:
        gone = gone.where(VisitDraft.author_id == author.id)
    db.session.execute(gone)
