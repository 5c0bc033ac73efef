from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import registered
from thuis_app.core.database import db
from thuis_app.people.assents import queries
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation

BSN = "111222333"


def test_a_yes_is_recorded_and_taken_back(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/assents"

    form = browser.get(address).one("#assent-form")
    answer = browser.submit(
        form, participation="visit", given_how="spoken", asked_by="Griet Huis"
    )
    assert answer.address == f"/people/{contact.id}"
    assert queries.has_assent(contact, Participation.VISIT)

    page = browser.get(address)
    assert "Being visited and called" in page.text("main")
    assert "asked by Griet Huis" in page.text("main")
    [link] = page.soup.select("a[href$='/withdraw']")
    form = browser.get(str(link["href"])).one("#withdraw-form")
    browser.submit(form, how="telephone")
    assert not queries.has_assent(contact, Participation.VISIT)
    assert "taken back on" in browser.get(address).text("main")


def test_a_yes_that_was_taken_back_just_now_comes_back_by_one_button(
    sign_in: SignIn,
) -> None:
    contact = registered("Ploeg")
    given = make.assent(contact)
    db.session.commit()
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/assents"
    form = browser.get(f"{address}/{given.id}/withdraw").one("#withdraw-form")
    browser.submit(form, how="telephone")

    browser.submit(browser.get(address).one(".sheet form[action$='/undo']"))

    db.session.expire_all()
    assert queries.has_assent(contact, Participation.VISIT)


def test_the_pages_of_a_yes_and_of_a_consent_lead_to_each_other(
    sign_in: SignIn,
) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    yes, consent = (f"/people/{contact.id}/{one}" for one in ("assents", "consents"))

    assert browser.get(yes).has(f"main a[href='{consent}']")
    assert browser.get(consent).has(f"main a[href='{yes}']")
    assert not browser.get(consent).has("input[value=visit]")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"given_how": "spoken"}, "Choose what was said yes to."),
        ({"participation": "visit"}, "Choose how it was said."),
        (
            {"participation": "visit", "given_how": "paper", "given_on": "2999-01-01"},
            "Choose a date between",
        ),
        (
            {"participation": "visit", "given_how": "paper", "note": BSN},
            "looks like a citizen service number (BSN).",
        ),
    ],
)
def test_half_a_yes_is_no_yes(
    sign_in: SignIn, answers: dict[str, Any], says: str
) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/assents").one("#assent-form")

    answer = browser.submit(form, **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
    assert db.session.scalars(select(Assent)).all() == []


def test_the_yes_of_another_person_does_not_exist(sign_in: SignIn) -> None:
    contact, other = registered("Ploeg"), registered("Bos")
    given = make.assent(other)
    db.session.commit()
    browser = sign_in(make.coordinator())

    address = f"/people/{contact.id}/assents/{given.id}/withdraw"

    assert browser.get(address).status == 404
