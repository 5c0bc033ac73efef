from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.statements import statements_of
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.support.respite.rules import RequestState


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def test_the_list_says_why_each_line_is_there(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    places.room(village)
    today = clock.today()
    places.talked_over(village, asked_on=today - timedelta(days=9))
    places.talked_over(village, state=RequestState.ASKED)
    places.talked_over(wanted_parts=frozenset({WeekPart.SATURDAY_EVENING}))

    page = sign_in(make.coordinator()).get("/respite/")

    assert "Waits 9 days." in page.text("section[aria-labelledby=list-clarified]")
    assert "Fits: Wed 25 Nov afternoon" in page.text("#request-list")
    assert "Fits nowhere yet" in page.text("#request-list")
    assert "Have the talk with both" in page.text("section[aria-labelledby=list-asked]")


def test_namesakes_on_the_list_are_told_apart_by_year(sign_in: SignIn) -> None:
    for year in (1934, 1961):
        request = places.talked_over()
        request.carer.birth_year, request.cared_for.birth_year = year, year + 2
    db.session.commit()

    page = sign_in(make.coordinator()).get("/respite/").text("#request-list")

    for year in (1934, 1936, 1961, 1963):
        assert f"({year})" in page


def test_a_carer_of_two_is_no_namesake(sign_in: SignIn) -> None:
    carer = make.contact("Vos", birth_year=1950)
    for name in ("Bos", "Mos"):
        make.respite_request(carer, make.contact(name))

    page = sign_in(make.coordinator()).get("/respite/").text("#request-list")

    assert "(1950)" not in page


def test_an_empty_list_says_why_it_is_empty(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator()).get("/respite/")

    assert "Nobody waits for a place." in page.text(".empty")


def test_the_list_shows_25_and_then_the_rest(sign_in: SignIn) -> None:
    for _one in range(27):
        places.talked_over()
    browser = sign_in(make.coordinator())

    page = browser.get("/respite/")
    more = browser.get(str(page.one(".more a")["href"]), htmx=True)

    assert len(page.soup.select("tr.line")) == 25
    assert len(more.soup.select("tr.line")) == 2 and not more.has(".more")


def test_who_read_the_request_is_written_down_for_both(sign_in: SignIn) -> None:
    request = places.talked_over()
    sign_in(make.coordinator()).get(f"/respite/{request.id}")

    read = select(AuditEntry.contact_id).where(AuditEntry.event == "respite.opened")
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
        return statements_of(lambda: browser.get("/respite/"))

    statements(1)
    assert statements(4) == statements(20)
