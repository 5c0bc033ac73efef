"""Starts, changes and ends matches."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.agreements.rules import SeesPeople
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.assents import queries as assents
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    CALL_AGAIN_WITHIN,
    PersonFinished,
    PersonMerged,
    PersonSplit,
    PersonStopped,
    Stage,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.rules import (
    NewTask,
    TaskFinished,
    TaskGroup,
    TaskKind,
    TaskOutcome,
    group_of,
)
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers import queries as volunteer_queries
from thuis_app.visiting.matches import policy, queries, rules
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    CallVolunteerDetails,
    EndReason,
    MatchAuditEvent,
    MatchEnded,
    MatchKind,
    MatchPaused,
    MatchState,
    Rhythm,
)

LOOK_FURTHER, PAUSED_FOR = timedelta(days=7), timedelta(days=28)
FIRST_MONTH = timedelta(days=30)
PLANNING = {TaskKind.FIRST_MEETING, TaskKind.PLAN_VISIT}
OWN_TASKS = {TaskKind.FIRST_MEETING, TaskKind.PLAN_VISIT, TaskKind.FIRST_MONTH}
FOUND = {TaskKind.WAITING, TaskKind.REOPENED}
"""What is no longer to be done for a person once a volunteer is found."""


def introduce(actor: Actor, contact: Contact, user: User, **agreed: Any) -> Match:
    """Begin a match of a person who said yes to being visited with a volunteer.

    Whether this volunteer may visit this person is asked before, by
    `matching.actions.bring_together`. `agreed` is as in `begin`.
    """
    require(policy.may_arrange(actor, contact))
    _refuse_stopped(contact)
    schedule_welcome(actor, contact)
    return begin(actor, contact, user, **agreed)


def begin(
    actor: Actor,
    contact: Contact,
    user: User,
    *,
    kind: MatchKind,
    started_on: date,
    rhythm: Rhythm | None = None,
    note: str = "",
    override: str = "",
) -> Match:
    """Begin the match of a participant with a volunteer who was asked and said yes.

    `override` is why, where something required is lacking.
    """
    require(policy.may_begin(actor, contact, user.id))
    _hold(user)
    _refuse_unless_agreed(actor, contact, user, kind)
    match = Match(
        contact_id=contact.id,
        volunteer_id=user.id,
        kind=kind,
        state=MatchState.INTRODUCED,
        rhythm=rules.rhythm_of(kind, rhythm),
        started_on=started_on,
        note=note,
        override_because=override,
    )
    _open(actor, match, contact, user)
    audit_log.record(
        actor,
        MatchAuditEvent.INTRODUCED,
        match,
        contact_id=contact.id,
        ground=override,
    )
    return match


def change(
    actor: Actor,
    match: Match,
    *,
    state: MatchState,
    rhythm: Rhythm,
    note: str,
    ended_because: EndReason | None = None,
    override: str = "",
) -> None:
    """Set the state of a match; its end needs a reason.

    After a pause the volunteer must meet the requirements of that day.
    """
    require(policy.may_arrange(actor, match.contact))
    if rhythm is not match.rhythm:
        match.rhythm = rules.rhythm_of(match.kind, rhythm)
    match.note, ground = note, ""
    ends = state is MatchState.ENDED and match.is_open
    if ends:
        _end(actor, match, ended_because)
        schedule_search(actor, match.contact, clock.today() + LOOK_FURTHER)
    elif state is not match.state:
        _refuse_stopped(match.contact)
        ground = _begin_again(actor, match, state, override)
        _go_to(actor, match, state)
    db.session.flush()
    audit_log.record(
        actor,
        MatchAuditEvent.ENDED if ends else MatchAuditEvent.CHANGED,
        match,
        contact_id=match.contact_id,
        ground=ground,
    )


def on_person_stopped(actor: Actor, event: PersonStopped) -> None:
    """End the matches of a person with whom contact stops."""
    for match in queries.open_under(event):
        _end_by_event(actor, match, rules.END_OF_STAGE[event.stage])


def on_person_finished(actor: Actor, event: PersonFinished) -> None:
    """End the matches of a person who takes part no more."""
    for match in queries.open_under(event):
        _end_by_event(actor, match, EndReason.GOAL_REACHED)


def on_assent_withdrawn(actor: Actor, event: AssentWithdrawn) -> None:
    """Without a yes to visits a match waits, or ends where that was chosen."""
    found = queries.open_under(event)
    for match in found:
        if rules.pauses(event, match.state, is_stopped=match.contact.is_stopped):
            _pause(actor, match)
            _record_change(actor, match)
        else:
            _end_by_event(actor, match, EndReason.PERSON_STOPS)
    if event.participation is Participation.VISIT and not event.others_stand:
        contact = db.session.get_one(Contact, event.contact_id)
        _call_instead(actor, contact, is_hit=bool(found))


def on_role_ended(actor: Actor, event: RoleEnded) -> None:
    """End the matches of who is no volunteer any more; each person is called."""
    for match in queries.open_under(event):
        contact, today = match.contact, clock.today()
        schedule(actor, match, contact, TaskKind.VOLUNTEER_LEFT, today)
        _end_by_event(actor, match, EndReason.VOLUNTEER_STOPS)
        _look_further(actor, contact)


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """Show again who visits, and count it, for the matches that are what they were;
    one for which the yes was taken back since is paused."""
    found = queries.among(event.keys("match"))
    for match in found:
        is_withdrawn = assents.is_withdrawn(match.contact_id, Participation.VISIT)
        if is_withdrawn and match.state in rules.CAN_PAUSE:
            _pause(actor, match)
            _record_change(actor, match)
    pairs = {(one.contact_id, one.volunteer_id) for one in found}
    for one in event.gone("match"):
        held = one.after or {}
        pairs.add((held["contact_id"], held["volunteer_id"]))
    for contact_id, user_id in sorted(pairs):
        contact = db.session.get_one(Contact, contact_id)
        _refresh_summary(contact, db.session.get_one(User, user_id))


def on_person_merged(actor: Actor, event: PersonMerged) -> None:
    """One match of two with the same volunteer; the volunteer hears nothing of it."""
    here = {(one.volunteer_id, one.kind) for one in queries.open_of(event.kept_id)}
    for match in queries.open_of(event.gone_id):
        if (match.volunteer_id, match.kind) in here:
            match.state, match.ended_on = MatchState.ENDED, clock.today()
            tasks.close(actor, OWN_TASKS, match.id, outcome=TaskOutcome.DROPPED)
    db.session.flush()
    theirs = update(Match).where(Match.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))
    _count_again([event.kept_id])


def on_person_split(_actor: Actor, event: PersonSplit) -> None:
    """Show again who visits each of the two, and count it."""
    _count_again(event.both)


def on_open_under(actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The matches that end or pause, each with its volunteer, and who is called."""
    return [
        EndingLine(
            EndingKind.MATCH,
            match.id,
            EndingFate.PAUSES
            if rules.pauses(
                question.event, match.state, is_stopped=match.contact.is_stopped
            )
            else EndingFate.ENDS,
            who=match.volunteer.called,
        )
        for match in queries.open_under(question.event)
    ] + _calls(actor, question.event)


def on_restore_asked(_actor: Actor, question: RestoreAsked) -> list[RowChange]:
    """A match stays ended where these two were brought together anew meanwhile."""
    return [
        one
        for one in question.changes
        if one.table == "match" and queries.has_another(one.key[0])
    ]


def on_task_finished(actor: Actor, event: TaskFinished) -> None:
    """Look for a volunteer for a participant who was reached again."""
    if event.kind is TaskKind.REOPENED and event.contact_id is not None:
        contact = db.session.get_one(Contact, event.contact_id)
        schedule_search(actor, contact, clock.today() + LOOK_FURTHER)


def end_for_handover(actor: Actor, match: Match) -> None:
    """End a match whose volunteer leaves, after another has begun with this person."""
    require(policy.may_arrange(actor, match.contact))
    _end(actor, match, EndReason.VOLUNTEER_STOPS)
    audit_log.record(
        actor, MatchAuditEvent.HANDED_OVER, match, contact_id=match.contact_id
    )


def keep(actor: Actor, match: Match, *, until: date) -> None:
    """Store until when a volunteer who leaves still comes."""
    require(policy.may_arrange(actor, match.contact))
    _refuse_stopped(match.contact)
    if not match.is_open:
        raise RuleBroken("state.no_such_move")
    match.kept_until = until
    audit_log.record(actor, MatchAuditEvent.KEPT, match, contact_id=match.contact_id)


def note_first_meeting(match_id: int | None, on: date | None) -> None:
    """Store the day of the first meeting, as long as these two did not meet."""
    theirs = update(Match).where(
        Match.id == match_id, Match.state == MatchState.INTRODUCED
    )
    db.session.execute(theirs.values(first_meeting_on=on))


def note_visited(match_id: int | None) -> None:
    """After the first visit that took place the volunteer visits."""
    theirs = update(Match).where(
        Match.id == match_id, Match.state == MatchState.INTRODUCED
    )
    db.session.execute(theirs.values(state=MatchState.ACTIVE))


def note_not_visited(match_id: int | None) -> None:
    """Without a visit that took place the two are to meet still."""
    theirs = update(Match).where(Match.id == match_id, Match.state == MatchState.ACTIVE)
    db.session.execute(theirs.values(state=MatchState.INTRODUCED))


def on_sees_people(_actor: Actor, question: SeesPeople) -> bool:
    """Whether this volunteer visits anybody, or did."""
    return queries.has_had_any(question.user_id)


def _open(actor: Actor, match: Match, contact: Contact, user: User) -> None:
    db.session.add(match)
    db.session.flush()
    month = match.started_on + FIRST_MONTH
    schedule(actor, match, contact, TaskKind.FIRST_MEETING, match.started_on)
    schedule(actor, match, contact, TaskKind.FIRST_MONTH, month)
    tasks.close(actor, FOUND, contact.id)
    drop_call(actor, contact.id, user.id)
    _refresh_summary(contact, user)


def schedule_welcome(actor: Actor, contact: Contact) -> None:
    """The person takes part from now on; nobody looks for a volunteer any more."""
    contacts.change_stage(actor, contact, Stage.PARTICIPANT)
    outreach.stop(actor, contact, because=Stage.PARTICIPANT)
    tasks.close(actor, FOUND, contact.id)


def schedule_search(actor: Actor, contact: Contact, due_on: date) -> None:
    """Schedule the search for a volunteer, for a participant without an open match."""
    has_visitor = bool(queries.visitors(contact))
    if not has_visitor and contact.stage is Stage.PARTICIPANT:
        contacts.look_for_volunteer(actor, contact, due_on=due_on)


def schedule(
    actor: Actor, match: Match, contact: Contact, kind: TaskKind, due_on: date
) -> None:
    """Schedule a task about a match, of which there is one of each kind."""
    tasks.schedule(actor, match.task_for(contact, kind, due_on))


def call_volunteer(
    actor: Actor,
    contact: Contact,
    user_id: int,
    because: EndReason | None = None,
    *,
    is_urgent: bool = False,
) -> None:
    """Schedule a call to a volunteer about a person whom they do not visit any more,
    or about a visit that was called off; one for these two, and urgent once it was."""
    if user_id == actor.id:
        return
    source = rules.pair_source(contact.id, user_id)
    found = task_queries.open_task(TaskKind.CALL_VOLUNTEER, source)
    was_urgent = found and group_of(found.kind, found.rank) is TaskGroup.FIRST
    new = NewTask(
        kind=TaskKind.CALL_VOLUNTEER,
        source=source,
        due_on=clock.today(),
        area_id=contact.area_id,
        contact_id=contact.id,
        volunteer_id=user_id,
        is_urgent=is_urgent or bool(was_urgent),
        details=CallVolunteerDetails(because),
    )
    tasks.schedule(actor, new)


def drop_call(actor: Actor, contact_id: int, user_id: int) -> None:
    """Nobody has to call a volunteer who visits this person again."""
    source = rules.pair_source(contact_id, user_id)
    tasks.close(actor, TaskKind.CALL_VOLUNTEER, source, outcome=TaskOutcome.DROPPED)


def _calls(actor: Actor, event: object) -> list[EndingLine]:
    """The volunteers who are called when these matches end; by hand it depends on
    the reason, which is chosen with it."""
    by_hand = isinstance(event, MatchEnded)
    fate = EndingFate.NEW_UNLESS_ASKED if by_hand else EndingFate.NEW
    ended = [] if isinstance(event, RoleEnded) else queries.ended_by(event)
    return [
        rules.call_line(one.contact_id, one.volunteer_id, one.volunteer.called, fate)
        for one in ended
        if one.volunteer_id != actor.id
    ]


def _end_by_event(actor: Actor, match: Match, because: EndReason) -> None:
    """End a match by something that ended around it; its line is written here."""
    _end(actor, match, because)
    audit_log.record(actor, MatchAuditEvent.ENDED, match, contact_id=match.contact_id)


def _pause(actor: Actor, match: Match) -> None:
    match.state = rules.next_state(match.state, MatchState.PAUSED)
    tasks.close(actor, PLANNING, match.id, outcome=TaskOutcome.DROPPED)
    pair = match.contact_id, match.volunteer_id
    events.publish(actor, MatchPaused(match.id, *pair))


def _go_to(actor: Actor, match: Match, state: MatchState) -> None:
    """Move a match on; how a pause goes is looked at after some weeks."""
    if state is MatchState.PAUSED:
        _pause(actor, match)
        due_on = clock.today() + PAUSED_FOR
        return schedule(actor, match, match.contact, TaskKind.PLAN_VISIT, due_on)
    match.state = (
        state if state is match.state else rules.next_state(match.state, state)
    )


def _record_change(actor: Actor, match: Match) -> None:
    audit_log.record(actor, MatchAuditEvent.CHANGED, match, contact_id=match.contact_id)


def _call_instead(actor: Actor, contact: Contact, *, is_hit: bool) -> None:
    """Call a participant who wants no visits in some weeks, and seek no volunteer."""
    is_sought = task_queries.open_task(TaskKind.WAITING, contact.id) is not None
    tasks.close(actor, FOUND, contact.id, outcome=TaskOutcome.DROPPED)
    if (is_hit or is_sought) and not contact.is_stopped:
        due_on = clock.today() + CALL_AGAIN_WITHIN
        contacts.schedule(actor, contact, TaskKind.CALL_AGAIN, due_on)


def _end(actor: Actor, match: Match, because: EndReason | None) -> None:
    if because is None:
        raise RuleBroken("match.no_reason")
    match.state = rules.next_state(match.state, MatchState.ENDED)
    match.ended_on, match.ended_because = clock.today(), because
    tasks.close(actor, OWN_TASKS, match.id, outcome=TaskOutcome.DROPPED)
    _refresh_summary(match.contact, _hold(match.volunteer))
    pair = match.contact_id, match.volunteer_id
    events.publish(actor, MatchEnded(match.id, *pair, match.ended_on))
    if because is not EndReason.VOLUNTEER_STOPS:
        call_volunteer(actor, match.contact, match.volunteer_id, because)


def _begin_again(actor: Actor, match: Match, state: MatchState, override: str) -> str:
    """Ask once more what is required; says why it was passed by."""
    begins = match.state is MatchState.PAUSED and state is MatchState.ACTIVE
    if begins:
        _refuse_withdrawn(match.contact)
        drop_call(actor, match.contact_id, match.volunteer_id)
        due_on = clock.today() + LOOK_FURTHER
        schedule(actor, match, match.contact, TaskKind.PLAN_VISIT, due_on)
    lacking = volunteer_queries.lacking(actor, [match.volunteer_id])
    if not begins or not lacking[match.volunteer_id]:
        return ""
    if not override:
        raise RuleBroken("volunteer.not_ready")
    match.override_because = override
    return override


def _look_further(actor: Actor, contact: Contact) -> None:
    """Set a next step for a participant without an open match."""
    if not contact.is_stopped:
        schedule_search(actor, contact, clock.today() + LOOK_FURTHER)


def _refresh_summary(contact: Contact, user: User) -> None:
    """Store the visitor with the person, and the volunteer's number of people."""
    contacts.name_volunteer(contact, ", ".join(queries.visitors(contact)))
    volunteers.count_people(user, queries.people_of(user))


def _count_again(contact_ids: Collection[int]) -> None:
    theirs = select(Match).where(Match.contact_id.in_(contact_ids))
    both = joinedload(Match.contact), joinedload(Match.volunteer)
    for match in db.session.scalars(theirs.options(*both)):
        _refresh_summary(match.contact, match.volunteer)


def _hold(user: User) -> User:
    """Lock the row of the volunteer, so that two coordinators take turns."""
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    return user


def _refuse_unless_agreed(
    actor: Actor, contact: Contact, user: User, kind: MatchKind
) -> None:
    _refuse_stopped(contact)
    if not assents.has_assent(contact, Participation.VISIT):
        raise RuleBroken("match.no_consent")
    if queries.open_between(actor, contact.id, user.id, kind):
        raise RuleBroken("match.exists")


def _refuse_withdrawn(contact: Contact) -> None:
    if assents.is_withdrawn(contact.id, Participation.VISIT):
        raise RuleBroken("match.no_consent")


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
