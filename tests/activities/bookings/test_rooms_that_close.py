"""A part of the week that closes names the places on it, and each is called about."""

from typing import Any

import pytest

from tests import make
from tests.activities.bookings import places
from thuis_app.core.actors import Role
from thuis_app.directory.rooms import actions as rooms
from thuis_app.directory.rooms.rules import RoomPartsKept
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.rules import EndingKind
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind

pytestmark = pytest.mark.usefixtures("database")


def test_who_has_a_place_on_a_part_that_closes_is_called() -> None:
    room = places.room()
    booking = places.booking(places.talked_over(), room)
    keeper: Any = make.actor(make.user(Role.ADMINISTRATOR))
    shown = endings.open_under(keeper, RoomPartsKept(room.id, frozenset()))

    rooms.change(keeper, room, openings=[], name=room.name, area_id=room.area_id)

    assert [(one.kind, one.row_id) for one in shown] == [
        (EndingKind.BOOKING, booking.id)
    ]
    assert tasks.open_task(TaskKind.ROOM_CLOSED, booking.id)
