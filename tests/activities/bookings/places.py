"""Rooms, requests and places for the tests of respite."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests import make
from thuis_app.activities.bookings import actions, queries
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.core.errors import RuleBroken
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import RequestState

TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
AFTERNOON = DayPart.AFTERNOON
MORNING_OF_TUESDAY = clock.at(TUESDAY, time(9))


def stop_the_clock(moment: datetime = MORNING_OF_TUESDAY) -> None:
    """Let every test be on the same Tuesday morning."""
    clock.set_source(lambda: moment)


def room(area: Area | None = None, *, places: int = 2, **more: Any) -> Room:
    """A room that is open on Wednesday afternoon and Thursday morning."""
    village = area or make.area()
    parts = [part(2, AFTERNOON, places), part(3, DayPart.MORNING, places)]
    values: dict[str, Any] = {"name": f"Thuis kamer {village.name}", "parts": parts}
    return make.saved(Room(area_id=village.id, **(values | more)))


def part(weekday: int, day_part: DayPart, places: int) -> RoomPart:
    hours = {DayPart.MORNING: (9, 12), AFTERNOON: (13, 16), DayPart.EVENING: (17, 20)}
    opens, closes = (time(hour) for hour in hours[day_part])
    return RoomPart(
        weekday=weekday, day_part=day_part, places=places, opens=opens, closes=closes
    )


def talked_over(area: Area | None = None, **more: Any) -> RespiteRequest:
    """A request that was talked over, and waits for Wednesday afternoon."""
    village = area or make.area()
    values: dict[str, Any] = {"state": RequestState.CLARIFIED}
    wanted = frozenset({WeekPart.WEDNESDAY_AFTERNOON})
    values |= {"wanted_parts": wanted, "asked_on": clock.today()}
    return make.respite_request(
        make.contact("Mulder", called_name="Fenna", area=village),
        make.contact("Mulder", called_name="Sietse", area=village),
        **(values | more),
    )


def booking(
    request: RespiteRequest,
    room: Room,
    state: BookingState = BookingState.CONFIRMED,
    **more: Any,
) -> Booking:
    values: dict[str, Any] = {"on": WEDNESDAY, "day_part": AFTERNOON, "booked_by": 1}
    if state is BookingState.HELD:
        values["held_until"] = clock.now() + timedelta(hours=8)
    values |= {"request_id": request.id, "room_id": room.id, "state": state}
    return make.saved(Booking(**(values | more)))


def book(
    user: User, request: RespiteRequest, room: Room, *, hours: int = 0, **more: Any
) -> Booking:
    """Give a place as this coordinator: promised, or held for some hours."""
    until = clock.now() + timedelta(hours=hours) if hours else None
    values: dict[str, Any] = {"on": WEDNESDAY, "day_part": AFTERNOON}
    values |= {"held_until": until, **more}
    given = actions.book(make.actor(user), found(request), room, **values)
    db.session.commit()
    return given


def found(request: RespiteRequest) -> RespiteRequest:
    """The request as a page would have it, with both people."""
    return db.session.scalars(
        select(RespiteRequest)
        .where(RespiteRequest.id == request.id)
        .options(joinedload(RespiteRequest.carer), joinedload(RespiteRequest.cared_for))
    ).one()


def states() -> list[str]:
    rows = db.session.scalars(select(Booking).order_by(Booking.id))
    return [str(row.state) for row in rows]


def seen(booking: Booking) -> Booking:
    """The booking as a coordinator finds it."""
    return queries.booking(make.actor(make.coordinator()), booking.id)


def code(error: pytest.ExceptionInfo[RuleBroken]) -> str:
    return error.value.code
