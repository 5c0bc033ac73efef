from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.statements import statements_of
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import Declined, Reporter, SignalState


def handed_in(browser: Browser, **answers: Any) -> Page:
    form = browser.get("/signals/new").one("#signal-form")
    given: dict[str, Any] = {
        "who": "A lady in the Mill Street",
        "noticed": "Her curtains stay shut.",
    }
    return browser.submit(form, **(given | answers))


def count(model: type[Signal] | type[Contact]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_coordinator_records_one_and_reads_it_back(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    browser = sign_in(make.coordinator())

    answer = handed_in(
        browser,
        area_id=village.id,
        where="Mill Street",
        reporter="neighbour",
        reporter_name="Ria Doornbos",
        reporter_telephone="050 123 45 67",
        may_be_named="y",
    )
    page = browser.follow(answer)

    signal = db.session.scalars(select(Signal)).one()
    assert signal.reporter_telephone == "+31501234567"
    assert "A lady in the Mill Street" in page.text("#sheet h2")
    assert "Her curtains stay shut." in page.text("#sheet blockquote")
    assert "Ria Doornbos (A neighbour)" in page.text("#sheet")
    assert "You may say who told us." in page.text("#sheet")


def test_a_volunteer_hands_one_in_and_hears_only_that_it_came(sign_in: SignIn) -> None:
    village = make.area()
    browser = sign_in(make.volunteer(village))

    answer = handed_in(browser, area_id=village.id)

    signal = db.session.scalars(select(Signal)).one()
    assert (answer.status, answer.address) == (303, "/")
    assert signal.reporter is Reporter.VOLUNTEER
    assert "Your signal was received." in browser.get("/").text("#notice")
    assert browser.get(f"/signals/{signal.id}").status == 404
    assert browser.get("/signals/").status == 403


def test_the_same_form_twice_is_one_signal(sign_in: SignIn) -> None:
    village, browser = make.area(), sign_in(make.coordinator())
    form = browser.get("/signals/new").one("#signal-form")
    given: dict[str, Any] = {"who": "A lady", "noticed": "Dark.", "area_id": village.id}

    first = browser.submit(form, reporter="church", **given)
    second = browser.submit(form, reporter="church", **given)

    assert count(Signal) == 1 and first.address == second.address


def test_an_empty_form_says_all_that_is_missing(sign_in: SignIn) -> None:
    make.area()
    make.area()
    browser = sign_in(make.coordinator())
    form = browser.get("/signals/new").one("#signal-form")

    page = browser.submit(form, where="Mill Street")

    assert page.status == 422
    assert page.errors() == [
        "Write what was noticed.",
        "Choose a village.",
    ]
    assert page.one("#where")["value"] == "Mill Street"
    assert count(Signal) == 0


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"who": "x" * 201}, "This is 201 characters"),
        ({"noticed": "x" * 100_000}, "characters"),
        ({"noticed": "BSN 111222333"}, "citizen service number"),
        ({"reporter_telephone": "call me"}, "Write only the number"),
        ({"area_id": "99999"}, "Choose one of these answers."),
        ({"area_id": "9" * 40}, "Choose one of these answers."),
        ({"reporter": "postman"}, "Choose one of these answers."),
    ],
)
def test_a_wrong_answer_is_named_at_its_field(
    sign_in: SignIn, answers: dict[str, Any], message: str
) -> None:
    village, browser = make.area(), sign_in(make.coordinator())
    given: dict[str, Any] = {"area_id": village.id, "reporter": "church"} | answers

    page = handed_in(browser, **given)

    assert page.status == 422
    assert any(message in error for error in page.errors()), page.errors()
    assert count(Signal) == 0


def test_a_village_of_somebody_else_is_no_choice(sign_in: SignIn) -> None:
    elsewhere = make.area()
    for user in (make.coordinator(make.area()), make.volunteer(make.area())):
        page = handed_in(sign_in(user), area_id=elsewhere.id)
        assert page.status == 422 and count(Signal) == 0


def test_the_list_names_what_waits_and_how_long_it_does(sign_in: SignIn) -> None:
    make.signal(received_at=clock.now() - timedelta(days=26))
    make.signal(who="Mr Nienhuis")
    done: dict[str, Any] = {
        "state": SignalState.DECLINED,
        "declined_because": Declined.OTHER_HELP,
    }
    make.signal(who="Mrs Bos", decided_at=clock.now(), decided_by=1, **done)
    browser = sign_in(make.coordinator())

    first, second = browser.get("/signals/").texts("#signal-lines .line")
    handled = browser.get("/signals/?shown=handled").texts("#signal-lines .line")

    assert "waits 26 days" in first
    assert "Mr Nienhuis" in second and "waits" not in second
    assert len(handled) == 1 and "Mrs Bos" in handled[0]


def test_an_empty_list_says_when_the_last_was_looked_at(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    never = browser.get("/signals/").text("#signal-list")
    make.signal(state=SignalState.DECLINED, decided_at=clock.now())

    assert "Nobody has given us a signal yet." in never
    assert "Everything has been looked at" in browser.get("/signals/").html


def test_choosing_one_shows_its_sheet_alone(sign_in: SignIn) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())

    part = browser.get(f"/signals/{signal.id}", htmx=True)

    assert not part.is_whole and part.has("aside#sheet [data-focus]")


def test_twenty_five_and_more_at_an_address(sign_in: SignIn) -> None:
    village = make.area()
    for _number in range(27):
        make.signal(village)
    browser = sign_in(make.coordinator())

    href = str(browser.get("/signals/").one("#more-signals a")["href"])
    part, whole = browser.get(href, htmx=True), browser.get(href)

    assert len(part.texts(".line")) == len(whole.texts("#signal-lines .line")) == 2
    assert not part.is_whole


@pytest.mark.parametrize("after", ["x", "2026-11-24.x", "2026-11-24T10:00.1", "%00.1"])
def test_a_broken_address_is_no_fault(sign_in: SignIn, after: str) -> None:
    make.signal()
    browser = sign_in(make.coordinator())

    assert browser.get(f"/signals/?shown=y&after={after}").status == 200


def test_the_page_asks_as_much_at_25_lines_as_at_5(sign_in: SignIn) -> None:
    village, browser = make.area(), sign_in(make.coordinator())
    browser.get("/signals/")
    counts = []
    for more in (5, 20):
        for _number in range(more):
            make.signal(village)
        counts.append(statements_of(lambda: browser.get("/signals/")))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_neither_board_nor_administrator_comes_in(sign_in: SignIn, role: Role) -> None:
    signal, browser = make.signal(), sign_in(make.user(role))

    for address in ("", "new"):
        assert browser.get(f"/signals/{address}").status == 403
    for what in ("", "/accept", "/decline"):
        assert browser.get(f"/signals/{signal.id}{what}").status == 404


def test_nor_a_coordinator_of_elsewhere(sign_in: SignIn) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator(make.area()))

    for what in ("", "/accept", "/decline"):
        assert browser.get(f"/signals/{signal.id}{what}").status == 404


def test_a_stranger_is_asked_who_they_are(stranger: Browser) -> None:
    for address in ("/signals/", "/signals/new", "/signals/1", "/signals/1/accept"):
        assert stranger.get(address).status == 303


def test_one_text_is_enough_while_the_telephone_rings(sign_in: SignIn) -> None:
    bedum, _other = make.area("Bedum"), make.area("Winsum", "9951")
    browser = sign_in(make.coordinator())
    text = "Meneer Op 't Holt, Havenweg 62 Bedum, komt niet meer buiten."

    answer = browser.submit(
        browser.get("/signals/new").one("#signal-form"), noticed=text
    )

    signal = db.session.scalars(select(Signal)).one()
    assert answer.address == f"/signals/{signal.id}"
    assert (signal.who, signal.where) == ("Meneer Op 't Holt", "Havenweg 62")
    assert (signal.area_id, signal.noticed) == (bedum.id, text)
    assert signal.knows is None and signal.reporter is Reporter.UNKNOWN


def test_a_text_without_a_village_is_kept_and_asked_where(sign_in: SignIn) -> None:
    make.area("Bedum"), make.area("Winsum", "9951")
    browser = sign_in(make.coordinator())
    form = browser.get("/signals/new").one("#signal-form")

    page = browser.submit(form, noticed="Mevrouw Doornbos is veel alleen")

    assert page.errors() == ["Choose a village."]
    assert page.text("#noticed") == "Mevrouw Doornbos is veel alleen"
    assert count(Signal) == 0


def test_who_works_in_one_village_is_not_asked_which(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")
    make.area("Winsum", "9951")
    browser = sign_in(make.coordinator(bedum))

    handed_in(browser, who="", noticed="Een mevrouw die veel alleen is.")

    assert db.session.scalars(select(Signal)).one().area_id == bedum.id


def test_a_signal_is_completed_later(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    signal, browser = make.signal(village), sign_in(make.coordinator())
    form = browser.get(f"/signals/{signal.id}/edit").one("#signal-form")

    answer = browser.submit(
        form, who="Mevrouw Doornbos", knows="welcome", reporter="church"
    )

    page = browser.follow(answer)
    assert "Mevrouw Doornbos" in page.text("#sheet h2")
    assert "Yes, and would like it" in page.text("#sheet")
    assert "Within a month" not in browser.get(f"/signals/{signal.id}/accept").text()


def test_what_a_colleague_completed_meanwhile_is_shown_beside(sign_in: SignIn) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())
    form = browser.get(f"/signals/{signal.id}/edit").one("#signal-form")
    browser.submit(
        browser.get(f"/signals/{signal.id}/edit").one("#signal-form"), who="A"
    )

    page = browser.submit(form, who="B")

    assert page.status == 409 and "It now says:" in page.text("#signal-form")
    assert db.session.scalars(select(Signal)).one().who == "A"


def test_what_is_handled_is_not_changed_any_more(sign_in: SignIn) -> None:
    signal, browser = make.signal(), sign_in(make.coordinator())
    form = browser.get(f"/signals/{signal.id}/edit").one("#signal-form")
    signal.state = SignalState.DECLINED
    db.session.commit()

    page = browser.submit(form, who="Mevrouw Doornbos")

    assert page.status in (409, 422)
    assert signal.who != "Mevrouw Doornbos"
