"""Agreeing on a visit, on another moment, that another goes, or that it is off.

Who moves a visit or calls it off says whether the person knows: where nobody does, a
coordinator gets the task to call.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.agreements.rules import SeesPeople
from thuis_app.organisation.changes.rules import (
    ChangeKind,
    ChangeUndone,
    RestoreAsked,
)
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.assents import queries as assents
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    PersonFinished,
    PersonMerged,
    PersonReopened,
    PersonStopped,
    Stage,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.queries import open_task
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome
from thuis_app.team.volunteers.rules import DaysOffChanged
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches import queries as match_queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    OF_PERSON,
    OPEN,
    MatchEnded,
    MatchPaused,
    call_line,
)
from thuis_app.visiting.visits import policy, queries, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.queries import Substitute
from thuis_app.visiting.visits.rules import (
    Change,
    CoverDetails,
    Informed,
    Objection,
    Slot,
    TellDetails,
    VisitAuditEvent,
    VisitCancelled,
    VisitCancelledBy,
    VisitState,
)

VisitsEnd = (
    PersonStopped
    | PersonFinished
    | AssentWithdrawn
    | MatchEnded
    | MatchPaused
    | RoleEnded
)
"""The events by which visits that are planned are not made."""

PAIR, PERSON = attrgetter("volunteer_id", "contact_id"), attrgetter("contact_id")


def plan(
    actor: Actor,
    match: Match,
    *,
    starts_at: datetime,
    minutes: int = rules.USUAL,
    purpose: str = "",
    together: Match | None = None,
    anyway: bool = True,
) -> Visit:
    """Agree on a visit within a match that stands; `together` is at the same house.

    Without `anyway` only where nothing else of either stands at that moment.
    """
    require(policy.may_plan(actor, match))
    _check_moment(actor, match, _slot(starts_at, minutes), anyway=anyway)
    visit = _appoint(match, starts_at, minutes, purpose)
    if together is not None:
        _join(visit, plan(actor, together, starts_at=starts_at, minutes=minutes))
    schedule(actor, visit, match.contact)
    audit_log.record(actor, VisitAuditEvent.PLANNED, visit, contact_id=match.contact_id)
    return visit


def plan_first(
    actor: Actor,
    contact: Contact,
    user: User,
    *,
    starts_at: datetime,
    minutes: int = rules.USUAL,
    purpose: str = "",
    anyway: bool = True,
) -> Visit:
    """Agree on a visit to a person who has no visitor yet, by this user alone."""
    require(policy.may_plan_first(actor, contact))
    rules.check_unvisited(match_queries.visitors(contact))
    visit = Visit(
        contact_id=contact.id,
        volunteer_id=user.id,
        starts_at=starts_at,
        minutes=minutes,
        purpose=purpose,
        before_match=True,
    )
    rules.check_welcome(
        is_stopped=contact.is_stopped,
        is_withdrawn=assents.is_withdrawn(contact.id, Participation.VISIT),
        is_matched=True,
    )
    _check_moment(actor, visit, _slot(starts_at, minutes), anyway=anyway)
    visit.contact, visit.volunteer = contact, user
    db.session.add(visit)
    db.session.flush()
    schedule(actor, visit, contact)
    audit_log.record(actor, VisitAuditEvent.PLANNED, visit, contact_id=contact.id)
    return visit


def plan_ahead(
    actor: Actor,
    match: Match,
    *,
    starts_at: datetime,
    minutes: int,
    together: Visit | None = None,
) -> Visit:
    """Plan a visit at a moment that nobody chose; `together` is at the same house."""
    require(policy.may_plan_ahead(actor))
    visit = _appoint(match, starts_at, minutes, made_by_rhythm=True)
    schedule(actor, visit, match.contact)
    audit_log.record(actor, VisitAuditEvent.PLANNED, visit, contact_id=visit.contact_id)
    if together is not None:
        _join(visit, together)
    return visit


def take_back(actor: Actor, visit: Visit) -> None:
    """Delete a visit that was planned by rhythm alone."""
    require(policy.may_plan_ahead(actor))
    audit_log.record(
        actor, VisitAuditEvent.TAKEN_BACK, visit, contact_id=visit.contact_id
    )
    volunteer_id, contact = visit.volunteer_id, visit.contact
    _part(visit)
    _drop(actor, visit)
    _untell(actor, visit)
    events.publish(actor, VisitCancelled(visit.id))
    try:
        with db.session.begin_nested():
            db.session.delete(visit)
    except IntegrityError:
        _call_off(actor, visit)
    schedule_days_off(actor, volunteer_id, contact)


def move(
    actor: Actor,
    visit: Visit,
    *,
    starts_at: datetime,
    minutes: int,
    purpose: str,
    both: bool = False,
    informed: Informed = Informed.KNOWS,
    anyway: bool = True,
) -> None:
    """Agree on another moment for a visit, or for both that are made in one go."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    _check_still_welcome(actor, visit)
    other = queries.in_one_go(actor, visit)
    moved = [other, visit] if other is not None and both else [visit]
    besides = [visit.id] if other is None else [visit.id, other.id]
    _check_moment(
        actor, visit, _slot(starts_at, minutes), anyway=anyway, besides=besides
    )
    if other not in moved and starts_at != visit.starts_at:
        _part(visit)
    visit.purpose = purpose
    for one in moved:
        was_at = one.starts_at
        if match := queries.match_of(actor, one):
            one.match_id = match.id
        _put(actor, one, starts_at, minutes)
        if starts_at != was_at:
            _tell(actor, one, Change.MOVED, informed, was_at=was_at)
        audit_log.record(actor, VisitAuditEvent.MOVED, one, contact_id=one.contact_id)


def move_back(actor: Actor, visit: Visit) -> None:
    """Undo a move of a moment ago: the visit is at the moment it was before."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    now = clock.now()
    rules.check_undo(
        visit.moved_from is not None
        and rules.may_undo(visit.moved_by, visit.moved_at, actor.id, now)
    )
    if visit.moved_from is not None:
        slot = _slot(visit.moved_from, visit.minutes)
        _check_moment(actor, visit, slot, anyway=True, besides=_pair(visit))
        visit.starts_at = visit.moved_from
    visit.moved_from = visit.moved_by = visit.moved_at = None
    _untell(actor, visit)
    schedule(actor, visit, visit.contact)
    _cover(actor, visit)
    audit_log.record(
        actor, VisitAuditEvent.MOVED_BACK, visit, contact_id=visit.contact_id
    )


def substitute(
    actor: Actor,
    visit: Visit,
    *,
    volunteer_id: int,
    both: bool = False,
    informed: Informed = Informed.KNOWS,
    anyway: bool = True,
) -> None:
    """Send another volunteer for once, or for both visits in one go; or the usual
    volunteer again. The match stays as it is."""
    require(policy.may_substitute(actor, visit))
    rules.check_open(visit.state)
    _check_still_welcome(actor, visit)
    chosen = _substitute(actor, visit, volunteer_id)
    queries.hold(visit.contact_id, volunteer_id)
    rules.check_moment(chosen.objections, anyway=anyway)
    other = queries.in_one_go(actor, visit)
    gone = [other, visit] if other is not None and both else [visit]
    if other not in gone:
        _part(visit)
    for one in gone:
        _send(actor, one, chosen.user, informed)
        audit_log.record(
            actor, VisitAuditEvent.SUBSTITUTED, one, contact_id=one.contact_id
        )


def cancel(
    actor: Actor,
    visit: Visit,
    *,
    cancelled_by: VisitCancelledBy,
    because: str,
    both: bool = False,
    informed: Informed = Informed.KNOWS,
) -> None:
    """Call a visit off: on whose account, and why; or both that are made in one go."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    other = queries.in_one_go(actor, visit)
    _part(visit)
    if other is not None and both:
        cancel(
            actor, other, cancelled_by=cancelled_by, because=because, informed=informed
        )
    visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
    visit.cancelled_by, visit.cancelled_because = cancelled_by, because
    visit.called_off_by, visit.called_off_at = actor.id, clock.now()
    _drop(actor, visit)
    plan_next(actor, visit)
    is_known = cancelled_by is VisitCancelledBy.PERSON
    _tell(actor, visit, Change.CANCELLED, Informed.KNOWS if is_known else informed)
    _cover(actor, visit)
    events.publish(actor, VisitCancelled(visit.id))
    audit_log.record(
        actor, VisitAuditEvent.CANCELLED, visit, contact_id=visit.contact_id
    )


def call_off(
    actor: Actor,
    visits: Collection[Visit],
    *,
    because: str,
    informed: Informed,
) -> None:
    """Call off several visits at once for which their volunteer cannot come."""
    require(all(policy.may_change(actor, visit) for visit in visits))
    by = VisitCancelledBy.VOLUNTEER
    for visit in visits:
        cancel(actor, visit, cancelled_by=by, because=because, informed=informed)


def go_on(actor: Actor, visit: Visit) -> None:
    """Undo a cancelling of a moment ago: the visit stands as it stood."""
    require(policy.may_change(actor, visit))
    now = clock.now()
    rules.check_undo(
        visit.state is VisitState.CANCELLED
        and rules.may_undo(visit.called_off_by, visit.called_off_at, actor.id, now)
    )
    _check_still_welcome(actor, visit)
    _check_moment(actor, visit, visit.slot, anyway=True, besides=[visit.id])
    visit.state = VisitState.PLANNED
    visit.cancelled_by, visit.cancelled_because = None, ""
    visit.called_off_by = visit.called_off_at = None
    _untell(actor, visit)
    matches.drop_call(actor, visit.contact_id, visit.volunteer_id)
    schedule(actor, visit, visit.contact)
    _cover(actor, visit)
    audit_log.record(actor, VisitAuditEvent.GOES_ON, visit, contact_id=visit.contact_id)


def hand_on(actor: Actor, match: Match, to: Match) -> None:
    """Let the visits ahead of one match be made in another, by its volunteer."""
    require(policy.may_plan(actor, match) and policy.may_plan(actor, to))
    for visit in queries.ahead_of_pair(match, to.started_on):
        _part(visit)
        visit.match_id, visit.volunteer_id = to.id, to.volunteer_id
        schedule(actor, visit, match.contact)
        audit_log.record(
            actor, VisitAuditEvent.HANDED_ON, visit, contact_id=visit.contact_id
        )


def on_ended(actor: Actor, event: VisitsEnd) -> None:
    """Call off the visits that are not made, without a word of why.

    What was said is for coordinators; the page of the volunteer has words of its own.
    A coordinator calls the volunteer, and the person who counts on them.
    """
    hit = queries.open_under(event)
    for visit in hit:
        _part(visit)
        visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
        visit.cancelled_by = VisitCancelledBy.FOUNDATION
        visit.called_off_by, visit.called_off_at = actor.id, clock.now()
        _drop(actor, visit)
        events.publish(actor, VisitCancelled(visit.id))
        audit_log.record(
            actor, VisitAuditEvent.CANCELLED, visit, contact_id=visit.contact_id
        )
    for volunteer_id, contact in {(one.volunteer_id, one.contact) for one in hit}:
        schedule_days_off(actor, volunteer_id, contact)
    for visit in rules.first_of_each(hit, PAIR):
        _call_volunteer(actor, visit, event)
    for visit in rules.first_of_each(hit, PERSON):
        if _counts_on(visit, event):
            _tell(actor, visit, Change.CANCELLED, Informed.ASKED)


def on_person_merged(actor: Actor, event: PersonMerged) -> None:
    """The visits to one record of a person are to the record that stays; of two of one
    volunteer at one moment one is made."""
    for visit, match_id in queries.planned_twice(event.kept_id, event.gone_id):
        if match_id is not None:
            visit.match_id = match_id
            continue
        _part(visit)
        visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
        visit.cancelled_by = VisitCancelledBy.FOUNDATION
        visit.called_off_by, visit.called_off_at = actor.id, clock.now()
        _drop(actor, visit)
        events.publish(actor, VisitCancelled(visit.id))
    db.session.flush()
    theirs = update(Visit).where(Visit.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def on_open_under(actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The visits that are called off, each with who hears so, and who is called."""
    hit = queries.open_under(question.event)
    return [
        EndingLine(
            EndingKind.VISIT,
            visit.id,
            EndingFate.CALLED_OFF,
            who=visit.volunteer.called,
            at=visit.starts_at,
        )
        for visit in hit
    ] + _calls(actor, question.event, hit)


def on_restore_asked(_actor: Actor, question: RestoreAsked) -> list[RowChange]:
    """What has become of a visit, and of its task, stays once its moment has passed."""
    if question.kind is ChangeKind.VISIT:
        return []
    passed = queries.passed(question.keys("visit"), question.since)
    theirs = queries.tasks_of(passed)
    return [
        one
        for one in question.changes
        if (one.table == "visit" and one.key[0] in passed)
        or (one.table == "task" and one.key[0] in theirs)
    ]


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """Refuse that a visit stands again where nobody may come by now, or twice."""
    if event.kind is not ChangeKind.VISIT:
        return
    for visit in queries.planned_among(event.keys("visit")):
        _check_welcome(visit.contact, queries.standing_match(visit))
        _check_moment(actor, visit, visit.slot, anyway=True, besides=_pair(visit))


def on_days_off_changed(actor: Actor, event: DaysOffChanged) -> None:
    """See to it that nobody waits in vain: a task for each person with a visit that
    stands in the days off of its volunteer."""
    db.session.flush()
    for contact in queries.people_of(event.user_id):
        schedule_days_off(actor, event.user_id, contact)


def schedule_days_off(actor: Actor, user_id: int, contact: Contact) -> None:
    """Schedule who arranges the visits to a person in days off, or close that task."""
    db.session.flush()
    source = f"{user_id}:{contact.id}"
    found = queries.in_days_off_of(user_id, contact.id)
    if not found or contact.is_stopped:
        tasks.close(actor, TaskKind.DAYS_OFF, source)
        return
    first, calls_self = found[0]
    wait = rules.CALLED_BY_VOLUNTEER if calls_self else rules.ARRANGED_BEFORE
    new = NewTask(
        kind=TaskKind.DAYS_OFF,
        source=source,
        due_on=max(clock.today(), first.day - wait),
        area_id=contact.area_id,
        contact_id=contact.id,
        volunteer_id=user_id,
        number=len(found),
        is_urgent=rules.tell_urgently(first.starts_at, clock.now()),
        details=CoverDetails(first.starts_at, first.id),
    )
    tasks.schedule(actor, new)


def on_person_reopened(actor: Actor, event: PersonReopened) -> None:
    """Schedule the visits that are planned still, and the reports of those made."""
    contact = db.session.get_one(Contact, event.contact_id)
    for visit in queries.standing(contact):
        schedule(actor, visit, contact)


def plan_next(actor: Actor, visit: Visit) -> None:
    """Schedule the planning of a next visit, where none is planned in this match."""
    match = queries.standing_match(visit)
    if match is None or visit.contact.is_stopped or queries.ahead_of_match(match.id):
        return
    due_on = clock.today() + rules.planned_within(match.state)
    matches.schedule(actor, match, visit.contact, TaskKind.PLAN_VISIT, due_on)


def schedule(actor: Actor, visit: Visit, contact: Contact) -> None:
    """Schedule a visit, and so the planning that it puts an end to."""
    tasks.schedule(actor, visit.task_for(contact))
    planned = {TaskKind.FIRST_MEETING, TaskKind.PLAN_VISIT}
    tasks.close(actor, planned, visit.match_id or 0)
    matches.note_first_meeting(visit.match_id, queries.first_day(visit))


def on_sees_people(_actor: Actor, question: SeesPeople) -> bool:
    """Whether any visit is or was in the name of this volunteer."""
    return queries.has_visit(question.user_id)


def _slot(starts_at: datetime, minutes: int) -> Slot:
    return Slot(starts_at, starts_at + timedelta(minutes=minutes))


def _pair(visit: Visit) -> list[int]:
    """The ids of a visit and of the one that is made in one go with it."""
    return [visit.id, *([visit.together_with] if visit.together_with else [])]


def _check_moment(
    actor: Actor,
    between: Match | Visit,
    slot: Slot,
    *,
    anyway: bool,
    besides: Collection[int] = (),
) -> None:
    """Refuse a moment at which these two meet already; and one at which either has
    something else, unless that was asked. One plans for them at a time. The night is
    asked about by forms alone."""
    queries.hold(between.contact_id, between.volunteer_id)
    found = queries.objections(actor, between, slot, besides=besides)
    stands = [one for one, _what in found if one is not Objection.NIGHT]
    rules.check_moment(stands, anyway=anyway)


def _substitute(actor: Actor, visit: Visit, volunteer_id: int) -> Substitute:
    found = queries.substitutes(actor, visit)
    chosen = next((one for one in found if one.user.id == volunteer_id), None)
    if chosen is None:
        raise Missing
    return chosen


def _send(actor: Actor, visit: Visit, user: User, informed: Informed) -> None:
    """Let this volunteer make the visit; the usual one of the match is remembered."""
    before, usual = visit.volunteer_id, visit.usual_volunteer_id
    visit.volunteer_id, visit.volunteer = user.id, user
    is_usual = user.id == usual or visit.before_match
    visit.instead_of = None if is_usual else usual
    visit.made_by_rhythm = False
    _tell(actor, visit, Change.SUBSTITUTED, informed)
    schedule(actor, visit, visit.contact)
    for volunteer_id in (before, user.id):
        schedule_days_off(actor, volunteer_id, visit.contact)


def _tell(
    actor: Actor,
    visit: Visit,
    change: Change,
    informed: Informed,
    *,
    was_at: datetime | None = None,
) -> None:
    """Schedule that a coordinator calls a person about a visit, where nobody does."""
    counted_on = was_at or visit.starts_at
    if informed is not Informed.ASKED or visit.starts_at <= clock.now():
        _untell(actor, visit)
        return
    new = NewTask(
        kind=TaskKind.TELL,
        source=visit.id,
        due_on=clock.today(),
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
        is_urgent=rules.tell_urgently(min(counted_on, visit.starts_at), clock.now()),
        details=TellDetails(change, visit.starts_at, was_at),
    )
    tasks.schedule(actor, new)


def _calls(actor: Actor, event: object, hit: Sequence[Visit]) -> list[EndingLine]:
    """Who is called about visits that are off, besides who visits no more by this."""
    if isinstance(event, RoleEnded):
        return []
    ends = {one.pair for one in match_queries.ended_by(event)}
    firsts = rules.first_of_each(hit, PAIR)
    called = [
        call_line(one.contact_id, one.volunteer_id, one.volunteer.called)
        for one in firsts
        if PAIR(one) not in ends and one.volunteer_id != actor.id
    ]
    if not isinstance(event, MatchEnded):
        return called
    fate = EndingFate.NEW_UNLESS_ASKED
    return called + [
        EndingLine(EndingKind.TASK, one.id, fate, who=one.contact.full_name)
        for one in rules.first_of_each(hit, PERSON)
        if one.contact.stage is Stage.PARTICIPANT
    ]


def _call_volunteer(actor: Actor, visit: Visit, event: VisitsEnd) -> None:
    """Schedule that a coordinator calls who would make a visit, unless they stopped."""
    match = queries.its_match(visit)
    is_left = match is not None and match.was_left_by(visit.volunteer_id)
    if is_left or isinstance(event, RoleEnded):
        return
    is_urgent = visit.starts_at > clock.now() and _is_soon(visit)
    matches.call_volunteer(
        actor, visit.contact, visit.volunteer_id, is_urgent=is_urgent
    )


def _counts_on(visit: Visit, event: VisitsEnd) -> bool:
    """Whether a person has to hear that a visit is off: it was not their own wish, and
    no other call about their volunteer is on the list in time."""
    match, contact = queries.its_match(visit), visit.contact
    if match is None or contact.stage is not Stage.PARTICIPANT:
        return False
    if isinstance(event, MatchPaused):
        return not assents.is_withdrawn(contact.id, Participation.VISIT)
    if isinstance(event, RoleEnded):
        return match.is_open
    if not isinstance(event, MatchEnded) or match.ended_because in OF_PERSON:
        return False
    return _is_soon(visit) or not open_task(TaskKind.VOLUNTEER_LEFT, match.id)


def _is_soon(visit: Visit) -> bool:
    return rules.tell_urgently(visit.starts_at, clock.now())


def _untell(actor: Actor, visit: Visit) -> None:
    """Nobody has to call about a visit any more."""
    tasks.close(actor, TaskKind.TELL, visit.id, outcome=TaskOutcome.DROPPED)


def _cover(actor: Actor, visit: Visit) -> None:
    schedule_days_off(actor, visit.volunteer_id, visit.contact)


def _drop(actor: Actor, visit: Visit) -> None:
    tasks.close(actor, TaskKind.VISIT, visit.id, outcome=TaskOutcome.DROPPED)
    db.session.flush()
    matches.note_first_meeting(visit.match_id, queries.first_day(visit))


def _appoint(
    match: Match,
    starts_at: datetime,
    minutes: int,
    purpose: str = "",
    *,
    made_by_rhythm: bool = False,
) -> Visit:
    """Put a visit of these two on the calendar."""
    _check_welcome(match.contact, match)
    visit = Visit(
        contact_id=match.contact_id,
        volunteer_id=match.volunteer_id,
        match_id=match.id,
        starts_at=starts_at,
        minutes=minutes,
        purpose=purpose,
        made_by_rhythm=made_by_rhythm,
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def _check_welcome(contact: Contact, match: Match | None) -> None:
    """Refuse to go where nobody may come, or where nobody is matched."""
    rules.check_welcome(
        is_stopped=contact.is_stopped,
        is_withdrawn=assents.is_withdrawn(contact.id, Participation.VISIT),
        is_matched=_is_open(match),
    )


def _check_still_welcome(actor: Actor, visit: Visit) -> None:
    """The same for a visit that stands; a first visit needs no match."""
    rules.check_welcome(
        is_stopped=visit.contact.is_stopped,
        is_withdrawn=assents.is_withdrawn(visit.contact.id, Participation.VISIT),
        is_matched=visit.before_match or _is_open(queries.match_of(actor, visit)),
    )


def _is_open(match: Match | None) -> bool:
    return match is not None and match.state in OPEN


def _join(visit: Visit, other: Visit) -> None:
    """Make one call at one house of two visits."""
    _part(visit)
    _part(other)
    visit.together_with, other.together_with = other.id, visit.id
    db.session.flush()


def _part(visit: Visit) -> None:
    """From here on this visit goes its own way."""
    db.session.flush()
    pointing = update(Visit).where(Visit.together_with == visit.id)
    db.session.execute(pointing.values(together_with=None))
    visit.together_with = None


def _put(actor: Actor, visit: Visit, starts_at: datetime, minutes: int) -> None:
    """Set the moment of a visit by hand, so that the rhythm no longer changes it."""
    if starts_at != visit.starts_at:
        visit.moved_from = visit.starts_at
        visit.moved_by, visit.moved_at = actor.id, clock.now()
    visit.starts_at, visit.minutes, visit.made_by_rhythm = starts_at, minutes, False
    schedule(actor, visit, visit.contact)
    _cover(actor, visit)


def _call_off(actor: Actor, visit: Visit) -> None:
    """Something else was written about it already: then it stays, as called off."""
    visit.state, visit.cancelled_by = VisitState.CANCELLED, VisitCancelledBy.FOUNDATION
    visit.called_off_by, visit.called_off_at = actor.id, clock.now()
