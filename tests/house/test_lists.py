"""Lists are tables: headings for the columns, a row with a name for each line."""

from collections.abc import Iterator

import pytest
from bs4 import Tag
from flask import Flask

from tests.conftest import emptied
from tests.house.bulk_data import add_bulk_data
from tests.house.sample_data import sample_data
from tests.house.tables import OPEN, PAGES
from tests.house.test_routes import Visitors, address_of, lookers
from tests.pages import Browser, Page

ROWS = 3
LISTS = (
    *("accounts.users", "claims.to_approve", "claims.to_pay", "concerns.index"),
    *("contacts.index", "matches.by_volunteer", "offerings.index"),
    *("outreach.index", "referrals.index", "respite.index", "signals.index"),
    *("volunteers.index", "payments.index", "payments.show"),
)


@pytest.fixture(scope="module")
def visitors(app: Flask) -> Iterator[Visitors]:
    with emptied(app):
        known = sample_data(ROWS)
        add_bulk_data(known, ROWS)
        yield known, [Browser(app, user) for user in lookers(known)]


def opened(app: Flask, visitors: Visitors, endpoint: str) -> list[Page]:
    """The page as everybody sees it who may open it."""
    known, browsers = visitors
    address = address_of(app, endpoint, known)
    may = zip(PAGES[endpoint], browsers, strict=True)
    return [browser.get(address) for answer, browser in may if answer == OPEN]


@pytest.mark.parametrize("endpoint", LISTS)
def test_a_list_is_a_table_of_which_each_row_has_a_name(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    pages = opened(app, visitors, endpoint)

    rows = [row for page in pages for row in page.soup.select(".rows tr.line")]

    assert rows
    assert not [page for page in pages if page.has("li.line")]
    assert all(len(row.select("th[scope=row]")) == 1 for row in rows)
    assert all(row.select("th :is(a, input, strong)") for row in rows)


@pytest.mark.parametrize("endpoint", LISTS)
def test_a_row_has_a_cell_for_each_heading(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    pages = opened(app, visitors, endpoint)

    tables = [table for page in pages for table in page.soup.select("table.rows")]

    assert tables
    for table in tables:
        assert widths(table) == {len(table.select("thead th[scope=col]"))}
        assert all(head.get_text(strip=True) for head in table.select("thead th"))


def widths(table: Tag) -> set[int]:
    """How many columns the rows of a table fill."""
    return {
        sum(int(str(cell.get("colspan", "1"))) for cell in row.select("th, td"))
        for row in table.select("tbody tr")
    }
