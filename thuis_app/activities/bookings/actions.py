"""Giving places in a Thuis kamer, and saying who came."""

from datetime import date, datetime

from sqlalchemy import select

from thuis_app.activities.bookings import queries
from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.people.contacts import actions as contacts
from thuis_app.support.respite import policy, rules
from thuis_app.support.respite.models import Booking, RespiteRequest
from thuis_app.support.respite.queries import given
from thuis_app.support.respite.rules import (
    BookingState,
    CancelledBy,
    RequestState,
    Step,
)


def book(
    actor: Actor,
    request: RespiteRequest,
    room: Room,
    *,
    on: date,
    day_part: DayPart,
    held_until: datetime | None,
) -> Booking:
    """Give a place on a date and day part: held until a moment, or promised at once."""
    require(policy.may_book(actor, request, room))
    request.must_be_open()
    if request.state not in rules.BOOKABLE:
        raise RuleBroken("respite.talk_first")
    opening = _claim(actor, request, room, on, day_part)
    if held_until is not None:
        opens = clock.at(on, opening.opens)
        rules.must_be_holdable(held_until, opens, clock.now())
    if queries.is_expected(actor, request, on, day_part):
        raise RuleBroken("booking.twice")
    state = BookingState.HELD if held_until else BookingState.CONFIRMED
    booking = Booking(
        request=request,
        room=room,
        on=on,
        day_part=day_part,
        state=state,
        held_until=held_until,
        booked_by=actor.id,
    )
    db.session.add(booking)
    _follow(actor, booking)
    trail.record(actor, f"booking.{state}", booking, contact_id=request.carer_id)
    return booking


def confirm(actor: Actor, booking: Booking) -> None:
    """They said yes: the place is theirs, if it still is there."""
    require(policy.may_handle(actor, booking))
    booking.request.must_be_open()
    state = rules.next_booking_state(booking.state, BookingState.CONFIRMED)
    _claim(actor, booking.request, booking.room, booking.on, booking.day_part, booking)
    booking.state, booking.held_until = state, None
    _follow(actor, booking)
    trail.record(actor, "booking.confirmed", booking, contact_id=_carer(booking))


def attended(actor: Actor, booking: Booking) -> None:
    """Somebody came, and the carer had a breather."""
    require(policy.may_handle(actor, booking))
    _say_who_came(booking, BookingState.ATTENDED)
    _plan(actor, booking.request, None, Step.PRESENCE)
    trail.record(actor, "booking.attended", booking, contact_id=_carer(booking))


def not_attended(actor: Actor, booking: Booking) -> None:
    """Nobody came; the request waits for a place again when nothing else is planned."""
    require(policy.may_handle(actor, booking))
    _say_who_came(booking, BookingState.NOT_ATTENDED)
    _wait_again(actor, booking.request)
    trail.record(actor, "booking.not_attended", booking, contact_id=_carer(booking))


def cancel(actor: Actor, booking: Booking, *, by: CancelledBy, because: str) -> None:
    """Take a place back, saying who asked for it and why."""
    require(policy.may_handle(actor, booking))
    booking.take_back(by, because)
    _wait_again(actor, booking.request)
    trail.record(actor, "booking.cancelled", booking, contact_id=_carer(booking))


def release(actor: Actor, booking: Booking) -> None:
    """Let go of a place that was only held."""
    require(policy.may_handle(actor, booking))
    if booking.state is not BookingState.HELD:
        raise RuleBroken("state.no_such_move")
    booking.take_back(CancelledBy.FOUNDATION, "")
    _wait_again(actor, booking.request)
    trail.record(actor, "booking.released", booking, contact_id=_carer(booking))


def _claim(
    actor: Actor,
    request: RespiteRequest,
    room: Room,
    on: date,
    part: DayPart,
    booking: Booking | None = None,
) -> RoomPart:
    """Make sure of a place. From here until the end nobody else gives one away."""
    for table, key in ((RespiteRequest, request.id), (Room, room.id)):
        db.session.execute(select(table.id).where(table.id == key).with_for_update())
    opening = queries.opening(actor, room, on, part)
    if opening is None:
        raise RuleBroken("room.closed")
    rules.must_be_ahead(clock.at(on, opening.closes), clock.now())
    for left in queries.stopped_at(actor, room, on, part):
        left.take_back(CancelledBy.FOUNDATION, "")
        trail.record(actor, "booking.cancelled", left, contact_id=_carer(left))
    taken = queries.taken(
        actor, room, on, part, besides=booking.id if booking else None
    )
    rules.must_have_room(opening.places, taken)
    return opening


def _follow(actor: Actor, booking: Booking) -> None:
    """What a place means for the request, and for the carer's next step."""
    request = booking.request
    if booking.held_until:
        _plan(actor, request, clock.local(booking.held_until).date(), Step.ANSWER)
        return
    if request.state is RequestState.CLARIFIED:
        request.become(RequestState.PLACED)
    _plan(actor, request, booking.on, Step.PRESENCE)


def _wait_again(actor: Actor, request: RespiteRequest) -> None:
    used = {BookingState.CONFIRMED, BookingState.ATTENDED}
    is_left = not any(one.state in used for one in given(actor, request))
    if request.state is RequestState.PLACED and is_left:
        request.become(RequestState.CLARIFIED)
    _plan(actor, request, clock.today() if request.is_open else None, Step.CALL)


def _say_who_came(booking: Booking, state: BookingState) -> None:
    wanted = rules.next_booking_state(booking.state, state)
    rules.must_have_begun(booking.on, clock.today())
    booking.state = wanted


def _plan(actor: Actor, request: RespiteRequest, on: date | None, step: Step) -> None:
    if policy.may_show_step(actor, request.carer):
        contacts.plan_step(actor, request.carer, on=on, step=step)


def _carer(booking: Booking) -> int:
    return booking.request.carer_id
