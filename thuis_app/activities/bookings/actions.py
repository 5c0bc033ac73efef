"""Giving places in a Thuis kamer, and saying who came."""

from datetime import date, datetime

from sqlalchemy import select

from thuis_app.activities.bookings import policy, queries, rules
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.policy import Pair, PlaceRequest
from thuis_app.activities.bookings.rules import (
    BookingAttended,
    BookingAuditEvent,
    BookingCancelledBy,
    BookingConfirmed,
    BookingHeld,
    BookingReleased,
    BookingState,
    PlaceAsked,
    RoomClosedDetails,
)
from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.directory.rooms.rules import RoomPartsKept
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind


def book(
    actor: Actor,
    request: PlaceRequest,
    room: Room,
    *,
    on: date,
    day_part: DayPart,
    held_until: datetime | None,
) -> Booking:
    """Give a place on a date and day part: held until a moment, or promised at once."""
    require(policy.may_book(actor, request, room))
    _must_be_approachable(request)
    events.publish(actor, PlaceAsked(request.id))
    opening = _claim(actor, room, on, day_part)
    if held_until is not None:
        opens = clock.at(on, opening.opens)
        rules.must_be_holdable(held_until, opens, clock.now())
    if queries.is_expected(actor, request.cared_for, on, day_part):
        raise RuleBroken("booking.twice")
    state = BookingState.HELD if held_until else BookingState.CONFIRMED
    booking = Booking(
        request_id=request.id,
        room=room,
        on=on,
        day_part=day_part,
        state=state,
        held_until=held_until,
        booked_by=actor.id,
    )
    db.session.add(booking)
    db.session.flush()
    _tell_given(actor, booking)
    audit_log.record(actor, rules.GIVEN[state], booking, contact_id=request.carer.id)
    return booking


def confirm(actor: Actor, booking: Booking) -> None:
    """They said yes: the place is theirs, if it still is there."""
    require(policy.may_handle(actor, booking))
    _must_be_approachable(booking)
    events.publish(actor, PlaceAsked(booking.request_id))
    state = rules.next_booking_state(booking.state, BookingState.CONFIRMED)
    _claim(actor, booking.room, booking.on, booking.day_part, booking)
    booking.state, booking.held_until = state, None
    _tell_given(actor, booking)
    audit_log.record(
        actor, BookingAuditEvent.CONFIRMED, booking, contact_id=booking.carer.id
    )


def attended(actor: Actor, booking: Booking) -> None:
    """Record that the person came."""
    require(policy.may_handle(actor, booking))
    _say_who_came(booking, BookingState.ATTENDED)
    events.publish(actor, BookingAttended(booking.id, booking.request_id))
    audit_log.record(
        actor, BookingAuditEvent.ATTENDED, booking, contact_id=booking.carer.id
    )


def not_attended(actor: Actor, booking: Booking) -> None:
    """Record that the person did not come."""
    require(policy.may_handle(actor, booking))
    _say_who_came(booking, BookingState.NOT_ATTENDED)
    events.publish(actor, BookingReleased(booking.id, booking.request_id))
    audit_log.record(
        actor, BookingAuditEvent.NOT_ATTENDED, booking, contact_id=booking.carer.id
    )


def cancel(
    actor: Actor, booking: Booking, *, by: BookingCancelledBy, because: str
) -> None:
    """Take a place back, saying who asked for it and why."""
    require(policy.may_handle(actor, booking))
    booking.take_back(by, because)
    events.publish(actor, BookingReleased(booking.id, booking.request_id))
    audit_log.record(
        actor, BookingAuditEvent.CANCELLED, booking, contact_id=booking.carer.id
    )


def release(actor: Actor, booking: Booking) -> None:
    """Release a place that was only held."""
    require(policy.may_handle(actor, booking))
    if booking.state is not BookingState.HELD:
        raise RuleBroken("state.no_such_move")
    booking.take_back(BookingCancelledBy.FOUNDATION, "")
    events.publish(actor, BookingReleased(booking.id, booking.request_id))
    audit_log.record(
        actor, BookingAuditEvent.RELEASED, booking, contact_id=booking.carer.id
    )


def on_room_parts_kept(actor: Actor, event: RoomPartsKept) -> None:
    """Schedule a call about each place on a part of the week that closes."""
    for one in queries.on_closed_parts(event):
        details = RoomClosedDetails(one.room.name, one.on, one.request_id)
        new = NewTask(
            kind=TaskKind.ROOM_CLOSED,
            source=one.id,
            due_on=clock.today(),
            area_id=one.carer.area_id,
            contact_id=one.carer.id,
            room_id=one.room_id,
            details=details,
        )
        tasks.schedule(actor, new)


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The places that are called about, without names: who closes may not know them."""
    match question.event:
        case RoomPartsKept():
            kind, fate = EndingKind.BOOKING, EndingFate.STAYS
            return [
                EndingLine(kind, one.id, fate, what=one.room.name, on=one.on)
                for one in queries.on_closed_parts(question.event)
            ]
    return []


def _must_be_approachable(pair: Pair) -> None:
    """Nothing is planned for who may not be approached any more."""
    if pair.is_stopped:
        raise RuleBroken("contact.stopped")


def _claim(
    actor: Actor, room: Room, on: date, part: DayPart, booking: Booking | None = None
) -> RoomPart:
    """Make sure of a place. From here until the end nobody else gives one away."""
    db.session.execute(select(Room.id).where(Room.id == room.id).with_for_update())
    opening = queries.opening(actor, room, on, part)
    if opening is None:
        raise RuleBroken("room.closed")
    rules.must_be_ahead(clock.at(on, opening.closes), clock.now())
    for left in queries.stopped_at(actor, room, on, part):
        left.take_back(BookingCancelledBy.FOUNDATION, "")
        audit_log.record(
            actor, BookingAuditEvent.CANCELLED, left, contact_id=left.carer.id
        )
    taken = queries.taken(
        actor, room, on, part, besides=booking.id if booking else None
    )
    rules.must_have_room(opening.places, taken)
    return opening


def _tell_given(actor: Actor, booking: Booking) -> None:
    numbers = booking.id, booking.request_id
    if booking.held_until:
        events.publish(actor, BookingHeld(*numbers, booking.held_until))
    else:
        events.publish(actor, BookingConfirmed(*numbers, booking.on))


def _say_who_came(booking: Booking, state: BookingState) -> None:
    wanted = rules.next_booking_state(booking.state, state)
    rules.must_have_begun(booking.on, clock.today())
    booking.state = wanted
