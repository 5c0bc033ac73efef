from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.activities.bookings import places
from thuis_app.activities.bookings import actions
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.support.respite.rules import RequestState


def test_a_promise_gives_the_request_its_place_and_the_carer_a_next_step() -> None:
    request, room = places.talked_over(), places.room()

    places.book(make.coordinator(), request, room)

    kept = places.found(request)
    assert places.states() == ["confirmed"]
    assert kept.state is RequestState.PLACED
    assert kept.carer.next_step_on == places.WEDNESDAY
    assert kept.carer.next_step == "respite_presence"


def test_a_held_place_leaves_the_request_waiting() -> None:
    request, room = places.talked_over(), places.room()

    places.book(make.coordinator(), request, room, hours=8)

    assert places.states() == ["held"]
    assert places.found(request).state is RequestState.CLARIFIED


def test_what_is_planned_elsewhere_for_the_carer_stays() -> None:
    room = places.room()
    request = places.found(places.talked_over())
    make.task(TaskKind.WAITING, request.carer, due_on=clock.today())

    places.book(make.coordinator(), request, room)

    assert places.found(request).carer.next_step == "waiting"


@pytest.mark.parametrize("hours", [0, 8])
def test_a_full_part_of_the_day_takes_nobody_more(hours: int) -> None:
    user, room = make.coordinator(), places.room(places=1)
    places.book(user, places.talked_over(), room, hours=hours)

    with pytest.raises(RuleBroken) as full:
        places.book(user, places.talked_over(), room)

    assert places.code(full) == "room.full"


@pytest.mark.parametrize(
    "state",
    [BookingState.CANCELLED, BookingState.NOT_ATTENDED],
)
def test_a_place_that_is_not_used_is_free(state: BookingState) -> None:
    room = places.room(places=1)
    places.booking(places.talked_over(), room, state)

    places.book(make.coordinator(), places.talked_over(), room)

    assert places.states() == [state, "confirmed"]


def test_a_hold_that_lapsed_gives_its_place_back_by_itself() -> None:
    user, room = make.coordinator(), places.room(places=1)
    late = places.book(user, places.talked_over(), room, hours=2)
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(hours=3))

    places.book(user, places.talked_over(), room)
    with pytest.raises(RuleBroken) as full:
        actions.confirm(make.actor(user), places.seen(late))

    assert places.code(full) == "room.full"


def test_a_hold_that_lapsed_is_promised_while_nobody_else_came() -> None:
    user, room = make.coordinator(), places.room(places=1)
    late = places.book(user, places.talked_over(), room, hours=2)
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(hours=3))

    actions.confirm(make.actor(user), places.seen(late))

    assert places.states() == ["confirmed"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"on": places.TUESDAY}, "room.closed"),
        ({"day_part": DayPart.EVENING}, "room.closed"),
        ({"on": places.WEDNESDAY - timedelta(days=7)}, "booking.past"),
        ({"hours": 40}, "hold.late"),
        ({"hours": -1}, "hold.past"),
    ],
)
def test_a_place_is_given_only_where_and_when_there_is_one(
    changes: dict[str, Any], expected: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        places.book(make.coordinator(), places.talked_over(), places.room(), **changes)

    assert places.code(refused) == expected


def test_a_room_out_of_use_takes_nobody() -> None:
    with pytest.raises(RuleBroken) as closed:
        places.book(
            make.coordinator(), places.talked_over(), places.room(is_active=False)
        )

    assert places.code(closed) == "room.closed"


def test_nobody_has_two_places_at_the_same_moment() -> None:
    user, request = make.coordinator(), places.talked_over()
    places.book(user, request, places.room())

    with pytest.raises(RuleBroken) as twice:
        places.book(user, request, places.room())

    assert places.code(twice) == "booking.twice"


def test_the_talk_comes_before_the_place() -> None:
    request = places.talked_over(state=RequestState.ASKED)

    with pytest.raises(RuleBroken) as early:
        places.book(make.coordinator(), request, places.room())

    assert places.code(early) == "respite.talk_first"


def test_places_are_given_by_the_coordinators_of_the_room() -> None:
    here, there = make.area(), make.area()
    room = places.room(there)

    with pytest.raises(Denied):
        places.book(make.coordinator(here), places.talked_over(here), room)


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.DECEASED])
def test_nothing_is_planned_for_who_is_left_in_peace(stage: Stage) -> None:
    request = places.found(places.talked_over())
    request.carer.stage = stage
    db.session.commit()

    with pytest.raises(RuleBroken) as stopped:
        places.book(make.coordinator(), request, places.room())

    assert places.code(stopped) == "contact.stopped"


def test_the_place_of_who_is_left_in_peace_is_free_and_never_comes_back() -> None:
    user, room = make.coordinator(), places.room(places=1)
    left = places.talked_over()
    places.booking(left, room)
    places.found(left).cared_for.stage = Stage.NO_CONTACT
    db.session.commit()

    places.book(user, places.talked_over(), room)
    places.found(left).cared_for.stage = Stage.PARTICIPANT
    db.session.commit()

    assert places.states() == ["cancelled", "confirmed"]
