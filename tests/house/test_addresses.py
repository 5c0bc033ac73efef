"""Whatever stands in an address: a page, or there is nothing here; never a fault."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.conftest import emptied
from tests.house.forms_found import BITES, HUGE, UNSEEN
from tests.house.post_routes import POST_ROUTES
from tests.house.sample_data import sample_data
from tests.house.tables import OPEN, PAGES
from tests.house.test_routes import Visitors, address_of, arguments, lookers
from tests.pages import Browser

# Every name that a page reads from its address.
READ = (
    *("after", "area", "back", "before", "birth_date", "birth_year", "called_name"),
    *("due", "ended", "house_number", "kind", "last_name", "next", "on", "part"),
    *("person", "postcode", "q", "queue", "room", "search", "shown", "side", "signal"),
    *("month", "past", "visit", "year"),
    *("stage", "state", "telephone", "to", "volunteer", "week", "wish"),
)
NONSENSE = (
    *(HUGE, f"2026-11-24.{HUGE}", f"2026-11-24T10:00.{HUGE}", "2026-W99", "9999-W53"),
    *("0001-W01", "0001-01-01", "9999-12-31", "²", f"{UNSEEN}{BITES}", "a" * 5000),
)
PARTLY = NONSENSE[1::2]


@pytest.fixture(scope="module")
def visitors(app: Flask) -> Iterator[Visitors]:
    with emptied(app):
        known = sample_data()
        yield known, [Browser(app, user) for user in lookers(known)]


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_an_address_with_nonsense_behind_it_is_still_a_page(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    known, browsers = visitors
    address = address_of(app, endpoint, known)
    who = browsers[PAGES[endpoint].index(OPEN)]
    for nonsense in NONSENSE:
        query = urlencode(dict.fromkeys(READ, nonsense))
        page = who.get(f"{address}?{query}", htmx=nonsense in PARTLY)
        assert page.status in (200, 303, 400, 404, 414)
        assert not page.has("img, [onerror], [hx-get='/x']")


@pytest.mark.parametrize("endpoint", sorted([*PAGES, *POST_ROUTES]))
def test_an_address_with_an_impossible_number_leads_nowhere(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    known, browsers = visitors
    for number in (int(HUGE), 0, 10**15 - 1) if arguments(app, endpoint) else ():
        wrong = replace(known, values=dict.fromkeys(known.values, number))
        address = address_of(app, endpoint, wrong)
        for browser in browsers:
            if endpoint in PAGES:
                page = browser.get(address)
            else:
                page = browser.post(address, {"csrf_token": browser.token})
            is_away = page.status == 401 or page.address.startswith("/account/sign-in")
            assert page.status in (403, 404, 405) or is_away
