"""Reports visits, and corrects reports."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    delete,
)

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonSplit
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome
from thuis_app.people.wishes import actions as wishes
from thuis_app.people.wishes import queries as wish_queries
from thuis_app.team.claims import actions as claims
from thuis_app.visiting.concerns import actions as concerns
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.visit_reports import policy, queries, rules
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import (
    AbsenceDetails,
    Findings,
    Happened,
    How,
    Mood,
    ReportDetails,
    VisitMade,
    VisitReportAuditEvent,
    Whose,
    Worry,
)
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits import rules as visit_rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelled, VisitState


@dataclass(frozen=True)
class LinkedReport:
    """The other visit of one call: reported together or not, and of which of the two
    people a wish and a worry are."""

    visit: Visit
    is_reported: bool = True
    wish_of: Whose = Whose.FIRST
    worry_about: Whose = Whose.FIRST


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
    findings = findings.asked
    mine, theirs = _divided(findings, also)
    _record_report(actor, visit, mine, author=_author(actor, visit, by_volunteer))
    if also is not None and also.is_reported:
        report(actor, also.visit, findings=theirs)
    elif also is not None:
        _record_wishes(actor, also.visit, theirs, said_at=visit)
    if worry is not Worry.NO:
        _worry(actor, visit, also, words=worry_text, urgent=worry is Worry.URGENT)
    if next_at:
        _go_again(
            actor, visit, next_at, also.visit if also and also.is_reported else None
        )
    else:
        visits.plan_next(actor, visit)
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
    also: LinkedReport | None = None,
) -> bool:
    """Write a new version of a report; the old one stays readable for coordinators.

    A wish of who else lives there, in `also`, moves to their report. Returns False,
    and writes nothing, when it says what it said.
    """
    require(policy.may_correct(actor, visit, report))
    if not policy.sees_versions(actor, visit):
        rules.check_same_day(queries.sent_at(report), clock.today())
    findings = findings.asked
    is_moved = False
    if also is not None and also.wish_of is not Whose.FIRST:
        is_moved = _move_wish(actor, also.visit, findings)
        findings, _theirs = _divided(findings, also)
    if findings.is_as(report.findings):
        return is_moved
    report.is_current = False
    visit.state = rules.state_after(findings.happened)
    author = _author(actor, visit, by_volunteer)
    _write(visit, findings, author=author, number=report.number + 1)
    _tell(actor, visit, findings, was_made=report.happened is Happened.YES)
    _follow(actor, visit, findings, report.findings)
    if not findings.took_place:
        _forget_visit(visit)
    _follow_claim(actor, visit, findings, report.findings)
    audit_log.record(
        actor, VisitReportAuditEvent.CORRECTED, visit, contact_id=visit.contact_id
    )
    return True


def on_person_split(_actor: Actor, event: PersonSplit) -> None:
    """Store again when each of the two was last visited."""
    for contact_id in event.both:
        contact = db.session.get_one(Contact, contact_id)
        contacts.correct_last_visit(contact, queries.last_made(contact))


def _move_wish(actor: Actor, other: Visit, findings: Findings) -> bool:
    """Write the wish in the report of the other at that house; False when it is there
    already."""
    written = queries.current_report(actor, other)
    wishes, words = findings.wishes, findings.wish_text
    said = replace(written.findings, wishes=wishes, wish_text=words)
    return correct(actor, other, written, findings=said)


def take_back(actor: Actor, visit: Visit, report: VisitReport) -> None:
    """Undo the sending of a report: what it said is a draft again, and what followed
    from it is gone. A worry stays handed in, and a next visit stays planned."""
    require(policy.may_take_back(actor, report))
    rules.check_take_back(report.number, report.written_at, clock.now())
    other = queries.sent_together(actor, visit, report)
    _withdraw(actor, visit, report)
    if other is not None:
        _withdraw(actor, *other)
    keep_draft(actor, visit, answers=report.findings.answers, is_begun=True)
    audit_log.record(
        actor, VisitReportAuditEvent.TAKEN_BACK, visit, contact_id=visit.contact_id
    )


def _withdraw(actor: Actor, visit: Visit, report: VisitReport) -> None:
    was_made = report.happened is Happened.YES
    db.session.delete(report)
    # Back by hand: no table of states leads from a report to a plan.
    visit.state = VisitState.PLANNED
    _record_wishes(actor, visit, Findings(report.how))
    _withdraw_claim(actor, visit)
    tasks.close(actor, TaskKind.REPORT, visit.id)
    if report.happened is Happened.NOBODY_HOME:
        tasks.close(actor, TaskKind.ABSENT, visit.contact_id)
    visits.schedule(actor, visit, visit.contact)
    if was_made:
        _forget_visit(visit)
        events.publish(actor, VisitMade(visit.contact_id, visit.day, False))


def _forget_visit(visit: Visit) -> None:
    """Store when the person was last visited, and that these two did not meet, if no
    report says any more that they did."""
    db.session.flush()
    contacts.correct_last_visit(visit.contact, queries.last_made(visit.contact))
    if not queries.has_met(visit):
        matches.note_not_visited(visit.match_id)


def _withdraw_claim(actor: Actor, visit: Visit) -> None:
    """Withdraw the hours of a visit that is not reported any more."""
    claim = queries.claim_of(actor, visit)
    if claim is not None:
        claims.withdraw(actor, claim)


def _follow_claim(
    actor: Actor, visit: Visit, findings: Findings, before: Findings
) -> None:
    """Let the hours of a visit be what its report says, where they were that before."""
    if not findings.took_place:
        return _withdraw_claim(actor, visit)
    claim = queries.claim_of(actor, visit)
    if claim is not None and not before.took_place:
        claims.schedule_no_settling(actor, claim)
    elif claim is not None and claim.minutes == (before.minutes or visit.minutes):
        minutes = findings.minutes or visit.minutes
        claims.correct_minutes(actor, claim, minutes)
    return None


def keep_draft(
    actor: Actor, visit: Visit, *, answers: Sequence[tuple[str, str]], is_begun: bool
) -> VisitDraft | None:
    """Keep what is being written; where nothing is begun, nothing."""
    require(policy.may_report(actor, visit))
    visit_rules.check_open(visit.state)
    kept = queries.draft(actor, visit)
    if not is_begun:
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


def sweep_drafts(actor: Actor) -> int:
    """Delete the drafts that nobody will finish; how many there were."""
    require(policy.may_sweep(actor))
    found = queries.drafts_to_sweep(actor, clock.now() - rules.DRAFT_KEPT)
    for draft, contact_id in found:
        audit_log.record(
            actor, VisitReportAuditEvent.DRAFT_SWEPT, draft, contact_id=contact_id
        )
        db.session.delete(draft)
    return len(found)


def on_visit_cancelled(actor: Actor, event: VisitCancelled) -> None:
    """Delete the drafts about a visit that was called off."""
    db.session.execute(delete(VisitDraft).where(VisitDraft.visit_id == event.visit_id))


def _worry(
    actor: Actor, visit: Visit, also: LinkedReport | None, *, words: str, urgent: bool
) -> None:
    whose = also.worry_about if also is not None else Whose.FIRST
    if whose is not Whose.OTHER:
        concerns.raise_concern(actor, visit.contact, words=words, urgent=urgent)
    if also is not None and whose is not Whose.FIRST:
        concerns.raise_concern(actor, also.visit.contact, words=words, urgent=urgent)


def _divided(
    findings: Findings, also: LinkedReport | None
) -> tuple[Findings, Findings]:
    """The findings of each of the two visits: the same, but for whose a wish is."""
    whose = also.wish_of if also is not None else Whose.FIRST
    mine = findings.wishless if whose is Whose.OTHER else findings
    theirs = findings.wishless if whose is Whose.FIRST else findings
    return mine, theirs


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
    tasks.close(actor, TaskKind.TELL, visit.id, outcome=TaskOutcome.DROPPED)
    visits.schedule_days_off(actor, visit.volunteer_id, visit.contact)
    _follow(actor, visit, findings)
    _forget_drafts(visit)


def _follow(
    actor: Actor, visit: Visit, findings: Findings, before: Findings | None = None
) -> None:
    """What follows from what a report says now, whatever it said before."""
    db.session.flush()
    in_a_row = queries.in_a_row(visit)
    _schedule_reading(actor, visit, findings, in_a_row)
    _schedule_absence(actor, visit, findings, in_a_row)
    _record_wishes(actor, visit, findings, before)
    if findings.took_place:
        contacts.note_visit(visit.contact, visit.day)
        matches.note_visited(visit.match_id)


def _schedule_reading(
    actor: Actor, visit: Visit, findings: Findings, in_a_row: int
) -> None:
    """A report that says something is read by a coordinator; a hard one first.

    What was written at a closed door stands in the task about that door.
    """
    is_read = actor.coordinates(visit.contact.area_id)
    is_asked = findings.says_something and findings.how is not How.NOBODY_HOME
    if is_read or not is_asked:
        return tasks.close(actor, TaskKind.REPORT, visit.id)
    is_hard = findings.mood is Mood.HARD
    words = findings.agreed or findings.note
    shown = ReportDetails(findings.mood, words, in_a_row if is_hard else 0)
    new = NewTask(
        kind=TaskKind.REPORT,
        source=visit.id,
        due_on=clock.today(),
        is_urgent=is_hard,
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
        details=shown,
    )
    return tasks.schedule(actor, new)


def _schedule_absence(
    actor: Actor, visit: Visit, findings: Findings, in_a_row: int
) -> None:
    """A door that stayed closed asks for a call the same day; a visit that was made
    ends that."""
    if findings.took_place:
        return tasks.close(actor, TaskKind.ABSENT, visit.contact_id)
    if findings.how is not How.NOBODY_HOME:
        return None
    new = NewTask(
        kind=TaskKind.ABSENT,
        source=visit.contact_id,
        due_on=clock.today(),
        is_urgent=True,
        number=max(1, in_a_row),
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
        details=AbsenceDetails(visit.id, findings.note),
    )
    return tasks.schedule(actor, new)


def _write(visit: Visit, findings: Findings, *, author: int, number: int = 1) -> None:
    report = VisitReport(
        visit_id=visit.id,
        number=number,
        happened=findings.happened,
        mood=findings.mood,
        minutes=findings.minutes,
        activities=frozenset(findings.activities),
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
    actor: Actor,
    visit: Visit,
    findings: Findings,
    before: Findings | None = None,
    *,
    said_at: Visit | None = None,
) -> None:
    """Record the wishes that a report says and did not say `before`, and take back
    those it says no more, unless something was done with them.

    `said_at` is the visit of the report, where that is of who else lives there.
    """
    visit_id = (said_at or visit).id
    known = wish_queries.of_visit(visit.contact, visit_id)
    for wish in known:
        if wish.is_untouched and (wish.subject, wish.words) not in findings.heard:
            wishes.take_back(actor, wish, visit.contact)
    said = {(wish.subject, wish.words) for wish in known}
    said |= set(before.heard) if before else set()
    for subject, words in findings.heard:
        if (subject, words) not in said and not visit.contact.is_stopped:
            wishes.record_wish(
                actor,
                visit.contact,
                subject=subject,
                words=words,
                heard_on=visit.day,
                visit_id=visit_id,
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
