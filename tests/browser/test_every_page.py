"""Every page, opened in a real browser by a user who may open it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.browser.serving import PASSWORD, free_port, served_at
from tests.browser.visitor import Look, Visitor
from tests.conftest import TABLET_KEYS, built
from tests.house.bulk_data import add_bulk_data
from tests.house.sample_data import sample_data
from tests.house.tables import OPEN, PAGES
from tests.house.test_routes import address_of, lookers
from thuis_app.core.database import db
from thuis_app.core.secrets import hash_password

COLUMNS = ("nobody", "free", "visits", "all", "elsewhere", "lead", "board", "admin")
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


@dataclass(frozen=True)
class Street:
    """A house with something on every page: its addresses, and who looks at them."""

    base: str
    pages: dict[str, str]
    emails: dict[str, str]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    pages, emails = _filled(folder)
    environment = {
        "THUIS_DATA": str(folder),
        "THUIS_SECRET_KEY": "test" * 16,
        "THUIS_TABLET_KEYS": TABLET_KEYS,
    }
    with served_at(free_port(), environment) as base:
        yield Street(base, pages, emails)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, street: Street) -> Iterator[dict[str, Visitor]]:
    """Everybody who looks somewhere, each with a browser of their own."""
    everybody = {who for traits in LOOKS.values() for who in traits} | {"visits"}
    found = {who: _arrived(browser, street, who) for who in everybody}
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


def _filled(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The address of every page, and the e-mail of everybody with an account."""
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    with app.app_context():
        known = sample_data()
        add_bulk_data(known, 2)
        users = dict(zip(COLUMNS, lookers(known), strict=True))
        kept = hash_password(PASSWORD)
        for user in filter(None, users.values()):
            user.language, user.password_hash = "nl", kept
        db.session.commit()
        pages = {endpoint: address_of(app, endpoint, known) for endpoint in PAGES}
        emails = {who: user.email for who, user in users.items() if user}
        db.session.remove()
        db.engine.dispose()
    return pages, emails


def _arrived(browser: Browser, street: Street, who: str) -> Visitor:
    width, _scheme = TABLET
    context = browser.new_context(
        base_url=street.base,
        viewport={"width": width, "height": 1180},
        locale="nl-NL",
        reduced_motion="reduce",
    )
    context.add_init_script(AXE_SCRIPT)
    visitor = Visitor(context.new_page())
    if who in street.emails:
        visitor.sign_in(street.emails[who], PASSWORD)
    return visitor
