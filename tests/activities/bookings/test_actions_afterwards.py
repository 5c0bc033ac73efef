from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import make
from tests.activities.bookings import places
from thuis_app.activities.bookings import actions, queries
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingCancelledBy
from thuis_app.core.actors import Actor
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.support.respite.rules import RequestState


def test_who_came_is_said_on_the_day_itself() -> None:
    user = make.coordinator()
    booking = places.book(user, places.talked_over(), places.room())

    with pytest.raises(RuleBroken) as early:
        actions.attended(make.actor(user), places.seen(booking))
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(days=1))
    actions.attended(make.actor(user), places.seen(booking))

    assert places.code(early) == "booking.not_yet"
    assert places.states() == ["attended"]


@pytest.mark.parametrize("action", [actions.attended, actions.not_attended])
def test_a_held_place_is_promised_before_anybody_comes(
    action: Callable[[Actor, Booking], object],
) -> None:
    user = make.coordinator()
    booking = places.book(user, places.talked_over(), places.room(), hours=8)
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(days=1))

    with pytest.raises(RuleBroken):
        action(make.actor(user), places.seen(booking))


def test_who_did_not_come_waits_for_a_place_again() -> None:
    user, request = make.coordinator(), places.talked_over()
    booking = places.book(user, request, places.room())
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(days=1))

    actions.not_attended(make.actor(user), places.seen(booking))

    assert places.found(request).state is RequestState.CLARIFIED


def test_a_cancelled_place_says_by_whom_and_why() -> None:
    user, request = make.coordinator(), places.talked_over()
    booking = places.book(user, request, places.room())

    actions.cancel(
        make.actor(user),
        places.seen(booking),
        by=BookingCancelledBy.CARER,
        because="A cold.",
    )

    assert (booking.state, booking.cancelled_by) == ("cancelled", "carer")
    assert booking.cancelled_because == "A cold."
    assert places.found(request).state is RequestState.CLARIFIED


def test_only_a_held_place_is_let_go() -> None:
    user = make.coordinator()
    held = places.book(user, places.talked_over(), places.room(), hours=8)
    promised = places.book(user, places.talked_over(), places.room())

    actions.release(make.actor(user), places.seen(held))
    with pytest.raises(RuleBroken):
        actions.release(make.actor(user), places.seen(promised))

    assert places.states() == ["cancelled", "confirmed"]


def test_a_protected_room_is_handled_by_its_own_coordinators() -> None:
    here, there = make.area(), make.area()
    room = places.room(there, is_protected=True)
    booking = places.booking(places.talked_over(here), room)
    of_carer, of_room = make.coordinator(here), make.coordinator(there)

    with pytest.raises(Missing):
        queries.booking(make.actor(of_carer), booking.id)
    with pytest.raises(Denied):
        queries.in_week(make.actor(of_carer), room, places.TUESDAY)
    assert queries.booking(make.actor(of_room), booking.id).id == booking.id
