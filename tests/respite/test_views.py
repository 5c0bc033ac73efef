from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.bookings import places
from tests.conftest import SignIn
from tests.pages import Browser, Page, filled
from thuis_app.areas.models import Area
from thuis_app.contacts.models import Contact, Tie
from thuis_app.contacts.rules import Stage, TieKind
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.trail import TrailEntry
from thuis_app.respite.models import RespiteRequest
from thuis_app.respite.rules import RequestState


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def couple(area: Area | None = None) -> tuple[Contact, Contact]:
    """Fenna, and Sietse whom she cares for."""
    village = area or make.area()
    fenna = make.contact("Mulder", called_name="Fenna", area=village)
    sietse = make.contact("Mulder", called_name="Sietse", area=village)
    make.saved(Tie(contact_id=fenna.id, other_id=sietse.id, kind=TieKind.CARED_FOR))
    return fenna, sietse


def asked(browser: Browser, carer: Contact, **answers: Any) -> Page:
    form = browser.get(f"/respite/of/{carer.id}/new").one("#ask-form")
    return browser.submit(form, **answers)


def kept() -> list[RespiteRequest]:
    return list(db.session.scalars(select(RespiteRequest)))


def talk(browser: Browser, request: RespiteRequest) -> Any:
    return browser.get(f"/respite/{request.id}/clarify").one("#talk-form")


MONTH = timedelta(days=30)
SAID: dict[str, Any] = {
    "says": "look_first",
    "talked_on": "2026-11-24",
    "talked_with": "Fenna and Sietse",
    "heard": "She is tired. He likes shuffleboard.",
    "chosen": "First a look, together.",
    "call_by": "2026-11-27",
}


def test_a_carer_asks_and_hears_of_the_talk(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())

    answer = asked(
        browser,
        fenna,
        cared_for=sietse.id,
        wanted=["2-afternoon", "4-morning"],
        needs=["walking_frame"],
        hours_a_week="60",
    )

    request = kept()[0]
    db.session.refresh(fenna)
    assert answer.address == f"/respite/{request.id}"
    assert (request.carer_id, request.cared_for_id) == (fenna.id, sietse.id)
    assert request.wanted_words == "2-afternoon 4-morning"
    assert (fenna.next_step, fenna.next_step_on) == ("respite:talk", places.TUESDAY)


def test_somebody_new_is_written_down_with_the_request(sign_in: SignIn) -> None:
    fenna = make.contact("Mulder", called_name="Fenna")
    browser = sign_in(make.coordinator())

    asked(browser, fenna, cared_for="0", called_name="Sietse", last_name="de Jong")

    new = db.session.scalars(select(Contact).order_by(Contact.id.desc())).first()
    tie = db.session.scalars(select(Tie)).one()
    assert new is not None and new.full_name == "Sietse de Jong"
    assert (new.area_id, new.inform_by) == (fenna.area_id, clock.today() + MONTH)
    assert (tie.contact_id, tie.other_id, tie.kind) == (fenna.id, new.id, "cared_for")


def test_a_name_is_found_and_can_be_chosen(sign_in: SignIn) -> None:
    fenna = make.contact("Mulder", called_name="Fenna")
    browser, other = sign_in(make.coordinator()), make.contact("Ozinga")

    page = browser.get(f"/respite/of/{fenna.id}/new?search=ozinga")
    answer = browser.submit(page.one("#ask-form"), cared_for=other.id)

    assert answer.address == "/respite/1"
    assert kept()[0].cared_for_id == other.id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cared_for": None}, "Choose who is cared for."),
        ({"cared_for": "0"}, "Write the last name."),
        ({"cared_for": "9999"}, "Choose one of these answers."),
        ({"cared_for": "x\x00"}, "Choose one of these answers."),
        ({"hours_a_week": "169"}, "Write a number between 0 and 168."),
        ({"start_on": "2026-02-31"}, "This date does not exist."),
        ({"start_on": "0001-01-01"}, "Choose a date between"),
        ({"start_on": "2026-11-23"}, "Choose a date between"),
        ({"wanted": ["7-afternoon"]}, "Choose one of these answers."),
        ({"needs": ["dementia"]}, "Choose one of these answers."),
        ({"duties": "x" * 1_000_000}, "This is 1000000 characters."),
        ({"emergency_contact": "111222333"}, "This looks like a citizen"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, wrong: dict[str, Any], said: str
) -> None:
    fenna, sietse = couple()
    answers: dict[str, Any] = {
        "cared_for": sietse.id,
        "transport": "By bicycle 🚲",
        **wrong,
    }

    page = asked(sign_in(make.coordinator()), fenna, **answers)

    assert page.status == 422
    assert any(error.startswith(said) for error in page.errors()), page.errors()
    assert page.one("[name=transport]")["value"] == "By bicycle 🚲"
    assert kept() == []


def test_two_people_have_one_open_request(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())
    asked(browser, fenna, cared_for=sietse.id)

    again = asked(browser, fenna, cared_for=sietse.id)

    assert again.status == 409 and "already" in again.text("main")
    assert len(kept()) == 1


def test_a_form_sent_twice_is_one_request(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/of/{fenna.id}/new").one("#ask-form")

    for _time in range(2):
        assert browser.submit(form, cared_for=sietse.id).address == "/respite/1"

    assert len(kept()) == 1


def test_nothing_is_asked_for_who_is_left_in_peace(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/of/{fenna.id}/new").one("#ask-form")
    fenna.stage = Stage.NO_CONTACT
    db.session.commit()

    assert browser.submit(form, cared_for=sietse.id).status == 409
    assert kept() == []


def test_the_talk_makes_the_request_ready_for_a_place(sign_in: SignIn) -> None:
    request = places.talked_over(state=RequestState.ASKED)
    browser = sign_in(make.coordinator())

    answer = browser.submit(talk(browser, request), **SAID)

    found = places.found(request)
    assert answer.address == f"/respite/{request.id}/book"
    assert (found.state, found.says) == ("clarified", "look_first")
    assert found.carer.next_step_on.isoformat() == "2026-11-27"


def test_the_talk_may_go_on_another_time(sign_in: SignIn) -> None:
    request = places.talked_over(state=RequestState.ASKED)
    browser = sign_in(make.coordinator())

    form = talk(browser, request)
    data = filled(form)
    data.setlist("likes", ["Old photographs"])
    data.add("later", "y")

    answer = browser.post(str(form["action"]), data)

    found = places.found(request)
    assert answer.address == f"/respite/{request.id}"
    assert (found.state, found.likes) == ("asked", "Old photographs")


def test_a_talk_has_a_day_and_says_what_was_heard(sign_in: SignIn) -> None:
    request = places.talked_over(state=RequestState.ASKED)
    browser = sign_in(make.coordinator())

    page = browser.submit(
        talk(browser, request), **SAID | {"heard": "", "talked_on": "2026-11-25"}
    )

    assert page.status == 422
    assert page.errors() == [
        "Choose a date between 01-01-1900 and 24-11-2026.",
        "Write what you heard.",
    ]
    assert page.text("[name=chosen]") == "First a look, together."


def test_the_lamp_is_lit_where_there_is_a_place(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    places.room(village)
    request = places.talked_over(village, state=RequestState.ASKED)

    page = sign_in(make.coordinator()).get(f"/respite/{request.id}/clarify")

    assert page.texts(".day-parts label") == [
        "Thursday morning, place free",
        "Wednesday afternoon, place free",
    ]


@pytest.mark.parametrize("page_name", ["edit", "clarify"])
def test_of_two_who_change_the_second_sees_both_versions(
    sign_in: SignIn, page_name: str
) -> None:
    request = places.talked_over(likes="Cards")
    one, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/respite/{request.id}/{page_name}"
    early, late = (
        browser.get(address).one("form.space, form.far") for browser in (one, other)
    )
    more: dict[str, Any] = SAID if page_name == "clarify" else {}
    one.submit(early, likes="Chess", **more)

    page = other.submit(late, likes="Draughts", **more)

    assert page.status == 409
    assert page.text("#likes-theirs") == "It now says: Chess"
    assert page.text("[name=likes]") == "Draughts"
    assert places.found(request).likes == "Chess"


def test_a_request_that_was_not_possible_says_why(sign_in: SignIn) -> None:
    request = places.talked_over()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/{request.id}/unmet").one("#unmet-form")

    empty = browser.submit(form)
    browser.submit(form, because="too_much_care", note="Called the nurse together.")

    found = places.found(request)
    assert empty.status == 422 and empty.errors() == ["Choose a reason."]
    assert (found.state, found.unmet_because) == ("unmet", "too_much_care")


def test_the_list_says_why_each_line_is_there(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    places.room(village)
    today = clock.today()
    places.talked_over(village, asked_on=today - timedelta(days=9))
    places.talked_over(village, state=RequestState.ASKED)
    places.talked_over(wanted_words="5-evening")

    page = sign_in(make.coordinator()).get("/respite/")

    assert "Waits 9 days." in page.text("section[aria-labelledby=list-clarified]")
    assert "Fits: Wed 25 Nov afternoon" in page.text("#request-list")
    assert "Fits nowhere yet" in page.text("#request-list")
    assert "Have the talk with both" in page.text("section[aria-labelledby=list-asked]")


def test_an_empty_list_says_why_it_is_empty(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator()).get("/respite/")

    assert "Nobody waits for a place." in page.text(".empty")


def test_the_list_shows_25_and_then_the_rest(sign_in: SignIn) -> None:
    for _one in range(27):
        places.talked_over()
    browser = sign_in(make.coordinator())

    page = browser.get("/respite/")
    more = browser.get(str(page.one(".more a")["href"]), htmx=True)

    assert len(page.soup.select("li.line")) == 25
    assert len(more.soup.select("li.line")) == 2 and not more.has(".more")


def test_who_read_the_request_is_written_down_for_both(sign_in: SignIn) -> None:
    request = places.talked_over()
    sign_in(make.coordinator()).get(f"/respite/{request.id}")

    read = select(TrailEntry.contact_id).where(TrailEntry.deed == "respite.opened")
    assert set(db.session.scalars(read)) == {request.carer_id, request.cared_for_id}


@pytest.mark.parametrize(
    "path",
    ["", "/edit", "/clarify", "/unmet", "/book"],
    ids=lambda path: path or "show",
)
def test_a_request_of_another_village_does_not_exist(
    sign_in: SignIn, path: str
) -> None:
    request = places.talked_over()
    browser = sign_in(make.coordinator(make.area()))

    assert browser.get(f"/respite/{request.id}{path}").status == 404


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_respite_is_for_coordinators(sign_in: SignIn, role: Role) -> None:
    request, browser = places.talked_over(), sign_in(make.user(role))

    assert browser.get("/respite/").status == 403
    assert browser.get(f"/respite/{request.id}").status == 404
    assert browser.get(f"/respite/of/{request.carer_id}/new").status == 404


def test_a_longer_list_asks_no_more_of_the_database(sign_in: SignIn) -> None:
    village, browser = make.area(), sign_in(make.coordinator())
    places.room(village)

    def statements(rows: int) -> int:
        for _one in range(rows):
            places.talked_over(village)
        return places.counted(lambda: browser.get("/respite/"))

    statements(1)
    assert statements(4) == statements(20)
