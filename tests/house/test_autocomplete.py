"""No browser keeps what is typed about others, or offers the user's own name for it."""

import pytest
from bs4 import Tag
from flask import Flask

from tests.house.tables import OPEN, PAGES
from tests.house.test_routes import Visitors, address_of
from tests.pages import Browser

TYPED = ("text", "tel", "email", "search", "url", "date", "time", "number", "password")
# What is about the user: filled in by their browser, or by their password safe.
ABOUT_THE_USER = {
    *("username", "current-password", "new-password", "one-time-code"),
    "organization",
}


def typed(browser: Browser, address: str) -> list[Tag]:
    """The fields of a page in which something is typed."""
    fields = browser.get(address).soup.select("input, textarea:not([readonly])")
    return [one for one in fields if one.get("type", "text") in TYPED]


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_every_text_field_says_what_a_browser_may_fill_in(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    if OPEN not in PAGES[endpoint]:
        pytest.skip("nobody opens it")
    known, browsers = visitors
    browser = browsers[PAGES[endpoint].index(OPEN)]
    address = address_of(app, endpoint, known)

    allowed = {"off"} | ABOUT_THE_USER
    fields = typed(browser, address)
    wrong = [one for one in fields if one.get("autocomplete") not in allowed]
    assert not wrong, f"give these autocomplete='off': {wrong}"
