"""Who gets what from every address. An address that is not here fails the test.

The columns: somebody not signed in, a volunteer without a match, the volunteer of the
match, a coordinator of every village, one of another village, the safeguarding lead,
the board, the administrator.
"""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for

from tests import make
from tests.conftest import SignIn
from tests.house.tables import DEEDS, PAGES
from tests.house.world import World, world
from tests.pages import Browser
from thuis_app.accounts.models import User

NOT_OURS = {"static"}


def endpoints(app: Flask, method: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or set()) and rule.endpoint not in NOT_OURS:
            yield rule.endpoint


def address_of(app: Flask, endpoint: str, known: World) -> str:
    """An address of this endpoint, with the rows of this world filled in."""
    [rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    values = {name: known.values[name] for name in rule.arguments}
    with app.test_request_context():
        return url_for(endpoint, **values)


def lookers(known: World) -> list[User | None]:
    """Everybody who could be looking, in the order of the columns."""
    elsewhere = make.area("Elsewhere")
    return [
        None,
        make.volunteer(elsewhere),
        known.volunteer,
        known.coordinator,
        make.coordinator(elsewhere),
        known.lead,
        known.board,
        known.administrator,
    ]


def test_every_page_is_in_the_table(app: Flask) -> None:
    assert set(endpoints(app, "GET")) == set(PAGES)


def test_every_deed_is_in_the_table(app: Flask) -> None:
    assert set(endpoints(app, "POST")) == set(DEEDS)


def test_every_page_can_be_opened_by_somebody() -> None:
    """The test browser checks each page it opens; so none stays unchecked."""
    unopened = {name for name, statuses in PAGES.items() if 200 not in statuses}

    assert unopened == {"accounts.invitation_form", "today.day", "visits.thanks"}


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_every_page_opens_for_those_it_should(
    app: Flask, sign_in: SignIn, endpoint: str
) -> None:
    known = world()
    address = address_of(app, endpoint, known)

    statuses = tuple(
        (sign_in(user) if user else Browser(app)).get(address).status
        for user in lookers(known)
    )

    assert statuses == PAGES[endpoint]


@pytest.mark.parametrize("endpoint", sorted(DEEDS))
def test_every_deed_is_refused_to_those_it_should(
    app: Flask, sign_in: SignIn, endpoint: str
) -> None:
    """An empty form is enough: whoever may not, hears so before it is read."""
    known = world()
    address = address_of(app, endpoint, known)

    statuses = tuple(
        empty_form(sign_in(user) if user else Browser(app), address)
        for user in lookers(known)
    )

    assert statuses == DEEDS[endpoint]


def empty_form(browser: Browser, address: str) -> str:
    """What an empty form is answered: out (sign in), hidden, denied, or heard."""
    page = browser.get("/account/sign-in")
    if page.status != 200:
        page = browser.get("/account/")
    token = str(page.soup.select("[name=csrf_token]")[0]["value"])
    answer = browser.post(address, {"csrf_token": token})
    if answer.status == 303 and answer.address.startswith("/account/sign-in"):
        return "out"
    return {404: "hidden", 403: "denied"}.get(answer.status, "heard")


def test_no_page_is_kept_by_a_cache(stranger: Browser) -> None:
    headers = stranger.get("/account/sign-in").headers

    assert headers["Cache-Control"] == "no-store"
    assert "HX-Request" in headers["Vary"]
    assert "unsafe" not in headers["Content-Security-Policy"]
