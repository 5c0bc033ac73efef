"""Asking for respite, talking it over, and what its places mean for a request."""

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from thuis_app.activities.bookings.rules import (
    BookingAttended,
    BookingCancelledBy,
    BookingConfirmed,
    BookingHeld,
    BookingReleased,
    BookingState,
    PlaceAsked,
)
from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.assents.rules import AssentWithdrawn
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    MergeObstacle,
    MergeObstaclesAsked,
    PersonMerged,
    PersonReopened,
    PersonStopped,
)
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations.rules import RelationKind
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.support.respite import policy, queries, rules
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import (
    BOOKABLE,
    RequestState,
    RespiteAuditEvent,
    UnmetReason,
)

BOTH = (joinedload(RespiteRequest.carer), joinedload(RespiteRequest.cared_for))


def bring_in(
    actor: Actor, carer: Contact, *, called_name: str, last_name: str
) -> Contact:
    """Register the person a carer cares for, by name alone."""
    require(policy.may_request(actor, carer))
    someone = contacts.register(
        actor,
        area_id=carer.area_id,
        called_name=called_name,
        last_name=last_name,
        from_signal=True,
    )
    audit_log.record(
        actor, RespiteAuditEvent.BROUGHT_IN, someone, contact_id=someone.id
    )
    return someone


def request_respite(
    actor: Actor, carer: Contact, *, cared_for: Contact, **answers: Any
) -> RespiteRequest:
    """A carer asks for time of their own."""
    require(policy.may_request(actor, carer))
    if carer.id == cared_for.id:
        raise RuleBroken("respite.same_person")
    if queries.open_between(actor, carer.id, cared_for.id):
        raise RuleBroken("respite.asked_already")
    request = RespiteRequest(
        carer=carer, cared_for=cared_for, state=RequestState.ASKED, **_kept(answers)
    )
    _must_be_approachable(request)
    db.session.add(request)
    db.session.flush()
    if actor.coordinates(cared_for.area_id):
        relations.add_relation(actor, carer, cared_for, kind=RelationKind.CARED_FOR)
    schedule(actor, request, TaskKind.RESPITE_TALK, clock.today())
    audit_log.record(actor, RespiteAuditEvent.ASKED, request, contact_id=carer.id)
    return request


def change(actor: Actor, request: RespiteRequest, **answers: Any) -> None:
    """Put right what was asked."""
    require(policy.may_plan(actor, request))
    _must_be_open(request)
    _record_need(request, answers)
    audit_log.record(
        actor, RespiteAuditEvent.CHANGED, request, contact_id=request.carer_id
    )


def keep_talk(actor: Actor, request: RespiteRequest, **answers: Any) -> None:
    """Store what was said so far; the talk is not finished."""
    require(policy.may_plan(actor, request))
    _must_be_open(request)
    _record_need(request, answers)
    audit_log.record(
        actor, RespiteAuditEvent.TALK_KEPT, request, contact_id=request.carer_id
    )


def clarify(actor: Actor, request: RespiteRequest, **answers: Any) -> None:
    """Record the talk with both: the need, and their choice."""
    require(policy.may_plan(actor, request))
    _must_be_open(request)
    _record_need(request, answers)
    request.clarified_by = actor.id
    if request.state is RequestState.ASKED:
        _move(request, RequestState.CLARIFIED)
    due_on = request.call_by or clock.today()
    schedule(actor, request, TaskKind.RESPITE_PLACE, due_on)
    audit_log.record(
        actor, RespiteAuditEvent.CLARIFIED, request, contact_id=request.carer_id
    )


def unmet(
    actor: Actor, request: RespiteRequest, *, because: UnmetReason, note: str
) -> None:
    """This could not be given; the reason is counted for the municipality."""
    require(policy.may_plan(actor, request))
    _refuse_booked(actor, request)
    _move(request, RequestState.UNMET)
    request.unmet_because, request.unmet_note = because, note
    _close_tasks(actor, request)
    audit_log.record(
        actor, RespiteAuditEvent.UNMET, request, contact_id=request.carer_id
    )


def close(actor: Actor, request: RespiteRequest) -> None:
    """Close a request that was fulfilled."""
    require(policy.may_plan(actor, request))
    _refuse_booked(actor, request)
    _move(request, RequestState.CLOSED)
    _close_tasks(actor, request)
    audit_log.record(
        actor, RespiteAuditEvent.CLOSED, request, contact_id=request.carer_id
    )


def on_ended(actor: Actor, event: PersonStopped | AssentWithdrawn) -> None:
    """Cancel the bookings and requests of a person with whom contact stops, or who
    took back the yes to respite."""
    bookings = queries.bookings_under(event)
    requests = queries.open_under(event)
    for booking in bookings:
        booking.take_back(BookingCancelledBy.FOUNDATION, "")
    for request in requests:
        was_placed = request.state is RequestState.PLACED
        request.state = RequestState.CLOSED if was_placed else RequestState.UNMET
        request.unmet_because = None if was_placed else UnmetReason.WITHDRAWN
        _close_tasks(actor, request)
    if bookings or requests:
        contact = db.session.get_one(Contact, event.contact_id)
        audit_log.record(
            actor, RespiteAuditEvent.STOPPED, contact, contact_id=contact.id
        )


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The places that are given back, and the requests that close."""
    return [
        *(
            EndingLine(
                EndingKind.BOOKING,
                one.id,
                EndingFate.CALLED_OFF,
                what=one.room.name,
                on=one.on,
            )
            for one in queries.bookings_under(question.event)
        ),
        *(
            EndingLine(
                EndingKind.RESPITE, one.id, EndingFate.ENDS, who=one.carer.full_name
            )
            for one in queries.open_under(question.event)
        ),
    ]


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The requests of one record of a person are of the record that stays."""
    for column in (RespiteRequest.carer_id, RespiteRequest.cared_for_id):
        theirs = update(RespiteRequest).where(column == event.gone_id)
        db.session.execute(theirs.values({column: event.kept_id}))


def on_merge_obstacles_asked(
    _actor: Actor, question: MergeObstaclesAsked
) -> list[MergeObstacle]:
    """A carer and the one they care for are two people."""
    is_between = queries.is_between(question.one_id, question.other_id)
    return [MergeObstacle.RESPITE] if is_between else []


def on_restore_asked(_actor: Actor, question: RestoreAsked) -> list[RowChange]:
    """A place stays given back where its day has passed, or where it was given away."""
    kept = queries.places_gone(question.keys("booking"))
    return [
        one for one in question.changes if one.table == "booking" and one.key[0] in kept
    ]


def on_change_undone(actor: Actor, event: ChangeUndone) -> None:
    """Look for another place for a request whose place is gone."""
    left = [one.key[0] for one in event.left if one.table == "booking"]
    for request_id in queries.requests_of(left):
        request = _request(request_id)
        if request.is_open and not queries.has_place_ahead(request_id):
            schedule(actor, request, TaskKind.RESPITE_PLACE, clock.today())


def on_person_reopened(actor: Actor, event: PersonReopened) -> None:
    """Go on with the requests that are open still."""
    for request in queries.open_of(actor, event.contact_id):
        if not request.is_stopped:
            schedule(actor, request, rules.TASKS[request.state], clock.today())


def on_place_asked(_actor: Actor, event: PlaceAsked) -> None:
    """A place is given where the talk was had; who else gives one waits for this."""
    wanted = select(RespiteRequest).where(RespiteRequest.id == event.request_id)
    locked = wanted.options(*BOTH).with_for_update(of=RespiteRequest)
    request = db.session.scalars(locked).one()
    _must_be_open(request)
    if request.state not in BOOKABLE:
        raise RuleBroken("respite.talk_first")


def on_booking_held(actor: Actor, event: BookingHeld) -> None:
    """Schedule the answer: confirm before the hold expires."""
    until = clock.local(event.until).date()
    request = _request(event.request_id)
    schedule(actor, request, TaskKind.RESPITE_ANSWER, until)


def on_booking_confirmed(actor: Actor, event: BookingConfirmed) -> None:
    """Set the state of the request, and the next step: ask how it was."""
    request = _request(event.request_id)
    if request.state is RequestState.CLARIFIED:
        _move(request, RequestState.PLACED)
    schedule(actor, request, TaskKind.RESPITE_PRESENCE, event.on)


def on_booking_attended(actor: Actor, event: BookingAttended) -> None:
    """Schedule what comes next: another time, or to round it off."""
    request = _request(event.request_id)
    schedule(actor, request, TaskKind.RESPITE_NEXT, clock.today())


def on_booking_released(actor: Actor, event: BookingReleased) -> None:
    """The request waits for a place again when nothing else is planned or used."""
    request = _request(event.request_id)
    used = {BookingState.CONFIRMED, BookingState.ATTENDED}
    is_left = not any(one.state in used for one in queries.given(actor, request))
    if request.state is RequestState.PLACED and is_left:
        _move(request, RequestState.CLARIFIED)
    if request.is_open:
        schedule(actor, request, TaskKind.RESPITE_PLACE, clock.today())
    else:
        _close_tasks(actor, request)


def _request(request_id: int) -> RespiteRequest:
    """The request of a booking; the permission for the booking was checked."""
    return db.session.get_one(RespiteRequest, request_id, options=BOTH)


def _must_be_approachable(request: RespiteRequest) -> None:
    """Nothing is planned for who may not be approached any more."""
    if request.is_stopped:
        raise RuleBroken("contact.stopped")


def _must_be_open(request: RespiteRequest) -> None:
    """Raise RuleBroken when the request is closed."""
    _must_be_approachable(request)
    if not request.is_open:
        raise RuleBroken("respite.ended")


def _move(request: RespiteRequest, state: RequestState) -> None:
    """Move on, where the rules lead there."""
    request.state = rules.next_request_state(request.state, state)


def schedule(
    actor: Actor, request: RespiteRequest, kind: TaskKind, due_on: date
) -> None:
    """Schedule what is next for a request, in the villages of both."""
    for task in request.tasks(kind, due_on):
        tasks.schedule(actor, task, instead_of=rules.OWN_TASKS)


def _close_tasks(actor: Actor, request: RespiteRequest) -> None:
    for person in (request.carer, request.cared_for):
        tasks.close(actor, rules.OWN_TASKS, request.source(person))


def _refuse_booked(actor: Actor, request: RespiteRequest) -> None:
    given = queries.given(actor, request)
    if any(one.is_confirmed or one.is_held for one in given):
        raise RuleBroken("respite.still_booked")


def _record_need(request: RespiteRequest, answers: dict[str, Any]) -> None:
    for name, value in _kept(answers).items():
        setattr(request, name, value)


def _kept(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as they are kept: what can be chosen more than once, as a set."""
    chosen = answers.keys() & {"wanted_parts", "needs"}
    return answers | {name: frozenset(answers[name]) for name in chosen}
