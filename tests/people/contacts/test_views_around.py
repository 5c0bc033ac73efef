from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import actor_of_all, everybody, fetch, registered
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts import actions, queries
from thuis_app.people.contacts.models import Consent
from thuis_app.people.contacts.rules import Purpose, Stage, TieKind

BSN = "111222333"


def test_a_daughter_is_quickly_written_down(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")

    answer = browser.submit(
        form,
        kind="child",
        called_name="Anja",
        last_name="Mulder",
        telephone="050 555 01 88",
    )

    assert answer.address == f"/people/{contact.id}"
    (line,) = queries.ties(contact)
    assert line.other.full_name == "Anja Mulder"
    [phone] = queries.phones(line.other)
    assert (line.tie.kind, phone.number) == (TieKind.CHILD, "+31505550188")
    assert line.other.area_id == contact.area_id


def test_somebody_we_know_is_found_and_tied(sign_in: SignIn) -> None:
    contact, known = registered("Ploeg"), registered("Borg", prefix="ter")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{contact.id}/ties/new?q=borg")

    browser.submit(page.one("#tie-form"), other=known.id, kind="key_holder")

    assert len(everybody()) == 2
    assert queries.ties(contact)[0].other.id == known.id


def test_somebody_new_who_may_be_known_is_a_question_first(sign_in: SignIn) -> None:
    contact, known = registered("Ploeg"), registered("Borg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")

    asked = browser.submit(form, kind="neighbour", last_name="Borg")
    assert asked.status == 422
    assert "Is this somebody we know?" in " ".join(asked.errors())
    assert len(everybody()) == 2

    browser.submit(asked.one("#tie-form"), other=known.id)
    assert queries.ties(contact)[0].other.id == known.id


def test_somebody_in_a_village_of_others_cannot_be_tied(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")
    contact, elsewhere = registered("Ploeg", area_id=bedum.id), registered("Borg")
    browser = sign_in(make.coordinator(bedum))
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")

    answer = browser.submit(form, kind="friend", other=elsewhere.id, asked=elsewhere.id)

    assert answer.status == 422
    assert "Borg" not in answer.html


@pytest.mark.parametrize("missing", ["kind", "last_name"])
def test_a_tie_without_its_kind_or_name_is_not_saved(
    sign_in: SignIn, missing: str
) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")

    answers: dict[str, Any] = {"kind": "child", "last_name": "Mulder", missing: ""}

    answer = browser.submit(form, **answers)

    assert answer.status == 422
    assert len(answer.errors()) == 1
    assert len(everybody()) == 1


def test_a_tie_ends_at_one_press(sign_in: SignIn) -> None:
    contact, other = registered("Ploeg"), registered("Borg")
    actions.tie(actor_of_all(), contact, other, kind=TieKind.NEIGHBOUR)
    db.session.commit()
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/ties/new"

    answer = browser.submit(browser.get(address).one("form[action$='/end']"))

    assert answer.address == address
    assert queries.ties(contact) == []


def test_the_tie_of_another_person_does_not_exist(sign_in: SignIn) -> None:
    contact, other, third = registered("Ploeg"), registered("Borg"), registered("Bos")
    tie = actions.tie(actor_of_all(), other, third, kind=TieKind.NEIGHBOUR)
    actions.tie(actor_of_all(), contact, other, kind=TieKind.FRIEND)
    db.session.commit()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("form[action$='/end']")
    form["action"] = f"/people/{contact.id}/ties/{tie.id}/end"

    assert browser.submit(form).status == 404


def test_a_yes_is_written_down_and_taken_back(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/consents"

    form = browser.get(address).one("#consent-form")
    answer = browser.submit(form, purpose="visit", given_how="spoken")
    assert answer.address == f"/people/{contact.id}"
    assert queries.has_consent(contact, Purpose.VISIT)

    page = browser.get(address)
    assert "Being visited and called" in page.text("main")
    browser.submit(page.one("form[action$='/withdraw']"))
    assert not queries.has_consent(contact, Purpose.VISIT)
    assert "taken back on" in browser.get(address).text("main")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"given_how": "spoken"}, "Choose what was agreed to."),
        ({"purpose": "visit"}, "Choose how it was given."),
        (
            {"purpose": "visit", "given_how": "paper", "given_on": "2999-01-01"},
            "Choose a date between",
        ),
        (
            {"purpose": "visit", "given_how": "paper", "note": BSN},
            "This looks like a citizen service number (BSN).",
        ),
    ],
)
def test_half_a_yes_is_no_yes(
    sign_in: SignIn, answers: dict[str, Any], says: str
) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/consents").one("#consent-form")

    answer = browser.submit(form, **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
    assert db.session.scalars(select(Consent)).all() == []


def test_no_more_contact_is_a_question_before(sign_in: SignIn) -> None:
    contact = registered("Ploeg", address="mrs")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{contact.id}/stop?to=no_contact")
    assert "After this nobody approaches her any more." in page.text("main")
    assert fetch(contact).stage is Stage.KNOWN

    answer = browser.submit(page.one("#stop-form"), because="I manage, leave me be.")

    assert answer.address == f"/people/{contact.id}"
    after = fetch(contact)
    assert after.stage is Stage.NO_CONTACT
    assert after.stopped_because == "I manage, leave me be."


@pytest.mark.parametrize(
    "answers",
    [{"because": "Said."}, {"stage": "moved"}, {"stage": "known", "because": "Said."}],
)
def test_leaving_in_peace_takes_a_reason(
    sign_in: SignIn, answers: dict[str, Any]
) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/stop").one("#stop-form")

    answer = browser.submit(form, **answers)

    assert answer.status == 422
    assert not fetch(contact).is_stopped


def test_whoever_was_stopped_meanwhile_is_not_stopped_twice(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/stop"
    form = browser.get(address).one("#stop-form")
    other.submit(other.get(address).one("#stop-form"), stage="moved", because="Left.")

    answer = browser.submit(form, stage="no_contact", because="Said no.")

    assert answer.status == 409
    assert "Said no." in answer.text("[name=because]")
    assert fetch(contact).stage is Stage.MOVED


def test_she_called_us_and_is_welcome_again(sign_in: SignIn) -> None:
    contact = registered("Ploeg", address="mrs")
    actions.become(actor_of_all(), contact, Stage.NO_CONTACT, because="No.")
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
    actions.become(actor_of_all(), contact, Stage.DECEASED, because="Died.")
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
