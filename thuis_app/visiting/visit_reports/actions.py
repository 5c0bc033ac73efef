"""Reports visits, and corrects reports."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    delete,
)

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.people.wishes import actions as wishes
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.concerns import actions as concerns
from thuis_app.visiting.visit_reports import policy, queries, rules
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import (
    Findings,
    Happened,
    Mood,
    ReportDetails,
    VisitMade,
    VisitReportAuditEvent,
    Worry,
)
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits import rules as visit_rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelled


@dataclass(frozen=True)
class LinkedReport:
    """The other visit of one call: reported together or not, and its own wish."""

    visit: Visit
    is_reported: bool = True
    wish_is_theirs: bool = False
    worry_is_theirs: bool = False


def report(
    actor: Actor,
    visit: Visit,
    *,
    findings: Findings,
    next_at: datetime | None = None,
    worry: Worry = Worry.NO,
    worry_text: str = "",
    also: LinkedReport | None = None,
    by_volunteer: bool = False,
) -> None:
    """Report a visit, which closes it; concerns are handed in at once.

    `by_volunteer`: the report is the volunteer's, and another user sends it in.
    """
    require(policy.may_report(actor, visit))
    mine, theirs = _divided(findings, also)
    _record_report(actor, visit, mine, author=_author(actor, visit, by_volunteer))
    if also is not None and also.is_reported:
        report(actor, also.visit, findings=theirs)
    elif also is not None:
        _record_wishes(actor, also.visit, theirs, heard_before=())
    if worry is not Worry.NO:
        _worry(actor, visit, also, words=worry_text, urgent=worry is Worry.URGENT)
    if next_at:
        _go_again(
            actor, visit, next_at, also.visit if also and also.is_reported else None
        )
    else:
        visits.plan_next(actor, visit)
    if findings.took_place:
        contacts.note_visit(visit.contact, visit.day)
    audit_log.record(
        actor, VisitReportAuditEvent.REPORTED, visit, contact_id=visit.contact_id
    )


def correct(
    actor: Actor,
    visit: Visit,
    report: VisitReport,
    *,
    findings: Findings,
    by_volunteer: bool = False,
) -> None:
    """Write a new version of a report; the old one stays readable for coordinators."""
    require(policy.may_correct(actor, visit, report))
    if not policy.sees_versions(actor, visit):
        rules.check_same_day(report.written_at, clock.today())
    report.is_current = False
    visit.state = rules.state_after(findings.happened)
    author = _author(actor, visit, by_volunteer)
    was_made = report.happened is Happened.YES
    _write(visit, findings, author=author, number=report.number + 1)
    _tell(actor, visit, findings, was_made=was_made)
    if findings.took_place:
        contacts.note_visit(visit.contact, visit.day)
    _schedule_reading(actor, visit, findings)
    _record_wishes(actor, visit, findings, heard_before=report.wishes)
    audit_log.record(
        actor, VisitReportAuditEvent.CORRECTED, visit, contact_id=visit.contact_id
    )


def keep_draft(
    actor: Actor, visit: Visit, *, answers: Sequence[tuple[str, str]], has_words: bool
) -> VisitDraft | None:
    """Keep what is being written, from the first words on; without words, nothing."""
    require(policy.may_report(actor, visit))
    visit_rules.check_open(visit.state)
    kept = queries.draft(actor, visit)
    if not has_words:
        _forget_drafts(visit, actor)
        return None
    if kept is None:
        kept = VisitDraft(visit_id=visit.id, author_id=actor.id, answers="")
        db.session.add(kept)
        db.session.flush()
        audit_log.record(
            actor, VisitReportAuditEvent.DRAFT_BEGUN, visit, contact_id=visit.contact_id
        )
    kept.answers, kept.saved_at = json.dumps(list(answers)), clock.now()
    return kept


def on_visit_cancelled(actor: Actor, event: VisitCancelled) -> None:
    """Delete the drafts about a visit that was called off."""
    db.session.execute(delete(VisitDraft).where(VisitDraft.visit_id == event.visit_id))


def _worry(
    actor: Actor, visit: Visit, also: LinkedReport | None, *, words: str, urgent: bool
) -> None:
    about = also.visit if also is not None and also.worry_is_theirs else visit
    concerns.raise_concern(actor, about.contact, words=words, urgent=urgent)


def _divided(
    findings: Findings, also: LinkedReport | None
) -> tuple[Findings, Findings]:
    """The findings of each of the two visits: the same, but a wish belongs to one."""
    if also is not None and also.wish_is_theirs:
        return findings.wishless, findings
    return findings, findings.wishless


def _author(actor: Actor, visit: Visit, by_volunteer: bool) -> int:
    return visit.volunteer_id if by_volunteer else actor.id


def _record_report(
    actor: Actor, visit: Visit, findings: Findings, *, author: int
) -> None:
    visit_rules.check_open(visit.state)
    rules.check_come(visit.starts_at, clock.today())
    state = rules.state_after(findings.happened)
    visit.state = visit_rules.next_state(visit.state, state)
    _write(visit, findings, author=author)
    _tell(actor, visit, findings)
    tasks.close(actor, TaskKind.VISIT, visit.id)
    visits.schedule_days_off(actor, visit.volunteer_id, visit.contact)
    _schedule_reading(actor, visit, findings)
    _schedule_absence(actor, visit, findings)
    _record_wishes(actor, visit, findings, heard_before=())
    _forget_drafts(visit)


def _schedule_reading(actor: Actor, visit: Visit, findings: Findings) -> None:
    """A report that says something is read by a coordinator; a hard one first."""
    is_read = actor.coordinates(visit.contact.area_id)
    if is_read or not findings.says_something:
        return tasks.close(actor, TaskKind.REPORT, visit.id)
    shown = ReportDetails(findings.mood, findings.agreed or findings.note)
    new = NewTask(
        kind=TaskKind.REPORT,
        source=visit.id,
        due_on=clock.today(),
        is_urgent=findings.mood is Mood.HARD,
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
        details=shown,
    )
    return tasks.schedule(actor, new)


def _schedule_absence(actor: Actor, visit: Visit, findings: Findings) -> None:
    """Twice in a row nobody home asks for a call; a visit that was made ends that."""
    if findings.took_place:
        return tasks.close(actor, TaskKind.ABSENT, visit.contact_id)
    db.session.flush()
    if not queries.was_absent_twice(visit):
        return None
    new = NewTask(
        kind=TaskKind.ABSENT,
        source=visit.contact_id,
        due_on=clock.today(),
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
    )
    return tasks.schedule(actor, new)


def _write(visit: Visit, findings: Findings, *, author: int, number: int = 1) -> None:
    took_place = findings.took_place
    report = VisitReport(
        visit_id=visit.id,
        number=number,
        happened=findings.happened,
        mood=findings.mood,
        minutes=findings.minutes if took_place else None,
        activities=frozenset(findings.activities if took_place else ()),
        wishes=frozenset(findings.subjects),
        wish_text=findings.wish_text,
        agreed=findings.agreed,
        note=findings.note,
        written_by=author,
    )
    db.session.add(report)


def _tell(
    actor: Actor, visit: Visit, findings: Findings, *, was_made: bool = False
) -> None:
    """Publish whether there was a visit, where that is new."""
    is_made = findings.took_place
    if is_made != was_made:
        db.session.flush()
        events.publish(actor, VisitMade(visit.contact_id, visit.day, is_made))


def _record_wishes(
    actor: Actor, visit: Visit, findings: Findings, heard_before: Collection[Subject]
) -> None:
    for subject in findings.subjects:
        if subject not in heard_before and not visit.contact.is_stopped:
            wishes.record_wish(
                actor,
                visit.contact,
                subject=subject,
                words=findings.wish_text,
                heard_on=visit.day,
            )


def _go_again(
    actor: Actor, visit: Visit, next_at: datetime, other: Visit | None
) -> None:
    """Plan the next visit, or move the one that was planned already; none where one
    stands at that moment as it is."""
    if visit_queries.meets_then(actor, visit, next_at):
        return
    already = visit_queries.following(actor, visit)
    if already is not None:
        visits.move(
            actor,
            already,
            starts_at=next_at,
            minutes=already.minutes,
            purpose=already.purpose,
            both=other is not None,
        )
        return
    match = visit_queries.open_match(actor, visit)
    visit_rules.check_welcome(
        is_stopped=visit.contact.is_stopped, is_matched=match is not None
    )
    if match is None:
        return
    with_them = visit_queries.open_match(actor, other) if other is not None else None
    visits.plan(
        actor, match, starts_at=next_at, minutes=visit.minutes, together=with_them
    )


def _forget_drafts(visit: Visit, author: Actor | None = None) -> None:
    """Delete the drafts about a visit, of this author or of all."""
    written = delete(VisitDraft).where(VisitDraft.visit_id == visit.id)
    if author is not None:
        written = written.where(VisitDraft.author_id == author.id)
    db.session.execute(written)
