from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.support.referrals.progress import stored
from thuis_app.directory.offerings.models import OfferingArea
from thuis_app.people.contacts.rules import Stage


def test_a_wish_becomes_a_proposal(sign_in: SignIn) -> None:
    contact = make.contact("Boer", called_name="Anje")
    wish = make.wish(contact, words="To sing again.")
    far, near = make.offering("Automaatje"), make.offering("Choir", all_areas=False)
    make.saved(OfferingArea(offering_id=near.id, area_id=contact.area_id))
    make.offering("Elsewhere", all_areas=False)
    browser = sign_in(make.coordinator())

    page = browser.get(f"/referrals/of/{contact.id}/new?wish={wish.id}")
    answer = browser.submit(page.one("#propose-form"), offering_id=near.id)
    shown = browser.follow(answer)

    assert [tag["value"] for tag in page.soup.select("[name=offering_id]")] == [
        str(near.id),
        str(far.id),
    ]
    assert shown.text("h1") == "Anje Boer to Choir"
    assert "To sing again." in shown.text("header .quote")
    assert stored()[0].wish_id == wish.id


def test_the_same_proposal_twice_is_one(sign_in: SignIn) -> None:
    contact, offering = make.contact(), make.offering()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/of/{contact.id}/new").one("#propose-form")
    data: dict[str, Any] = {"offering_id": offering.id, "why": "Singing."}

    first, second = browser.submit(form, **data), browser.submit(form, **data)

    assert first.address == second.address
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"why": ""}, "Choose a wish, or write why this fits."),
        ({"offering_id": None}, "Choose where to."),
        ({"offering_id": "999"}, "Choose one of these answers."),
        ({"offering_id": "\x00"}, "Choose one of these answers."),
        ({"why": "x" * 1001}, "Keep it under 1000"),
        ({"why": "Number 111222333"}, "BSN"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_referred(
    sign_in: SignIn, wrong: dict[str, Any], says: str
) -> None:
    contact, offering = make.contact(), make.offering()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/of/{contact.id}/new").one("#propose-form")

    data: dict[str, Any] = {"offering_id": offering.id, "why": "Singing 🎵."}
    data |= wrong
    answer = browser.submit(form, **data)

    assert answer.status == 422
    assert says in answer.text("#errors")
    assert answer.one("[name=why]").get_text().strip() == (data["why"] or "")
    assert stored() == []


def test_the_wish_of_somebody_else_cannot_be_chosen(sign_in: SignIn) -> None:
    contact, offering = make.contact(), make.offering()
    make.wish(contact)
    other = make.wish(words="The wish of another.")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/referrals/of/{contact.id}/new?wish={other.id}")

    data: dict[str, Any] = {"offering_id": offering.id, "wish_id": other.id}
    answer = browser.submit(page.one("#propose-form"), **data)

    assert "The wish of another." not in page.html
    assert answer.status == 422
    assert stored() == []


def test_nobody_who_is_left_in_peace_is_referred(sign_in: SignIn) -> None:
    contact, offering = make.contact(), make.offering()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/referrals/of/{contact.id}/new").one("#propose-form")
    contact.stage = Stage.NO_CONTACT

    answer = browser.submit(form, offering_id=offering.id, why="Singing.")

    assert answer.status == 409
    assert stored() == []
    page = browser.get(f"/referrals/of/{contact.id}/new")
    assert "Nobody approaches this person any more" in page.text("main")
