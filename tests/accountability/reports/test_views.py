from datetime import timedelta

import pytest

from tests import make
from tests.accountability.reports.test_queries import attempt, people_in, visited
from tests.conftest import SignIn
from tests.pages import Browser
from thuis_app.accountability.reports.actions import recount
from thuis_app.core import clock
from thuis_app.core.actors import Role

NAME = "Trijntje-Hillechien"


def test_a_stranger_is_asked_to_sign_in(stranger: Browser) -> None:
    assert stranger.get("/reports/").status == 303


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.VOLUNTEER, 403),
        (Role.COORDINATOR, 200),
        (Role.BOARD, 200),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_the_report_is_for_the_board_and_coordinators(
    sign_in: SignIn, role: Role, status: int
) -> None:
    assert sign_in(make.user(role)).get("/reports/").status == status


def test_the_totals_can_be_kept_as_a_spreadsheet(sign_in: SignIn) -> None:
    browser = sign_in(make.user(Role.BOARD))
    link = browser.get("/reports/").one("a[download]")

    sheet = browser.get(str(link["href"]))

    rows = sheet.html.lstrip("\ufeff").splitlines()
    assert sheet.headers["Content-Type"].startswith("text/csv")
    assert rows[0].startswith("What;") and len(rows) == 11
    assert rows[7].startswith("Hours of volunteers;0;0;0;")


def test_the_page_holds_no_name_and_leads_to_nobody(sign_in: SignIn) -> None:
    people_in(make.area("Bedum"), 6)
    someone = make.contact(NAME, called_name=NAME)
    attempt(someone, clock.today())
    visited(someone, clock.now())

    recount()
    month_is_over()

    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    assert "we reached about 5 people." in page.text("#report")
    assert NAME not in page.html
    assert not page.has("#report a, #report form")
    assert "You see no names here" in page.text("#report")


def test_the_board_is_led_to_no_person_by_the_menu_either(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    links = {str(link["href"]) for link in page.soup.select("a[href]")}
    assert not [href for href in links if href.startswith(("/people", "/visits"))]


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "address",
    [
        "/people/",
        "/people/{id}",
        "/people/{id}/edit",
        "/signals/",
        "/outreach/",
        "/outreach/{id}/attempt",
        "/volunteers/",
        "/matches/of/{id}/new",
        "/concerns/",
        "/visits/of/{id}/plan",
        "/visits/1",
        "/referrals/",
        "/respite/",
        "/respite/of/{id}/new",
    ],
)
def test_board_and_administrator_open_no_file(
    sign_in: SignIn, role: Role, address: str
) -> None:
    someone = make.contact(NAME, called_name=NAME)
    visited(someone, clock.now())

    page = sign_in(make.user(role)).get(address.format(id=someone.id))

    assert page.status in (403, 404)
    assert NAME not in page.html


def month_is_over() -> None:
    """Let it be the next month, in which a report shows this one."""
    later = (clock.today().replace(day=28) + timedelta(days=4)).replace(day=2)
    noon = make.at(later, 12)
    clock.set_source(lambda: noon)


def test_a_village_is_shown_in_fives(sign_in: SignIn) -> None:
    for name, number in (("Bedum", 7), ("Den Andel", 2), ("Winsum", 9)):
        people_in(make.area(name), number)
    recount()
    month_is_over()

    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    rows = page.texts("tbody tr")
    assert "Den Andel 0 0" in rows
    assert "Bedum 5 0" in rows
    assert "Winsum 10 0" in rows


def test_each_chart_tells_its_story_and_reads_as_a_table(sign_in: SignIn) -> None:
    visited(make.contact(), clock.now())
    recount()

    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    charts = page.soup.select("svg.chart")
    assert len(charts) == len(page.soup.select("figure details")) == 2
    for chart in charts:
        title = page.text(f"#{chart['aria-labelledby']}")
        assert chart["role"] == "img" and any(c.isdigit() for c in title)


def test_an_empty_year_is_a_page_too(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    assert "we reached about 0 people." in page.text("#report")
    assert "There are no villages yet." in page.text("#report")


def test_htmx_gets_the_report_alone(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.BOARD)).get("/reports/", htmx=True)

    assert not page.is_whole
    assert page.has("#report")
