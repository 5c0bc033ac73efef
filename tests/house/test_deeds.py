"""Who may send what to every address. An address that is not here fails the test."""

import pytest
from flask import Flask

from tests.house.deeds import DEEDS
from tests.house.tables import AWAY, DENIED, HEARD, HIDDEN
from tests.house.test_routes import address_of, endpoints, lookers
from tests.house.world import world
from tests.pages import Browser


def empty_form(browser: Browser, address: str) -> str:
    """What an empty form is answered: away (sign in), hidden, denied, or heard."""
    page = browser.get("/account/sign-in")
    is_known = page.address != ""
    if is_known:
        page = browser.get("/account/")
    token = str(page.soup.select("[name=csrf_token]")[0]["value"])
    said = browser.post(address, {"csrf_token": token})
    assert said.status < 500
    if not is_known and said.address.startswith("/account/sign-in"):
        return AWAY
    return {403: DENIED, 404: HIDDEN}.get(said.status, HEARD)


def test_every_deed_is_in_the_table(app: Flask) -> None:
    assert set(endpoints(app, "POST")) == set(DEEDS)


@pytest.mark.parametrize("endpoint", sorted(DEEDS))
def test_every_deed_is_refused_to_those_it_should(
    app: Flask, database: None, endpoint: str
) -> None:
    """An empty form is enough: whoever may not, hears so before it is read."""
    known = world()
    address = address_of(app, endpoint, known)

    answers = tuple(empty_form(Browser(app, user), address) for user in lookers(known))

    assert answers == DEEDS[endpoint]
