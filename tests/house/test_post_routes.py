"""Who may send what to every address. An address that is not here fails the test."""

import pytest
from flask import Flask

from tests.house.post_routes import BY_SCRIPT, POST_ROUTES
from tests.house.sample_data import sample_data
from tests.house.tables import AWAY, DENIED, HEARD, HIDDEN
from tests.house.test_routes import address_of, endpoints, lookers
from tests.pages import Browser
from thuis_app.organisation.accounts.models import User


def empty_form(
    app: Flask, user: User | None, address: str, *, as_json: bool = False
) -> str:
    """What an empty form is answered: away (sign in), hidden, denied, or heard."""
    browser = Browser(app, user)
    if as_json:
        token = {"X-CSRFToken": browser.token}
        said = browser.post(address, None, json={}, headers=token)
    else:
        said = browser.post(address, {"csrf_token": browser.token})
    assert said.status < 500
    if user is None and (said.status == 401 or said.address == "/account/sign-in"):
        return AWAY
    return {403: DENIED, 404: HIDDEN}.get(said.status, HEARD)


def test_every_post_is_in_the_table(app: Flask) -> None:
    there = set(endpoints(app, "POST"))
    assert there - set(POST_ROUTES) == set(), "add a line in tests/house/post_routes.py"
    assert set(POST_ROUTES) - there == set(), "take the line out of post_routes.py"


@pytest.mark.parametrize("endpoint", sorted(POST_ROUTES))
def test_every_post_is_refused_to_those_it_should(
    app: Flask, database: None, endpoint: str
) -> None:
    """An empty form is enough: whoever may not, hears so before it is read."""
    known = sample_data()
    address = address_of(app, endpoint, known)

    as_json = endpoint in BY_SCRIPT
    answers = tuple(
        empty_form(app, user, address, as_json=as_json) for user in lookers(known)
    )

    assert answers == POST_ROUTES[endpoint]
