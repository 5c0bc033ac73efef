"""The pages of the privacy papers, as who reads and prints them sees them."""

import pytest
from flask import Flask

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.legal_details import LegalDetails
from thuis_app.operations.privacy_papers.rules import Paper
from thuis_app.organisation.foundation import queries as foundation

KNOWN = LegalDetails(
    address="Torenstraat 4, Baflo",
    kvk="12345678",
    privacy_contact="Wia Bos, 0595 123456",
    protection_officer="Is er niet",
    host="Jan Smid, Winsum",
)
NEVER = ("eenza", "cliënt", "casus", "%(")


@pytest.mark.parametrize("paper", Paper)
def test_every_paper_opens_in_plain_dutch(sign_in: SignIn, paper: Paper) -> None:
    page = sign_in(make.user(Role.ADMINISTRATOR, language="nl")).get(
        f"/privacy/{paper}"
    )

    assert page.status == 200
    assert page.has("article.paper")
    assert not [word for word in NEVER if word in page.text().lower()]


def test_a_paper_that_is_none_is_not_there(sign_in: SignIn) -> None:
    assert sign_in(make.coordinator()).get("/privacy/else").status == 404


def test_what_is_not_filled_in_is_a_line_to_write_on(sign_in: SignIn) -> None:
    browser = sign_in(make.user(Role.ADMINISTRATOR))

    index, register = browser.get("/privacy/"), browser.get("/privacy/register")

    assert "THUIS_FOUNDATION_KVK" in index.text()
    assert "to be filled in" in register.text()
    assert register.has(".write")


def test_what_is_filled_in_stands_on_the_papers(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LEGAL_DETAILS", KNOWN)
    make.foundation(telephone="+31595123456")
    foundation.forget()
    browser = sign_in(make.user(Role.ADMINISTRATOR))

    index, register = browser.get("/privacy/"), browser.get("/privacy/register")
    leaflet = browser.get("/privacy/leaflet")

    assert "THUIS_" not in index.text()
    for words in ("Torenstraat 4, Baflo", "12345678", "Jan Smid, Winsum"):
        assert words in register.text()
    assert "Wia Bos, 0595 123456" in leaflet.text()
    assert "Stichting Thuis" in leaflet.text()


def test_a_coordinator_finds_the_leaflet_where_it_has_to_be_given(
    sign_in: SignIn,
) -> None:
    area = make.area()
    contact = make.contact(area=area, inform_by=clock.today())
    page = sign_in(make.coordinator(area)).get(f"/people/{contact.id}")

    assert page.has("a[href='/privacy/leaflet']")


def test_the_leaflet_is_beside_the_cards_for_who_may_print_it(
    sign_in: SignIn,
) -> None:
    area = make.area()
    coordinator, volunteer = make.coordinator(area), make.volunteer(area)

    assert sign_in(coordinator).get("/outreach/cards").has("a[href='/privacy/leaflet']")
    page = sign_in(volunteer).get("/outreach/cards")
    assert page.status == 200
    assert not page.has("a[href='/privacy/leaflet']")


def test_a_page_to_try_out_does_not_promise_what_holds_for_a_real_one(
    sign_in: SignIn,
) -> None:
    page = sign_in(make.user(Role.BOARD)).get("/privacy/access")

    assert "to try out" in page.text()
