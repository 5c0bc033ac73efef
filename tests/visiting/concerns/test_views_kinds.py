"""Something is not right: first what is going on, and whom to call."""

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.foundation import actions as foundation
from thuis_app.organisation.foundation import queries as numbers
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import ConcernKind, ConcernState

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def contact() -> Contact:
    return make.contact("Ploeg", area=make.area("Winsum"))


def lead() -> User:
    return make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)


def keep_numbers(**more: str) -> None:
    admin = make.actor(make.user(Role.ADMINISTRATOR))
    foundation.check_numbers(admin, numbers.own_help_numbers(admin), **more)
    db.session.commit()


def test_the_button_stands_on_the_page_of_a_person_for_a_coordinator(
    sign_in: SignIn, contact: Contact
) -> None:
    page = sign_in(make.coordinator()).get(f"/people/{contact.id}")

    assert page.has(f"a[href='/concerns/of/{contact.id}/new']")


def test_first_is_asked_what_is_going_on(sign_in: SignIn, contact: Contact) -> None:
    page = sign_in(make.coordinator()).get(f"/concerns/of/{contact.id}/new")

    for number in ("112", "08002000", "08001205", "08000113"):
        assert page.has(f"a.button[href='tel:{number}']")
    for kind in ("danger", "harm", "frailty"):
        assert page.has(f"a[href$='/new/{kind}']")


def test_what_is_about_the_coordinator_goes_past_her(
    sign_in: SignIn, contact: Contact
) -> None:
    keep_numbers(confidential_name="Roelie Bos", confidential_telephone="0595-555123")

    browser = sign_in(make.coordinator())
    page = browser.get(f"/concerns/of/{contact.id}/new")

    assert page.has("a.button[href='tel:0595555123']")
    assert "Roelie Bos" in page.text("#concern-kinds")
    assert browser.get(f"/concerns/of/{contact.id}/new/about_us").status == 404


def test_every_user_finds_whom_to_call_from_every_page(sign_in: SignIn) -> None:
    for who in (make.volunteer(), make.coordinator(), make.user(Role.BOARD)):
        browser = sign_in(who)
        page = browser.get(str(browser.get("/account/").one("footer a")["href"]))

        assert page.has("a.button[href='tel:112']")


def test_a_volunteer_says_about_whom_it_is(sign_in: SignIn, contact: Contact) -> None:
    volunteer = make.volunteer()
    make.match(volunteer, contact)
    make.contact("Anders")

    page = sign_in(volunteer).get("/concerns/new")

    assert page.has(f"a[href='/concerns/of/{contact.id}/new']")
    assert "Anders" not in page.html


def test_danger_is_urgent_by_itself(contact: Contact) -> None:
    volunteer = make.volunteer()
    make.match(volunteer, contact)

    actions.raise_concern(
        make.actor(volunteer), contact, words="He fell.", kind=ConcernKind.DANGER
    )

    assert db.session.scalars(select(Concern)).one().is_urgent


def test_the_lead_chooses_what_a_report_did_not_say(sign_in: SignIn) -> None:
    concern = make.concern(kind=None, state=ConcernState.ACKNOWLEDGED)
    browser = sign_in(lead())
    page = browser.get(f"/concerns/{concern.id}")
    assert not page.has("#step-form")

    browser.submit(page.one("#kind-form"), kind="frailty")

    steps = browser.get(f"/concerns/{concern.id}")
    assert steps.has("#step-form input[value=call_doctor]")
    assert not steps.has("#step-form input[value=weigh]")


def test_steps_taken_stay_when_it_turns_out_to_be_something_else(
    sign_in: SignIn,
) -> None:
    concern = make.concern(state=ConcernState.ACKNOWLEDGED)
    browser = sign_in(lead())
    path = f"/concerns/{concern.id}"
    form = browser.get(path).one("#step-form")
    browser.submit(form, step="consult", note="Asked Veilig Thuis.")

    browser.submit(browser.get(path).one("#kind-form"), kind="frailty")

    assert "Asked Veilig Thuis." in browser.get(path).text(".track")


def test_numbers_are_checked_by_the_lead_and_say_when(sign_in: SignIn) -> None:
    browser = sign_in(lead())
    form = browser.get("/foundation/numbers").one("#numbers-form")

    browser.submit(form, neighbourhood_team="14 0595")

    page = browser.get("/concerns/new")
    assert page.has("a.button[href='tel:140595']")
    assert "last checked" in page.text("#concern-start")
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert "foundation.numbers_checked" in events


@pytest.mark.parametrize("number", ["bel Jan", "1", "0595 - 12"])
def test_a_number_that_cannot_be_dialled_is_kept_and_refused(
    sign_in: SignIn, number: str
) -> None:
    browser = sign_in(lead())
    form = browser.get("/foundation/numbers").one("#numbers-form")

    page = browser.submit(form, neighbourhood_team=number)

    assert page.status == 422
    assert page.one("#neighbourhood_team")["value"] == number
