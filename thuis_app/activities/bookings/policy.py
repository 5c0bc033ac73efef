"""Who may see, make and change bookings in the Thuis kamers."""

from typing import Protocol

from sqlalchemy import ColumnElement, and_, false, or_

from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import HELD_WITHIN, BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.policy import planned_by, sees_attendance
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED


class Pair(Protocol):
    """A carer, and the one who is cared for and comes to the room."""

    @property
    def carer(self) -> Contact: ...

    @property
    def cared_for(self) -> Contact: ...

    @property
    def is_stopped(self) -> bool: ...


class PlaceRequest(Pair, Protocol):
    """The request a place is given for."""

    @property
    def id(self) -> int: ...


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the room see its bookings, and those of either person.

    Bookings of a room for a protected group are for the first alone.
    """
    if not actor.is_coordinator:
        return false()
    theirs = within(actor, Contact.area_id)
    either = Booking.carer.has(theirs) | Booking.cared_for.has(theirs)
    own = either & Booking.room.has(~Room.is_protected)
    return or_(Booking.room.has(planned_by(actor)), own)


def may_list(actor: Actor) -> bool:
    """Only coordinators give places away."""
    return actor.is_coordinator


def may_book(actor: Actor, request: PlaceRequest, room: Room) -> bool:
    """Places are given by the coordinators of the room's own village."""
    return _coordinates_either(actor, request) and sees_attendance(actor, room)


def may_handle(actor: Actor, booking: Booking) -> bool:
    """Those who see a booking may confirm it, cancel it and say who came."""
    own = _coordinates_either(actor, booking) and not booking.room.is_protected
    return own or sees_attendance(actor, booking.room)


def may_both_be_approached() -> ColumnElement[bool]:
    """The condition that neither of the two has asked for no more contact."""
    alive = Contact.stage.not_in(STOPPED)
    return Booking.carer.has(alive) & Booking.cared_for.has(alive)


def takes_place() -> ColumnElement[bool]:
    """`rules.takes_place` as a condition, and contact with both must go on."""
    now = clock.now()
    until = Booking.held_until
    held = and_(
        Booking.state == BookingState.HELD, until > now, until <= now + HELD_WITHIN
    )
    promised = or_(Booking.state == BookingState.CONFIRMED, held)
    coming = promised & may_both_be_approached()
    return or_(Booking.state == BookingState.ATTENDED, coming)


def _coordinates_either(actor: Actor, pair: Pair) -> bool:
    return actor.coordinates(pair.carer.area_id) or actor.coordinates(
        pair.cared_for.area_id
    )
