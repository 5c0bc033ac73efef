"""Who may send what to every address. An address that is not here fails the test."""

import pytest
from flask import Flask

from tests.house.differences import changed_line, differences
from tests.house.post_routes import BY_SCRIPT, POST_ROUTES
from tests.house.tables import AWAY, DENIED, HEARD, HIDDEN
from tests.house.test_routes import Visitors, address_of, endpoints
from tests.pages import Browser, Page


def empty_form(browser: Browser, address: str, *, as_json: bool) -> Page:
    if as_json:
        token = {"X-CSRFToken": browser.token}
        return browser.post(address, None, json={}, headers=token)
    return browser.post(address, {"csrf_token": browser.token})


def answer(page: Page, *, signed_in: bool) -> str:
    """What an empty form is answered: away (sign in), hidden, denied, or heard."""
    assert page.status < 500
    asks_who = page.status == 401 or page.address == "/account/sign-in"
    if asks_who and not signed_in:
        return AWAY
    return {403: DENIED, 404: HIDDEN}.get(page.status, HEARD)


def test_every_post_route_is_in_the_table(app: Flask) -> None:
    place = "POST_ROUTES in tests/house/post_routes.py"
    wrong = differences(set(endpoints(app, "POST")), POST_ROUTES, place=place)
    assert not wrong, wrong


@pytest.mark.parametrize("endpoint", sorted(POST_ROUTES))
def test_every_form_is_refused_to_those_it_should(
    app: Flask, fresh_visitors: Visitors, endpoint: str
) -> None:
    """An empty form is enough: who may not, is refused before it is read."""
    known, browsers = fresh_visitors
    address = address_of(app, endpoint, known)

    as_json = endpoint in BY_SCRIPT
    pages = [empty_form(browser, address, as_json=as_json) for browser in browsers]

    answers = tuple(
        answer(page, signed_in=column > 0) for column, page in enumerate(pages)
    )
    assert answers == POST_ROUTES[endpoint], changed_line(
        endpoint, answers, POST_ROUTES
    )
