"""No page shows a form that will be refused: of a stopped person, or too early."""

import pytest

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.reaching.outreach.test_queries import plan
from thuis_app.core.database import db
from thuis_app.people.contacts.rules import Stage
from thuis_app.support.respite.rules import RequestState

STOPPED = "This person is not approached any more."


@pytest.mark.parametrize(
    "address",
    [
        "/wishes/of/{}/new",
        "/visits/of/{}/first",
        "/people/{}/ties/new",
        "/people/{}/consents",
        "/respite/of/{}/new",
    ],
)
def test_a_stopped_person_gets_no_form_that_will_be_refused(
    sign_in: SignIn, address: str
) -> None:
    person = make.contact(stage=Stage.NO_CONTACT)

    page = sign_in(make.coordinator()).get(address.format(person.id))

    assert page.status == 200 and STOPPED in page.text("main")
    assert not page.has("main form[method=post] button.main-button")


@pytest.mark.parametrize("what", ["attempt", "rest", "assign", "stop"])
def test_outreach_that_stopped_has_no_form_to_go_on(sign_in: SignIn, what: str) -> None:
    row = plan()
    row.contact.stage = Stage.MOVED
    db.session.commit()

    page = sign_in(make.coordinator()).get(f"/outreach/{row.contact_id}/{what}")

    assert "Trying to reach this person has stopped." in page.text("main")
    assert not page.has("main button.main-button")


def test_before_the_talk_a_place_cannot_be_chosen(sign_in: SignIn) -> None:
    places.stop_the_clock()
    request = places.talked_over(make.area(), state=RequestState.ASKED)

    page = sign_in(make.coordinator()).get(f"/respite/{request.id}/book")

    assert "Talk with both first" in page.text("#book-form")
    assert not page.has("main form[method=post] button.main-button")
