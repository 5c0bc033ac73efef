from datetime import timedelta

import pytest

from tests import make
from tests.activities.bookings import places
from tests.statements import statements_of
from thuis_app.activities.bookings.queries import FreePlace
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.core.errors import Denied, Missing
from thuis_app.people.contacts.rules import Stage
from thuis_app.support.respite import queries
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.queries import RespiteRow
from thuis_app.support.respite.rules import HoldOut, RequestState, RespiteTask, Urgency

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def everywhere() -> Actor:
    return make.actor(make.coordinator())


def totals(actor: Actor) -> dict[RequestState, int]:
    lists = queries.lists_to_plan(actor)
    return {state: one.total for state, one in lists.items() if one.total}


def fits_of(actor: Actor, request: RespiteRequest) -> FreePlace | None:
    rows = queries.to_plan(actor).rows
    return next(line.fits for line in rows if line.request.id == request.id)


def ids(lines: list[RespiteRow]) -> list[int]:
    return [line.request.id for line in lines]


def test_who_has_more_reasons_goes_first_and_then_who_waits_longest() -> None:
    today = clock.today()
    late = places.talked_over(asked_on=today - timedelta(days=2))
    early = places.talked_over(asked_on=today - timedelta(days=9))
    soon = places.talked_over(urgency=Urgency.SOON)
    both = places.talked_over(urgency=Urgency.SOON, hold_out=HoldOut.WEEKS)
    long = places.talked_over(asked_on=today - timedelta(days=40))

    lines = queries.to_plan(everywhere()).rows

    assert ids(lines) == [both.id, long.id, soon.id, early.id, late.id]
    assert [line.days for line in lines] == [0, 40, 0, 9, 2]


def test_the_next_page_goes_on_where_the_first_one_ended() -> None:
    made = [places.talked_over() for _one in range(7)]
    actor = everywhere()

    first = queries.to_plan(actor, limit=5).rows
    second = queries.to_plan(actor, after=first[4].request.id, limit=5).rows

    assert ids(first[:5]) + ids(second) == [one.id for one in made]


def test_a_coordinator_plans_for_their_own_villages() -> None:
    here, there = make.area(), make.area()
    mine, other = places.talked_over(here), places.talked_over(there)
    actor = make.actor(make.coordinator(here))

    assert ids(queries.to_plan(actor).rows) == [mine.id]
    assert totals(actor) == {RequestState.CLARIFIED: 1}
    with pytest.raises(Missing):
        queries.get(actor, other.id)


def test_both_coordinators_see_a_request_between_two_villages() -> None:
    here, there = make.area(), make.area()
    request = make.respite_request(make.contact(area=here), make.contact(area=there))

    for village in (here, there):
        actor = make.actor(make.coordinator(village))
        assert queries.get(actor, request.id).id == request.id


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_knows_who_asks(role: Role) -> None:
    request = places.talked_over()
    actor = make.actor(make.user(role, all_areas=True))

    with pytest.raises(Missing):
        queries.get(actor, request.id)
    with pytest.raises(Denied):
        queries.to_plan(actor)


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_who_is_left_in_peace_stands_on_no_list(stage: Stage) -> None:
    request = places.found(places.talked_over())
    request.cared_for.stage = stage
    db.session.commit()

    assert queries.to_plan(everywhere()).rows == []
    assert totals(everywhere()) == {}


def test_a_request_says_where_it_fits_in_its_own_village_first() -> None:
    here, there = make.area("Aduard"), make.area("Baflo")
    places.room(there)
    own = places.room(here)
    places.talked_over(here)

    fits = queries.to_plan(everywhere()).rows[0].fits

    assert fits is not None
    assert (fits.room.id, fits.on, fits.free) == (own.id, places.WEDNESDAY, 2)


def test_a_full_week_makes_it_fit_a_week_later() -> None:
    here = make.area()
    room = places.room(here, places=1)
    places.booking(places.talked_over(here), room)
    places.talked_over(here)

    fits = queries.to_plan(everywhere()).rows[-1].fits

    assert fits is not None and fits.on == places.WEDNESDAY + timedelta(days=7)


def test_without_a_room_of_its_own_it_fits_in_the_first_one_with_a_place() -> None:
    """On one day by name, whichever part of it is earlier."""
    aduard = make.area("Aduard")
    places.booking(places.talked_over(aduard), places.room(aduard, places=1))
    places.room(make.area("Den Horn"), parts=[places.part(2, DayPart.MORNING, 2)])
    wanted = frozenset({WeekPart.WEDNESDAY_MORNING, WeekPart.WEDNESDAY_AFTERNOON})
    _other, room = places.room(make.area("Winsum")), places.room(make.area("Baflo"))
    request = places.talked_over(make.area("Ezinge"), wanted_parts=wanted)

    fits = fits_of(everywhere(), request)

    assert fits is not None
    assert (fits.room.name, fits.day_part) == (room.name, DayPart.AFTERNOON)
    assert (fits.on, fits.free) == (places.WEDNESDAY, 2)


def test_it_fits_in_no_room_that_somebody_else_plans() -> None:
    here, there = make.area(), make.area()
    places.room(there)
    request = places.talked_over(here)

    assert fits_of(make.actor(make.coordinator(here)), request) is None
    assert fits_of(make.actor(make.coordinator(here, there)), request) is not None


@pytest.mark.parametrize("village", ["Aduard", "Baflo"])
def test_it_fits_from_the_day_on_which_it_is_wanted(village: str) -> None:
    here = make.area("Aduard")
    places.room(here)
    asks_from = places.WEDNESDAY + timedelta(days=1)
    home = here if village == here.name else make.area(village)
    request = places.talked_over(home, start_on=asks_from)

    fits = fits_of(everywhere(), request)

    assert fits is not None and fits.on == places.WEDNESDAY + timedelta(days=7)


@pytest.mark.parametrize("village", ["Aduard", "Baflo"])
def test_it_fits_no_part_of_today_that_is_over(village: str) -> None:
    here = make.area("Aduard")
    places.room(here)
    home = here if village == here.name else make.area(village)
    request = places.talked_over(home)
    closes = places.MORNING_OF_TUESDAY + timedelta(days=1, hours=7)
    actor = everywhere()

    places.stop_the_clock(closes - timedelta(minutes=1))
    before = fits_of(actor, request)
    places.stop_the_clock(closes)
    after = fits_of(actor, request)

    assert before is not None and before.on == places.WEDNESDAY
    assert after is not None and after.on == places.WEDNESDAY + timedelta(days=7)


def test_each_list_has_its_own_page_and_total() -> None:
    asked = [places.talked_over(state=RequestState.ASKED) for _one in range(3)]
    waiting = [places.talked_over() for _one in range(4)]
    actor, shown = everywhere(), [RequestState.ASKED, RequestState.CLARIFIED]

    lists = queries.lists_to_plan(actor, shown, limit=2)
    behind = queries.lists_to_plan(actor, shown, after=waiting[1].id, limit=2)

    assert list(lists) == shown
    assert ids(lists[RequestState.ASKED].rows) == [one.id for one in asked[:2]]
    assert lists[RequestState.CLARIFIED].after == waiting[1].id
    assert ids(behind[RequestState.CLARIFIED].rows) == [one.id for one in waiting[2:]]
    assert behind[RequestState.CLARIFIED].after is None
    assert [one.total for one in lists.values()] == [3, 4]
    assert behind[RequestState.CLARIFIED].total == 4


def test_what_has_a_place_ahead_waits_for_nothing() -> None:
    here = make.area()
    request = places.talked_over(here, state=RequestState.PLACED)
    places.booking(request, places.room(here))

    assert queries.to_plan(everywhere()).rows == []


def test_after_the_day_somebody_says_who_came() -> None:
    here = make.area()
    request = places.talked_over(here, state=RequestState.PLACED)
    places.booking(request, places.room(here))
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(days=3))

    assert [line.why for line in queries.to_plan(everywhere()).rows] == [
        RespiteTask.PRESENCE
    ]


def test_a_place_in_a_protected_room_is_for_its_own_coordinators() -> None:
    here, there = make.area(), make.area()
    room = places.room(there, is_protected=True)
    request = places.found(places.talked_over(here))
    places.booking(request, room)
    of_carer = make.actor(make.coordinator(here))
    of_both = make.actor(make.coordinator(here, there))

    assert queries.bookings(of_carer, request) == []
    assert len(queries.bookings(of_both, request)) == 1


def test_a_longer_list_asks_no_more_of_the_database() -> None:
    here = make.area()
    room, actor = places.room(here), everywhere()

    def statements(rows: int) -> int:
        for _one in range(rows):
            places.booking(places.talked_over(here), room, BookingState.HELD)
        return statements_of(lambda: queries.lists_to_plan(actor))

    assert statements(5) == statements(20)
