from datetime import timedelta

import pytest

from tests import make
from tests.activities.bookings import places
from thuis_app.activities.bookings import actions as bookings
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts.rules import NO_STEP, Stage
from thuis_app.support.respite import actions
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import RequestState, UnmetReason


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def test_a_request_does_not_end_while_a_place_stands() -> None:
    user, request = make.coordinator(), places.talked_over()
    booking = places.book(user, request, places.room())
    actor = make.actor(user)

    for end in (close, not_met):
        with pytest.raises(RuleBroken) as booked:
            end(actor, request)
        assert places.code(booked) == "respite.still_booked"
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(days=1))
    bookings.attended(actor, places.seen(booking))
    close(actor, request)

    assert places.found(request).state is RequestState.CLOSED


def test_who_is_left_in_peace_loses_every_place_and_request_at_once() -> None:
    user, request = make.coordinator(), places.talked_over()
    places.booking(request, places.room())

    people.stop(
        make.actor(user),
        places.found(request).cared_for,
        stage=Stage.NO_CONTACT,
        on=clock.today(),
        because="No more contact",
    )

    assert places.states() == ["cancelled"]
    assert places.found(request).state is RequestState.UNMET
    assert places.found(request).carer.next_step_on == NO_STEP


def close(actor: Actor, request: RespiteRequest) -> None:
    actions.close(actor, places.found(request))


def not_met(actor: Actor, request: RespiteRequest) -> None:
    actions.unmet(
        actor,
        places.found(request),
        because=UnmetReason.NO_PLACE,
        note="",
    )
