"""Who may see and plan respite."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.policy import planned_by, sees_attendance
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, STOPPED
from thuis_app.support.respite.models import Booking, RespiteRequest
from thuis_app.support.respite.rules import HELD_WITHIN, BookingState


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the carer's village, and of the one who is cared for."""
    if not actor.is_coordinator:
        return false()
    if actor.all_areas:
        return true()
    theirs = within(actor, Contact.area_id)
    return or_(
        RespiteRequest.carer.has(theirs),
        RespiteRequest.cared_for.has(theirs),
    )


def bookings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who comes to a room is for its coordinators, and for those of the request.

    That somebody comes to a room for a protected group is for the first alone.
    """
    if not actor.is_coordinator:
        return false()
    own = Booking.request.has(visible_to(actor)) & Booking.room.has(~Room.is_protected)
    return or_(Booking.room.has(planned_by(actor)), own)


def may_list(actor: Actor) -> bool:
    """Only coordinators plan respite."""
    return actor.is_coordinator


def may_ask(actor: Actor, carer: Contact) -> bool:
    """The coordinators of the carer's village write down what is asked."""
    return actor.coordinates(carer.area_id)


def may_plan(actor: Actor, request: RespiteRequest) -> bool:
    """The coordinators of either of the two talk it over and bring it to an end."""
    return actor.coordinates(request.carer.area_id) or actor.coordinates(
        request.cared_for.area_id
    )


def may_book(actor: Actor, request: RespiteRequest, room: Room) -> bool:
    """Places are given by the coordinators of the room's own village."""
    return may_plan(actor, request) and sees_attendance(actor, room)


def may_handle(actor: Actor, booking: Booking) -> bool:
    """Those who see a booking may confirm it, cancel it and say who came."""
    own = may_plan(actor, booking.request) and not booking.room.is_protected
    return own or sees_attendance(actor, booking.room)


def may_show_step(actor: Actor, carer: Contact) -> bool:
    """What comes next for a carer is shown where no other feature said so already."""
    is_ours = carer.next_step.startswith("respite:") or carer.next_step_on == NO_STEP
    return is_ours and actor.coordinates(carer.area_id) and not carer.is_stopped


def may_stop(actor: Actor, contact: Contact) -> bool:
    """Whoever may record that somebody is left in peace, stops what was planned."""
    return actor.coordinates(contact.area_id)


def may_both_be_approached() -> ColumnElement[bool]:
    """The condition that neither of the two has asked for no more contact."""
    alive = Contact.stage.not_in(STOPPED)
    return RespiteRequest.carer.has(alive) & RespiteRequest.cared_for.has(alive)


def takes_place() -> ColumnElement[bool]:
    """What takes a place: rules.takes_place, and only while both may be approached."""
    now = clock.now()
    until = Booking.held_until
    held = and_(
        Booking.state == BookingState.HELD, until > now, until <= now + HELD_WITHIN
    )
    promised = or_(Booking.state == BookingState.CONFIRMED, held)
    coming = promised & Booking.request.has(may_both_be_approached())
    return or_(Booking.state == BookingState.ATTENDED, coming)
