from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.directory.rooms.models import Room, RoomPart


def rooms() -> list[Room]:
    return list(db.session.scalars(select(Room).order_by(Room.id)))


def parts() -> list[tuple[int, str, int]]:
    rows = db.session.scalars(select(RoomPart).order_by(RoomPart.weekday))
    return [(row.weekday, str(row.day_part), row.places) for row in rows]


def administrator(sign_in: SignIn) -> Browser:
    return sign_in(make.user(Role.ADMINISTRATOR))


def opened(browser: Browser, **more: Any) -> Any:
    village = make.area("Bedum")
    answers: dict[str, Any] = {"name": "Thuis kamer Bedum", "area_id": village.id}
    answers |= {"places_2_afternoon": "4", **more}
    form = browser.get("/rooms/new").one("#room-form")
    return browser.submit(form, **answers)


def test_the_administrator_opens_a_room_with_its_parts(sign_in: SignIn) -> None:
    answer = opened(administrator(sign_in), opens_2_afternoon="13:30")

    assert answer.address == "/rooms/"
    assert parts() == [(2, "afternoon", 4)]
    assert db.session.scalars(select(RoomPart)).one().opens.hour == 13


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Write the name."),
        ({"name": "x" * 121}, "This is 121 characters. Keep it under 120."),
        ({"places_2_afternoon": "99"}, "Write a whole number between 0 and 30."),
        ({"places_2_afternoon": "four"}, "Write a whole number between 0 and 30."),
        ({"opens_2_afternoon": "25:99"}, "Write a time like 14:30."),
        ({"closes_2_afternoon": "09:00"}, "The room closes after it opens."),
        ({"area_id": "99999"}, "Choose one of these answers."),
        (
            {"cannot": "111222333"},
            "111222333 looks like a citizen service number (BSN)",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    answer = opened(administrator(sign_in), host_organisation="Zorg", **wrong)

    assert answer.status == 422
    assert any(error.startswith(said) for error in answer.errors())
    assert answer.one("[name=host_organisation]")["value"] == "Zorg"
    assert rooms() == []


def test_a_name_stands_for_one_room(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    opened(browser)

    form = browser.get("/rooms/new").one("#room-form")
    answer = browser.submit(form, name="thuis kamer bedum", area_id=1)

    assert answer.status == 422
    assert answer.errors() == ["There is a room with this name already."]


def test_a_room_sent_twice_is_one_room(sign_in: SignIn) -> None:
    browser, village = administrator(sign_in), make.area()
    form = browser.get("/rooms/new").one("#room-form")

    first = browser.submit(form, name="Bedum", area_id=village.id)
    second = browser.submit(form, name="Bedum", area_id=village.id)

    assert first.address == second.address == "/rooms/"
    assert len(rooms()) == 1


def test_a_change_keeps_closes_and_opens_parts(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    opened(browser, places_3_morning="2")
    form = browser.get("/rooms/1/edit").one("#room-form")

    browser.submit(
        form, places_2_afternoon="3", places_3_morning="", places_5_evening="6"
    )

    assert parts() == [(2, "afternoon", 3), (5, "evening", 6)]


def test_days_with_the_same_hours_are_one_line(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    both = {"places_0_afternoon": "4", "places_3_evening": "6"}
    opened(browser, **both)

    assert browser.get("/rooms/").texts("#room-list li") == [
        "Monday, Wednesday 13:00 - 16:30, 4 places",
        "Thursday 17:00 - 20:00, 6 places",
    ]


def test_of_two_who_change_the_second_sees_both_versions(sign_in: SignIn) -> None:
    one, other = administrator(sign_in), administrator(sign_in)
    opened(one)
    late = other.get("/rooms/1/edit").one("#room-form")
    early = one.get("/rooms/1/edit").one("#room-form")
    one.submit(early, places_2_afternoon="5")

    answer = other.submit(late, places_2_afternoon="1")

    assert answer.status == 409
    assert answer.text("#places_2_afternoon-theirs") == "It now says: 5"
    assert answer.one("[name=places_2_afternoon]")["value"] == "1"
    assert parts() == [(2, "afternoon", 5)]


def test_a_room_goes_out_of_use_and_is_kept(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    opened(browser)
    form = browser.get("/rooms/1/edit").one("#room-form")

    page = browser.follow(browser.submit(form, is_active=None))

    assert "Out of use" in page.text("#room-list")
    assert [room.is_active for room in rooms()] == [False]


def test_a_coordinator_sees_the_rooms_of_their_own_villages(sign_in: SignIn) -> None:
    here, there = make.area(), make.area()
    make.saved(Room(name="Here", area_id=here.id))
    make.saved(Room(name="There", area_id=there.id))

    page = sign_in(make.coordinator(here)).get("/rooms/")

    assert page.texts("h2") == ["Here"]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD])
def test_the_rooms_are_not_for_everybody(sign_in: SignIn, role: Role) -> None:
    assert sign_in(make.user(role)).get("/rooms/").status == 403


def test_a_volunteer_changes_no_room(sign_in: SignIn) -> None:
    room = make.saved(Room(name="Here", area_id=make.area().id))
    browser = sign_in(make.volunteer())

    assert browser.get("/rooms/new").status == 403
    assert browser.get(f"/rooms/{room.id}/edit").status == 403
    assert browser.get("/rooms/999/edit").status == 403


def test_a_coordinator_opens_a_room_in_a_village_of_their_own(sign_in: SignIn) -> None:
    own, other = make.area("Bedum"), make.area("Kloosterburen")
    browser = sign_in(make.coordinator(own))
    form = browser.get("/rooms/new").one("#room-form")

    refused = browser.submit(form, name="Thuis kamer", area_id=other.id)
    browser.submit(form, name="Thuis kamer", area_id=own.id)

    assert refused.errors() == ["Choose one of these answers."]
    assert [room.area_id for room in rooms()] == [own.id]


def test_a_coordinator_changes_no_room_of_another_village(sign_in: SignIn) -> None:
    other = make.saved(Room(name="There", area_id=make.area("Kloosterburen").id))
    browser = sign_in(make.coordinator(make.area("Bedum")))

    assert browser.get(f"/rooms/{other.id}/edit").status == 404


def test_a_room_does_not_move_to_a_village_of_somebody_else(sign_in: SignIn) -> None:
    own, other = make.area("Bedum"), make.area("Kloosterburen")
    room = make.saved(Room(name="Here", area_id=own.id))
    browser = sign_in(make.coordinator(own))
    form = browser.get(f"/rooms/{room.id}/edit").one("#room-form")

    answer = browser.submit(form, area_id=other.id)

    assert answer.errors() == ["Choose one of these answers."]
    assert [room.area_id for room in rooms()] == [own.id]
