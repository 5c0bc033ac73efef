from tests import make
from tests.conftest import SignIn
from thuis_app.people.contacts.rules import Stage


def test_stopping_asks_first_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/stop").one("#stop-form")

    refused = browser.submit(form, because="She said so at the door.")
    stopped = browser.submit(form, stage="no_contact", because="She said so.")

    assert refused.status == 422
    assert "She said so at the door." in refused.text("#because")
    assert stopped.status == 303
    assert contact.stage is Stage.NO_CONTACT
