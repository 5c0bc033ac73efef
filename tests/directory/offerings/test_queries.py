from typing import Any

import pytest

from tests import make
from thuis_app.core.actors import Actor, Role
from thuis_app.core.errors import Denied, Missing
from thuis_app.directory.offerings import queries
from thuis_app.directory.offerings.models import Offering, OfferingArea
from thuis_app.organisation.areas.models import Area

pytestmark = pytest.mark.usefixtures("database")


def of_role(*roles: Role) -> Actor:
    return make.actor(make.user(*roles))


def local(name: str, *areas: Area, **more: object) -> Offering:
    offering = make.offering(name, all_areas=False, **more)
    for area in areas:
        make.saved(OfferingArea(offering_id=offering.id, area_id=area.id))
    return offering


def names(actor: Actor, **wanted: Any) -> list[str]:
    return [one.name for one in queries.directory(actor, **wanted).offerings]


@pytest.mark.parametrize("words", ["cafe", "CAFÉ zangers", "yssel", "  zangers "])
def test_words_are_found_however_they_are_spelled(words: str) -> None:
    make.offering("Thuishuiscafé", sentence="Voor zangers uit IJssel")
    make.offering("Soup")

    assert names(of_role(Role.COORDINATOR), words=words) == ["Thuishuiscafé"]


def test_every_word_counts() -> None:
    make.offering("Choir", sentence="Singing")

    assert names(of_role(Role.COORDINATOR), words="choir cards") == []


def test_signs_of_the_search_engine_are_just_words() -> None:
    make.offering("Choir")

    assert names(of_role(Role.COORDINATOR), words="%") == ["Choir"]
    assert names(of_role(Role.COORDINATOR), words="x%") == []


def test_what_lies_in_the_village_itself_comes_first() -> None:
    here, there = make.area("Bedum"), make.area("Baflo")
    make.offering("Automaatje")
    local("Zangkoor", here)
    local("Biljart", there)

    assert names(of_role(Role.COORDINATOR), area_ids=frozenset({here.id})) == [
        "Zangkoor",
        "Automaatje",
    ]


def test_the_rest_follows_where_the_first_part_stopped() -> None:
    here = make.area()
    for number in range(15):
        make.offering(f"Far {number:02}")
        local(f"Near {number:02}", here)
    actor = of_role(Role.COORDINATOR)

    first = queries.directory(actor, area_ids=frozenset({here.id}))
    rest = queries.directory(actor, area_ids=frozenset({here.id}), after=first.after)

    shown = [one.name for one in (*first.offerings, *rest.offerings)]
    assert len(first.offerings) == 25
    assert shown == [f"{side} {n:02}" for side in ("Near", "Far") for n in range(15)]
    assert rest.after is None
    assert first.number == rest.number == 30


def test_volunteers_read_what_is_on_the_map_and_not_what_was() -> None:
    make.offering("Choir")
    gone = make.offering("Gone", is_active=False)
    volunteer = of_role(Role.VOLUNTEER)

    assert names(volunteer) == ["Choir"]
    assert names(volunteer, is_active=False) == []
    with pytest.raises(Missing):
        queries.get(volunteer, gone.id)


def test_the_board_reads_totals_and_not_the_map() -> None:
    offering = make.offering()
    board = of_role(Role.BOARD)

    with pytest.raises(Denied):
        queries.directory(board)
    with pytest.raises(Missing):
        queries.get(board, offering.id)


def test_only_what_is_in_use_serves_a_village() -> None:
    here, there = make.area(), make.area()
    local("Elsewhere", there)
    local("Here", here)
    local("Gone", here, is_active=False)
    make.offering("All over")

    serving = queries.serving(of_role(Role.COORDINATOR), here.id)

    assert [one.name for one in serving] == ["Here", "All over"]
    assert all(one.serves(here.id) for one in serving)
