"""Every page, opened in a real browser by a user who may open it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.street import COLUMNS, Street, arrived, served_street
from tests.browser.visitor import Look, Visitor
from tests.house.tables import OPEN, PAGES

TABLET: Look = (820, "light")
PHONE: Look = (360, "dark")


def _looks(answers: tuple[str, ...]) -> dict[str, list[Look]]:
    """Who looks, and how: the first who may; but what volunteers and coordinators may
    both open shows each of them something else, so there each of them takes a look."""
    may = [who for who, answer in zip(COLUMNS, answers, strict=True) if answer == OPEN]
    if may[0] != "nobody" and {"visits", "all"} <= set(may):
        return {"visits": [TABLET], "all": [PHONE]}
    return {may[0]: [TABLET, PHONE]}


LOOKS = {endpoint: _looks(answers) for endpoint, answers in PAGES.items()}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with served_street(tmp_path_factory.mktemp("street")) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(browser: Browser, street: Street) -> Iterator[dict[str, Visitor]]:
    """Everybody who looks somewhere, each with a browser of their own."""
    everybody = {who for traits in LOOKS.values() for who in traits} | {"visits"}
    found = {who: arrived(browser, street, who) for who in everybody}
    yield found
    for visitor in found.values():
        visitor.page.context.close()


@pytest.fixture
def visitors(signed_in: dict[str, Visitor]) -> dict[str, Visitor]:
    """The same, without what was heard on pages before."""
    for visitor in signed_in.values():
        visitor.faults.clear()
    return signed_in


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_a_page_has_no_barrier_on_a_tablet_by_day_or_a_phone_in_the_evening(
    street: Street, visitors: dict[str, Visitor], endpoint: str
) -> None:
    address = street.pages[endpoint]

    for who, traits in LOOKS[endpoint].items():
        if _is_page(visitors[who], address):
            visitors[who].go(address)
            visitors[who].check_at(*traits)


@pytest.mark.parametrize(
    ("endpoint", "status"), [("concerns.show", 404), ("contacts.index", 403)]
)
def test_a_refusal_has_no_barrier_either(
    street: Street, visitors: dict[str, Visitor], endpoint: str, status: int
) -> None:
    visitor = visitors["visits"]

    answer = visitor.page.goto(street.pages[endpoint])

    assert answer is not None and answer.status == status
    visitor.check_at(TABLET, PHONE)


def test_who_signs_in_with_nothing_is_told_so_without_a_barrier(
    street: Street, visitors: dict[str, Visitor]
) -> None:
    visitor = visitors["nobody"]
    visitor.go(street.pages["sessions.sign_in_form"])

    visitor.press("Aanmelden")

    visitor.sees("Vul dit nog in.")
    visitor.check_at(TABLET, PHONE)


def _is_page(visitor: Visitor, address: str) -> bool:
    """Or else it is a file, or what a script, a calendar or a browser reads."""
    answer = visitor.page.request.get(address, max_redirects=0)
    assert answer.status == 200, f"{address}: {answer.status}"
    return answer.headers["content-type"].startswith("text/html")
