"""Asking a volunteer to visit a person, and what they say: yes, no, or nothing yet."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
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
    PersonStopped,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind, TaskOutcome
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches import queries as match_queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchKind, Rhythm
from thuis_app.visiting.matching import policy, queries
from thuis_app.visiting.matching.models import MatchRefusal, MatchRequest
from thuis_app.visiting.matching.rules import (
    MatchingAuditEvent,
    MatchRequestState,
    RefusalReason,
    RefusedBy,
    answered,
)


def ask(
    actor: Actor,
    contact: Contact,
    *,
    volunteer: int,
    kind: MatchKind = MatchKind.HOME_VISIT,
    rhythm: Rhythm | None = None,
    note: str = "",
    override: str = "",
    also: Iterable[Contact] = (),
) -> MatchRequest:
    """Record that a volunteer was asked to visit a person who said yes to visits, and
    also those who live with them. Schedules a call to who does not answer.
    """
    require(policy.may_choose(actor, contact))
    user = volunteers.get(actor, volunteer).user
    made: list[MatchRequest] = []
    for person in (contact, *_housemates(actor, contact, also)):
        _refuse_unless_askable(actor, person, user, kind, override)
        request = MatchRequest(
            contact_id=person.id,
            volunteer_id=user.id,
            kind=kind,
            rhythm=rhythm,
            note=note,
            override_because=override,
            asked_by=actor.id,
            asked_with=made[0].id if made else None,
        )
        made.append(request)
        _open(actor, request, person)
        audit_log.record(
            actor,
            MatchingAuditEvent.ASKED,
            request,
            contact_id=person.id,
            ground=override,
        )
    return made[0]


def accept(actor: Actor, request: MatchRequest) -> Match:
    """Begin the match to which the volunteer said yes, from today; and those of who
    lives there, for whom they were asked in one go."""
    require(policy.may_answer(actor, request))
    made = []
    for one in queries.of_one_question(request):
        _answer(actor, one, MatchRequestState.ACCEPTED)
        lacking = volunteers.lacking(actor, [one.volunteer_id])[one.volunteer_id]
        if lacking and not one.override_because:
            raise RuleBroken("volunteer.not_ready")
        match = matches.begin(
            actor,
            one.contact,
            one.volunteer,
            kind=one.kind,
            rhythm=one.rhythm,
            started_on=clock.today(),
            note=one.note,
            override=one.override_because if lacking else "",
        )
        made.append(match)
        audit_log.record(
            actor, MatchingAuditEvent.ACCEPTED, one, contact_id=one.contact_id
        )
    return made[0]


def decline(
    actor: Actor, request: MatchRequest, *, because: RefusalReason, note: str = ""
) -> None:
    """Record that the volunteer who was asked would rather not, and why."""
    require(policy.may_answer(actor, request))
    by = RefusedBy.VOLUNTEER
    for one in queries.of_one_question(request):
        _answer(actor, one, MatchRequestState.REFUSED)
        refusal = _refusal(actor, one.contact, one.volunteer_id, by, because, note)
        _repeat_question(actor, one.contact, refusal)
        audit_log.record(
            actor,
            MatchingAuditEvent.REFUSED,
            refusal,
            contact_id=one.contact_id,
            ground=because,
        )
        _look_further(actor, one.contact)


def withdraw(actor: Actor, request: MatchRequest) -> None:
    """Take back what a volunteer was asked: it is not needed, or was a mistake."""
    require(policy.may_choose(actor, request.contact))
    for one in queries.of_one_question(request):
        _answer(actor, one, MatchRequestState.WITHDRAWN)
        audit_log.record(
            actor, MatchingAuditEvent.REQUEST_WITHDRAWN, one, contact_id=one.contact_id
        )
        _look_further(actor, one.contact)


def on_ended(
    actor: Actor, event: PersonStopped | PersonFinished | AssentWithdrawn | RoleEnded
) -> None:
    """Take back what was asked: the person would rather not be visited, or who was
    asked left, and then another volunteer is looked for."""
    for request in queries.open_under(event):
        _answer(actor, request, MatchRequestState.WITHDRAWN)
        if isinstance(event, RoleEnded):
            _look_further(actor, request.contact)


def on_person_merged(actor: Actor, event: PersonMerged) -> None:
    """The questions and the noes of one record are of the record that stays; who was
    asked twice for the same person is asked once."""
    asked = {one.volunteer_id for one in queries.open_for(_person(event.kept_id))}
    for request in queries.open_for(_person(event.gone_id)):
        if request.volunteer_id in asked:
            _answer(actor, request, MatchRequestState.WITHDRAWN)
    db.session.flush()
    for kind in (MatchRequest, MatchRefusal):
        theirs = update(kind).where(kind.contact_id == event.gone_id)
        db.session.execute(theirs.values(contact_id=event.kept_id))


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The questions that are taken back, each with who was asked."""
    return [
        EndingLine(
            EndingKind.MATCH_REQUEST,
            request.id,
            EndingFate.ENDS,
            who=request.volunteer.called,
        )
        for request in queries.open_under(question.event)
    ]


def bring_together(
    actor: Actor,
    contact: Contact,
    *,
    volunteer: int,
    kind: MatchKind,
    started_on: date,
    rhythm: Rhythm | None = None,
    note: str = "",
    override: str = "",
    also: Iterable[Contact] = (),
) -> Match:
    """Introduce a volunteer to a person who said yes to being visited, and also to
    those who live with them.

    `override` is why, where the volunteer still lacks something that is required.
    """
    require(policy.may_choose(actor, contact))
    user = volunteers.get(actor, volunteer).user
    made = []
    for person in (contact, *_housemates(actor, contact, also)):
        _refuse_unless_fit(actor, person, user.id, override)
        if volunteers.lacking(actor, [user.id], started_on)[user.id] and not override:
            raise RuleBroken("volunteer.not_ready")
        if request := queries.open_between(person, user.id):
            _answer(actor, request, MatchRequestState.ACCEPTED)
        match = matches.introduce(
            actor,
            person,
            user,
            kind=kind,
            started_on=started_on,
            rhythm=rhythm,
            note=note,
            override=override,
        )
        made.append(match)
    return made[0]


def refuse(
    actor: Actor,
    contact: Contact,
    *,
    volunteer: int,
    by: RefusedBy,
    because: RefusalReason,
    on: date | None = None,
    note: str = "",
) -> MatchRefusal:
    """Record that a proposal was refused; the next proposals take it into account."""
    require(policy.may_choose(actor, contact))
    _refuse_stopped(contact)
    user_id = volunteers.get(actor, volunteer).user.id
    if request := queries.open_between(contact, user_id):
        _answer(actor, request, MatchRequestState.REFUSED)
    refusal = _refusal(actor, contact, user_id, by, because, note, on)
    _repeat_question(actor, contact, refusal)
    audit_log.record(
        actor,
        MatchingAuditEvent.REFUSED,
        refusal,
        contact_id=contact.id,
        ground=because,
    )
    if request:
        _look_further(actor, contact)
    return refusal


def take_back(actor: Actor, refusal: MatchRefusal) -> None:
    """Note that a no holds no longer, or was written down by mistake."""
    require(policy.may_choose(actor, refusal.contact))
    refusal.taken_back_on = refusal.taken_back_on or clock.today()
    dropped = TaskOutcome.DROPPED
    tasks.close(actor, TaskKind.REPEAT_QUESTION, refusal.id, outcome=dropped)
    audit_log.record(
        actor,
        MatchingAuditEvent.REFUSAL_TAKEN_BACK,
        refusal,
        contact_id=refusal.contact_id,
    )


def _open(actor: Actor, request: MatchRequest, contact: Contact) -> None:
    db.session.add(request)
    db.session.flush()
    matches.schedule_welcome(actor, contact)
    tasks.schedule(actor, request.task_for(contact))


def _person(contact_id: int) -> Contact:
    return db.session.get_one(Contact, contact_id)


def _answer(actor: Actor, request: MatchRequest, answer: MatchRequestState) -> None:
    request.state = answered(request.state, answer)
    request.answered_on = clock.today()
    is_taken_back = answer is MatchRequestState.WITHDRAWN
    outcome = TaskOutcome.DROPPED if is_taken_back else TaskOutcome.DONE
    tasks.close(actor, TaskKind.MATCH_ANSWER, request.id, outcome=outcome)


def _refusal(
    actor: Actor,
    contact: Contact,
    user_id: int,
    by: RefusedBy,
    because: RefusalReason,
    note: str,
    on: date | None = None,
) -> MatchRefusal:
    refusal = MatchRefusal(
        contact_id=contact.id,
        volunteer_id=user_id,
        by=by,
        because=because,
        on=on or clock.today(),
        recorded_by=actor.id,
        note=note,
    )
    db.session.add(refusal)
    db.session.flush()
    return refusal


def _repeat_question(actor: Actor, contact: Contact, refusal: MatchRefusal) -> None:
    """Schedule to ask again, where the answer was 'not now'."""
    if refusal.because is RefusalReason.NOT_NOW:
        tasks.schedule(actor, refusal.task_for(contact))


def _look_further(actor: Actor, contact: Contact) -> None:
    """Look for a volunteer today, unless another was asked too."""
    db.session.flush()
    if not queries.open_for(contact):
        matches.schedule_search(actor, contact, clock.today())


def _housemates(
    actor: Actor, contact: Contact, also: Iterable[Contact]
) -> list[Contact]:
    wanted = list(also)
    found = match_queries.housemates(actor, contact) if wanted else []
    known = {one.id for one in found}
    for one in wanted:
        require(policy.may_choose(actor, one))
        if one.id not in known:
            raise RuleBroken("match.not_together")
    return wanted


def _refuse_unless_askable(
    actor: Actor, contact: Contact, user: User, kind: MatchKind, override: str
) -> None:
    _refuse_unless_fit(actor, contact, user.id, override)
    if not assents.has_assent(contact, Participation.VISIT):
        raise RuleBroken("match.no_consent")
    if match_queries.open_between(actor, contact.id, user.id, kind):
        raise RuleBroken("match.exists")
    if queries.open_between(contact, user.id):
        raise RuleBroken("match.asked_already")


def _refuse_unless_fit(
    actor: Actor, contact: Contact, user_id: int, override: str
) -> None:
    _refuse_stopped(contact)
    found = queries.proposal(actor, contact, user_id)
    if found is None:
        raise RuleBroken("match.not_this_one")
    if not found.is_choosable:
        raise RuleBroken("match.barred")
    if found.bars and not override:
        raise RuleBroken("volunteer.not_ready")


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
