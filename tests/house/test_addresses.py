"""Whatever stands in an address: a page, or there is nothing here; never a fault."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.house.forms_found import BITES, HUGE, UNSEEN
from tests.house.post_routes import POST_ROUTES
from tests.house.tables import HEARD, OPEN, PAGES
from tests.house.test_routes import Visitors, address_of, arguments

# Every name that a page reads from its address.
READ = (
    *("after", "area", "back", "before", "birth_date", "birth_year", "called_name"),
    *("due", "ended", "house_number", "kind", "last_name", "next", "on", "part"),
    *("person", "postcode", "q", "queue", "room", "search", "shown", "side", "signal"),
    *("month", "past", "visit", "year", "street", "area_id", "initials"),
    *("stage", "state", "telephone", "to", "volunteer", "week", "wish"),
)
NONSENSE = (HUGE, "9999-12-31", "²", f"{UNSEEN}{BITES}")
MORE_NONSENSE = (
    *(f"2026-11-24.{HUGE}", f"2026-11-24T10:00.{HUGE}", "2026-W99", "9999-W53"),
    *("0001-W01", "0001-01-01", "a" * 5000),
)
PARTLY = NONSENSE[1::2] + MORE_NONSENSE[1::2]
NUMBERS = (int(HUGE), 0, 10**15 - 1)


def may_open(endpoint: str) -> int:
    """The first who may open or send this, as a column of the tables."""
    answers = (PAGES | POST_ROUTES)[endpoint]
    return next(column for column, one in enumerate(answers) if one in (OPEN, HEARD))


@pytest.mark.parametrize(
    "nonsense",
    [NONSENSE, pytest.param(MORE_NONSENSE, marks=pytest.mark.thorough)],
    ids=["of each kind", "more"],
)
@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_an_address_with_nonsense_behind_it_is_still_a_page(
    app: Flask, visitors: Visitors, endpoint: str, nonsense: tuple[str, ...]
) -> None:
    """One of each kind all day; what reads the others has its own tests as well."""
    known, browsers = visitors
    address = address_of(app, endpoint, known)
    who = browsers[may_open(endpoint)]
    for words in nonsense:
        query = urlencode(dict.fromkeys(READ, words))
        page = who.get(f"{address}?{query}", htmx=words in PARTLY)
        assert page.status in (200, 303, 400, 404, 414)
        assert not page.has("img, [onerror], [hx-get='/x']")


@pytest.mark.parametrize(
    "by_all",
    [False, pytest.param(True, marks=pytest.mark.thorough)],
    ids=["who may", "all"],
)
@pytest.mark.parametrize("endpoint", sorted([*PAGES, *POST_ROUTES]))
def test_an_address_with_an_impossible_number_leads_nowhere(
    app: Flask, visitors: Visitors, endpoint: str, by_all: bool
) -> None:
    """All day for one who may, as only their request comes to the number; others
    are refused a number that exists by the tables of pages and POST routes."""
    known, browsers = visitors
    for number in NUMBERS if arguments(app, endpoint) else ():
        wrong = replace(known, values=dict.fromkeys(known.values, number))
        address = address_of(app, endpoint, wrong)
        for browser in browsers if by_all else [browsers[may_open(endpoint)]]:
            if endpoint in PAGES:
                page = browser.get(address)
            else:
                page = browser.post(address, {"csrf_token": browser.token})
            is_away = page.status == 401 or page.address.startswith("/account/sign-in")
            assert page.status in (403, 404, 405) or is_away
