"""Queries about who comes to a room in a week, and their needs."""

from dataclasses import dataclass
from datetime import date

from thuis_app.activities.bookings import queries as bookings
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.queries import Rows
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.directory.rooms.models import Room
from thuis_app.support.respite.models import RespiteRequest


@dataclass(frozen=True)
class Week:
    """The parts of the week with their places, and the requests these are for."""

    rows: Rows
    requests: dict[int, RespiteRequest]


def week(actor: Actor, room: Room, monday: date) -> Week:
    """The week of a room that begins on this Monday; one statement."""
    with_request = RespiteRequest.id == Booking.request_id
    wanted = bookings.in_week(actor, room, monday).join(RespiteRequest, with_request)
    found = db.session.execute(wanted.add_columns(RespiteRequest)).all()
    given = [booking for booking, _request in found]
    requests = {request.id: request for _booking, request in found}
    return Week(bookings.slots(room, monday, given), requests)
