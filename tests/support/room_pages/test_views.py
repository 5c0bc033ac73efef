from datetime import timedelta

import pytest
from sqlalchemy import update

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.statements import statements_of
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.directory.rooms.models import RoomPart
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.support.respite.rules import Need

WEEK = "week=2026-W48"


def test_the_week_says_in_panes_and_in_words_what_is_free(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    room = places.room(village, places=4)
    places.booking(places.talked_over(village), room)
    places.booking(places.talked_over(village), room, BookingState.HELD)

    page = sign_in(make.coordinator()).get(f"/respite/rooms/{room.id}?{WEEK}")

    assert page.text("#slot-2026-11-25-afternoon") == "2 free"
    assert page.one("#slot-2026-11-25-afternoon .panes")["aria-label"] == (
        "4 places: 1 taken, 1 held, 2 free"
    )
    assert "Sietse Mulder, until Tue 17:00" in page.text("table")


def test_a_day_that_has_been_is_not_lit_and_looks_free_no_more(
    sign_in: SignIn,
) -> None:
    room = places.room(places=4)
    address = f"/respite/rooms/{room.id}?week=2026-W47&on=2026-11-18&part=afternoon"

    page = sign_in(make.coordinator()).get(address)

    assert page.text("#slot-2026-11-18-afternoon") == "over"
    assert not page.has("#slot-2026-11-18-afternoon .panes i")
    assert "free" not in page.text("#slot")


def test_a_full_part_says_so_in_words(sign_in: SignIn) -> None:
    room = places.room(places=1)
    places.booking(places.talked_over(), room)

    page = sign_in(make.coordinator()).get(f"/respite/rooms/{room.id}?{WEEK}")

    assert page.text("#slot-2026-11-25-afternoon") == "full"


def test_fewer_places_name_those_who_are_hit(sign_in: SignIn) -> None:
    room = places.room(places=2)
    for _one in range(2):
        places.booking(places.talked_over(), room)
    db.session.execute(update(RoomPart).values(places=1))
    db.session.commit()

    address = f"/respite/rooms/{room.id}?{WEEK}&on=2026-11-25&part=afternoon"
    page = sign_in(make.coordinator()).get(address)

    assert page.text("#slot-2026-11-25-afternoon") == "1 too many"
    assert "1 person has no place any more" in page.text("#slot")
    assert page.texts("#slot .name") == ["Sietse Mulder"] * 2


def test_namesakes_in_the_week_are_told_apart_by_year(sign_in: SignIn) -> None:
    room = places.room(places=2)
    for year in (1934, 1961):
        request = places.talked_over()
        request.cared_for.birth_year = year
        places.booking(request, room)
    db.session.commit()

    address = f"/respite/rooms/{room.id}?{WEEK}&on=2026-11-25&part=afternoon"
    page = sign_in(make.coordinator()).get(address)

    names = {"Sietse Mulder (1934)", "Sietse Mulder (1961)"}
    assert set(page.texts("#slot .name")) == names
    assert all(name in page.text("table") for name in names)


def test_in_the_week_one_says_yes_and_stays_there(sign_in: SignIn) -> None:
    room = places.room()
    held = places.booking(places.talked_over(), room, BookingState.HELD)
    browser = sign_in(make.coordinator())
    address = f"/respite/rooms/{room.id}?{WEEK}&on=2026-11-25&part=afternoon"
    form = browser.get(address).one(f"form[action*='/{held.id}/confirm']")

    page = browser.submit(form, htmx=True)

    assert page.status == 200 and not page.is_whole
    assert page.has("#room-week #slot") and page.text("#notice")
    assert places.states() == ["confirmed"]


def test_the_host_reads_only_what_both_agreed_to(sign_in: SignIn) -> None:
    room = places.room()
    places.booking(places.talked_over(needs=frozenset({Need.HEARING})), room)
    places.booking(
        places.talked_over(needs=frozenset({Need.WANDERS}), host_may_read=True), room
    )

    address = f"/respite/rooms/{room.id}?{WEEK}&on=2026-11-25&part=afternoon"
    page = sign_in(make.coordinator()).get(address)

    assert "Look out for: sometimes wanders off" in page.text("#slot")
    assert "is hard of hearing" not in page.html


def test_a_week_that_does_not_exist_shows_this_week(sign_in: SignIn) -> None:
    room, browser = places.room(), sign_in(make.coordinator())

    for strange in ("2026-W54", "x", "%00", "🙂"):
        page = browser.get(f"/respite/rooms/{room.id}?week={strange}&on=x&part=x")
        assert page.status == 200 and page.text("#week-name") == "Week 48"


def test_another_room_is_chosen_without_losing_the_week(sign_in: SignIn) -> None:
    places.room(make.area("Aduard"))
    room = places.room(make.area("Baflo"))
    browser = sign_in(make.coordinator())

    page = browser.get(f"/respite/rooms?room={room.id}&week=2026-W50")

    assert page.text("h1") == "Thuis kamer Baflo"
    assert page.text("#week-name") == "Week 50"
    assert page.texts("#room-week form button.without-script") == ["Show"]
    assert browser.get("/respite/rooms").text("h1") == "Thuis kamer Aduard"
    assert browser.get("/respite/rooms?room=999").status == 404


def test_the_week_of_another_village_does_not_exist(sign_in: SignIn) -> None:
    room = places.room(make.area())

    assert (
        sign_in(make.coordinator(make.area())).get(f"/respite/rooms/{room.id}").status
        == 404
    )


def test_the_administrator_keeps_a_room_but_never_sees_who_comes(
    sign_in: SignIn,
) -> None:
    room = places.room()
    places.booking(places.talked_over(), room)

    page = sign_in(make.user(Role.ADMINISTRATOR)).get(f"/respite/rooms/{room.id}")

    assert page.status == 403 and "Mulder" not in page.html


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_the_places_of_people_are_not_for_others(sign_in: SignIn, role: Role) -> None:
    booking = places.booking(places.talked_over(), places.room())
    browser = sign_in(make.user(role))

    assert browser.get(f"/respite/{booking.request_id}/book").status == 404
    assert browser.get(f"/respite/bookings/{booking.id}/cancel").status == 404


def test_a_place_is_cancelled_with_who_and_why(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    booking = places.booking(places.talked_over(), places.room())
    form = browser.get(f"/respite/bookings/{booking.id}/cancel").one("#cancel-form")

    empty = browser.submit(form)
    browser.submit(form, by="carer", because="A cold.")

    assert empty.status == 422
    assert empty.errors() == ["Choose who cancels.", "Write why."]
    assert places.states() == ["cancelled"]


def test_who_came_is_written_down_from_the_request(sign_in: SignIn) -> None:
    booking = places.booking(places.talked_over(), places.room())
    places.stop_the_clock(places.MORNING_OF_TUESDAY + timedelta(days=1))
    browser = sign_in(make.coordinator())
    page = browser.get(f"/respite/{booking.request_id}")

    browser.submit(page.one("form[action$='/attended']"))

    assert places.states() == ["attended"]


def test_a_larger_week_asks_no_more_of_the_database(sign_in: SignIn) -> None:
    room, browser = places.room(places=30), sign_in(make.coordinator())

    def wanted(people: int) -> int:
        for _one in range(people):
            places.booking(places.talked_over(), room)
        address = f"/respite/rooms/{room.id}?{WEEK}&on=2026-11-25&part=afternoon"
        return statements_of(lambda: browser.get(address))

    wanted(1)
    assert wanted(4) == wanted(20)


def test_the_carer_of_who_comes_can_be_called_from_the_part_that_was_chosen(
    sign_in: SignIn,
) -> None:
    room, request = places.room(places=2), places.talked_over()
    places.booking(request, room)
    number = "+31505550101"
    make.saved(ContactPhone(contact_id=request.carer_id, number=number))
    address = f"/respite/rooms/{room.id}?{WEEK}&on=2026-11-25&part=afternoon"

    page = sign_in(make.coordinator()).get(address)

    assert page.has(f"#slot a.call[href='tel:{number}']")
