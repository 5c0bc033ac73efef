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
TOUCHED = "a[href], button, summary, input:not([type=hidden]), select, textarea"
SMALL = """([touched, least]) => [...document.querySelectorAll(touched)]
  .filter((one) => !one.closest('.skip-link'))
  .map((one) => (/checkbox|radio/.test(one.type) && one.closest('label')) || one)
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height)
  .filter(([, box]) => box.width < least || box.height < least)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)
"""
CUT_OFF = """() => [...document.querySelectorAll('.masthead nav a')].filter((one) => {
  const { left, right } = one.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  return left < -1 || right > wide + 1 || one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.textContent.trim())
"""
# Every message that a page can show, shown at once.
SHOWN = """() => {
  const all = document.querySelectorAll('[data-tablet], [data-part], .message');
  all.forEach((one) => { one.hidden = false; });
}"""
MESSAGES = "main .message, main [data-tablet] > .sheet"
BELOW = "main :is(.message, .sheet, .block, .back a, h1, h2, .button, .empty)"
TOUCHING = """([messages, below, least]) => {
  const text = (one) => one.outerHTML.slice(0, 90);
  const box = (one) => one.getBoundingClientRect();
  const touches = (one, next) => next.height && next.top >= one.top
    && next.top < one.bottom + least && next.left < one.right && next.right > one.left;
  return [...document.querySelectorAll(messages)].filter((one) => box(one).height)
    .flatMap((one) => [...document.querySelectorAll(below)]
      .filter((other) => !one.contains(other) && !other.contains(one))
      .filter((other) => touches(box(one), box(other)))
      .map((other) => `${text(one)} touches ${text(other)}`));
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
        assert page.evaluate(SMALL, [TOUCHED, FINGERTIP - 0.1]) == [], page.url


def test_no_message_touches_what_stands_below_it(page: Any) -> None:
    page.evaluate(SHOWN)
    for width in (TABLET, PHONE):
        _size(page, width)
        assert page.evaluate(TOUCHING, [MESSAGES, BELOW, 8]) == [], page.url


def _size(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1180})
