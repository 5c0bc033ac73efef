"""Volunteers who read large letters, on a telephone and a tablet."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.street import COLUMNS, Street, arrived, served_street
from tests.browser.visitor import Visitor
from tests.house.tables import OPEN, PAGES

TABLET, PHONE, ZOOMED = 820, 360, 240
LARGE = ((TABLET, 150), (TABLET, 200), (PHONE, 150), (PHONE, 200), (ZOOMED, 100))
FINGERTIP = 44
THEIRS = [
    endpoint
    for endpoint, answers in PAGES.items()
    if dict(zip(COLUMNS, answers, strict=True))["visits"] == OPEN
]
LETTERS = "(size) => { document.documentElement.style.fontSize = size + '%'; }"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """(least) => {
  const shown = [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
    .filter((one) => !one.closest('.skip-link') && one.type !== 'hidden')
    .map((one) => (/checkbox|radio/.test(one.type) && one.closest('label')) || one);
  return shown.map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height)
    .filter(([, box]) => box.width < least || box.height < least)
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`);
}"""
CUT_OFF = """() => {
  const menu = document.querySelector('.masthead nav');
  return menu ? [...menu.querySelectorAll('a')].filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < -1 || right > document.documentElement.clientWidth + 1 || one.scrollWidth > one.clientWidth + 1;
  }).map((one) => one.textContent.trim()) : [];
}"""
# Every message that a page can show, shown at once.
SHOWN = """() => document.querySelectorAll('[data-tablet], [data-part], .message').forEach((one) => {
  one.hidden = false;
})"""
TOUCHING = """(least) => {
  const found = [];
  document.querySelectorAll('main .message, main [data-tablet] > .sheet').forEach((one) => {
    const box = one.getBoundingClientRect();
    if (!box.height) return;
    document.querySelectorAll('main :is(.message, .sheet, .block, .back a, h1, h2, .button, .empty)').forEach((other) => {
      if (one.contains(other) || other.contains(one)) return;
      const next = other.getBoundingClientRect();
      if (next.height && next.top >= box.top && next.top < box.bottom + least && next.left < box.right && next.right > box.left) {
        found.push(`${other.outerHTML.slice(0, 90)} is ${Math.round(next.top - box.bottom)} below ${one.textContent.trim().slice(0, 40)}`);
      }
    });
  });
  return found;
}"""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with served_street(tmp_path_factory.mktemp("street")) as found:
        yield found


@pytest.fixture(scope="module")
def volunteer(browser: Browser, street: Street) -> Iterator[Visitor]:
    visitor = arrived(browser, street, "visits")
    yield visitor
    visitor.page.context.close()


@pytest.fixture(params=THEIRS)
def page(request: pytest.FixtureRequest, street: Street, volunteer: Visitor) -> Any:
    """Each page of a volunteer, on a tablet and with letters as they come."""
    address = street.pages[request.param]
    answer = volunteer.page.request.get(address, max_redirects=0)
    if not answer.headers["content-type"].startswith("text/html"):
        pytest.skip("a file, or what a script reads")
    _size(volunteer.page, TABLET)
    volunteer.go(address)
    return volunteer.page


def test_a_page_in_large_letters_fits_and_has_its_whole_menu(page: Any) -> None:
    for width, letters in LARGE:
        _size(page, width)
        page.evaluate(LETTERS, letters)
        where = f"{page.url} at {width} wide and {letters}%"
        assert page.evaluate(WIDE) <= 0, f"{where} scrolls sideways"
        assert page.evaluate(CUT_OFF) == [], f"{where} cuts its menu off"


def test_what_can_be_touched_is_as_large_as_a_fingertip(page: Any) -> None:
    for width in (TABLET, PHONE):
        _size(page, width)
        assert page.evaluate(SMALL, FINGERTIP - 0.1) == [], f"{page.url} at {width}"


def test_no_message_touches_what_stands_below_it(page: Any) -> None:
    page.evaluate(SHOWN)
    for width in (TABLET, PHONE):
        _size(page, width)
        assert page.evaluate(TOUCHING, 8) == [], f"{page.url} at {width}"


def _size(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1180})
