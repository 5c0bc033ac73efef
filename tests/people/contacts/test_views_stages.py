from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import actor_of_all, fetch, registered
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts import actions
from thuis_app.people.contacts.rules import Stage


def test_no_more_contact_is_a_question_before(sign_in: SignIn) -> None:
    contact = registered("Ploeg", salutation="mrs")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{contact.id}/no-contact")
    assert "We do not call, write or come by." in page.text("main")
    assert fetch(contact).stage is Stage.KNOWN

    form = page.one("#no-contact-form")
    answer = browser.submit(form, because="I manage, leave me be.")

    assert answer.address == f"/people/{contact.id}"
    after = fetch(contact)
    assert after.stage is Stage.NO_CONTACT
    assert after.stopped_because == "I manage, leave me be."


def test_leaving_in_peace_takes_a_reason(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/no-contact").one("#no-contact-form")

    answer = browser.submit(form, because="")

    assert answer.status == 422
    assert not fetch(contact).is_stopped


def test_who_was_stopped_meanwhile_is_not_stopped_twice(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}"
    form = browser.get(f"{address}/no-contact").one("#no-contact-form")
    moved = other.get(f"{address}/moved").one("#moved-form")
    other.submit(moved, because="Left.")

    answer = browser.submit(form, because="Said no.")

    assert answer.status == 409
    assert "Said no." in answer.text("[name=because]")
    assert fetch(contact).stage is Stage.MOVED


def test_she_called_us_and_is_welcome_again(sign_in: SignIn) -> None:
    contact = registered("Ploeg", salutation="mrs")
    actions.change_stage(actor_of_all(), contact, Stage.NO_CONTACT, because="No.")
    db.session.commit()
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{contact.id}/reopen")
    assert page.text("h1") == "She called us: contact is welcome again"

    browser.submit(page.one("#reopen-form"), because="She called on Monday.")

    after = fetch(contact)
    assert after.stage is Stage.KNOWN
    assert after.next_step == "reopened"


def test_what_cannot_be_edited_says_so(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/edit").one("#person-form")
    actions.change_stage(actor_of_all(), contact, Stage.DECEASED, because="Died.")
    db.session.commit()

    answer = browser.submit(form, street="Kerkstraat")

    assert answer.status == 409
    assert "This person is not approached any more." in answer.text("main")
    assert fetch(contact).street == ""


def test_that_somebody_knows_about_us_is_one_press(sign_in: SignIn) -> None:
    contact = registered("Ploeg", from_signal=True)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/reopen").one("#reopen-form")
    form["action"] = f"/people/{contact.id}/informed"

    assert browser.submit(form).address == f"/people/{contact.id}"
    assert fetch(contact).informed_on == clock.today()
