"""Lists by name are in one order on every database: accents and small letters too."""

import re
from collections.abc import Callable, Sequence

import pytest

from tests import make
from tests.activities.bookings import places
from thuis_app import PROJECT_ROOT
from thuis_app.accountability.reports import queries as reports
from thuis_app.activities.bookings import queries as bookings
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.day_parts import WeekPart
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.deputies import queries as deputies
from thuis_app.overview.ahead import queries as ahead
from thuis_app.overview.ahead.queries import Period
from thuis_app.visiting.concerns import queries as concerns
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.visits import queries as visits

pytestmark = pytest.mark.usefixtures("database")

MIXED = ["Zandt", "Özen", "Akker", "van Dam", "IJlst", "Çetin"]
IN_ORDER = ["Akker", "Çetin", "Özen", "van Dam", "IJlst", "Zandt"]
RAW = re.compile(
    r"order_by\([^)]*\b(?:User|Area|PERSON|Contact|Room|Offering)"
    r"\.(?:(?:last_|called_)?name|cluster)\b"
)


def test_no_query_sorts_on_a_name_as_it_is_spelled() -> None:
    sources = sorted((PROJECT_ROOT / "thuis_app").rglob("queries.py"))

    found = [path for path in sources if RAW.search(path.read_text(encoding="utf-8"))]

    assert sources and not found


def of_people(listed: Callable[[Actor, int], Sequence[str]]) -> Sequence[str]:
    """What a list says of a volunteer who visits people of these names."""
    volunteer = make.volunteer()
    for name in MIXED:
        make.match(volunteer, make.contact(name))
    return listed(make.actor(volunteer), volunteer.id)


@pytest.mark.parametrize(
    "listed",
    [
        lambda actor, _id: [
            one.contact.last_name for one in matches.open_of_volunteer(actor)
        ],
        lambda _actor, user_id: [
            one.contact.last_name
            for one in matches.all_of_volunteer(make.actor(make.coordinator()), user_id)
        ],
        lambda actor, _id: [one.last_name for one in concerns.reportable_people(actor)],
    ],
    ids=["open", "all", "concern"],
)
def test_people_stand_by_name_however_it_is_spelled(
    listed: Callable[[Actor, int], Sequence[str]],
) -> None:
    assert of_people(listed) == IN_ORDER


def test_volunteers_stand_by_name_however_it_is_spelled() -> None:
    area = make.area()
    contact = make.contact(area=area)
    for name in MIXED:
        volunteer = make.volunteer(area, name=name)
        make.visit(make.match(volunteer, make.contact(area=area)))
    coordinator = make.actor(make.coordinator())
    today = clock.today()

    who_may_go = visits.volunteers_for(coordinator, contact)
    who_goes = ahead.volunteers_of(coordinator, Period(today, today))

    assert [one.name for one in who_may_go] == IN_ORDER
    assert [name for _id, name in who_goes] == IN_ORDER


def test_villages_and_rooms_stand_by_name_however_it_is_spelled() -> None:
    made: list[Area] = [make.area(name) for name in MIXED]
    for area in made:
        make.saved(Room(name=area.name, area_id=area.id))
    actor = make.actor(make.coordinator())

    lists = (
        [one.name for one in areas.options(actor)],
        [one.name for one in deputies.villages(actor)],
        [one.name for one in rooms.in_order(actor)],
        [one.name for one in rooms.to_plan_in(actor)],
    )

    assert all(found == IN_ORDER for found in lists), lists


def test_groups_of_villages_stand_by_name_however_it_is_spelled() -> None:
    for number, name in enumerate(MIXED):
        make.area(f"Village {number}").cluster = name
    keeper = make.actor(make.user(Role.ADMINISTRATOR))
    board = make.actor(make.user(Role.BOARD))

    found = areas.in_order(keeper)
    groups = reports.figures(board, clock.today()).groups

    assert [one.cluster for one in found] == IN_ORDER
    assert [one.name for one in groups] == IN_ORDER


def test_a_village_has_one_name_however_it_is_spelled() -> None:
    make.area("Özen")

    assert areas.is_named(make.actor(make.user(Role.ADMINISTRATOR)), "ozen")


def test_heirs_stand_by_name_however_it_is_spelled() -> None:
    for name in MIXED:
        make.coordinator(name=name)
    leaver = make.coordinator(name="Leaver")
    keeper = make.actor(make.user(Role.ADMINISTRATOR))

    found = accounts.coordinators_besides(keeper, leaver)

    assert [name for _id, name in found] == IN_ORDER


def test_free_places_stand_by_the_name_of_the_room_however_it_is_spelled() -> None:
    places.stop_the_clock()
    area, on = make.area(), places.WEDNESDAY
    for name in MIXED:
        places.room(area, name=name)
    actor = make.actor(make.coordinator())

    found = bookings.free_places(actor, on, on, Room.area_id == area.id)
    first = bookings.first_free(actor, on, on, [WeekPart.WEDNESDAY_AFTERNOON])

    assert [one.room.name for one in found] == IN_ORDER
    assert [one.room.name for one in first] == IN_ORDER[:1]
