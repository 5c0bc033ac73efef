from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import actor_of_all, everybody, registered
from thuis_app.core.database import db
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.relations import actions, queries
from thuis_app.people.relations.models import Consent
from thuis_app.people.relations.rules import Purpose, RelationKind

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
    (line,) = queries.relations(contact)
    assert line.other.full_name == "Anja Mulder"
    [phone] = contacts.phones(line.other)
    assert (line.relation.kind, phone.number) == (RelationKind.CHILD, "+31505550188")
    assert line.other.area_id == contact.area_id


def test_somebody_we_know_is_found_and_tied(sign_in: SignIn) -> None:
    contact, known = registered("Ploeg"), registered("Borg", prefix="ter")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/people/{contact.id}/ties/new?q=borg")

    browser.submit(page.one("#tie-form"), other=known.id, kind="key_holder")

    assert len(everybody()) == 2
    assert queries.relations(contact)[0].other.id == known.id


def test_somebody_new_who_may_be_known_is_a_question_first(sign_in: SignIn) -> None:
    contact, known = registered("Ploeg"), registered("Borg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")

    question = browser.submit(form, kind="neighbour", last_name="Borg")
    assert question.status == 422
    assert "Is this somebody we know?" in " ".join(question.errors())
    assert len(everybody()) == 2

    browser.submit(question.one("#tie-form"), other=known.id)
    assert queries.relations(contact)[0].other.id == known.id


def test_somebody_in_a_village_of_others_cannot_be_tied(sign_in: SignIn) -> None:
    bedum = make.area("Bedum")
    contact, elsewhere = registered("Ploeg", area_id=bedum.id), registered("Borg")
    browser = sign_in(make.coordinator(bedum))
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")

    answer = browser.submit(form, kind="friend", other=elsewhere.id, asked=elsewhere.id)

    assert answer.status == 422
    assert "Borg" not in answer.html


@pytest.mark.parametrize("missing", ["kind", "last_name"])
def test_a_relation_without_its_kind_or_name_is_not_saved(
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


def test_a_relation_ends_at_one_press(sign_in: SignIn) -> None:
    contact, other = registered("Ploeg"), registered("Borg")
    actions.add_relation(actor_of_all(), contact, other, kind=RelationKind.NEIGHBOUR)
    db.session.commit()
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/ties/new"

    answer = browser.submit(browser.get(address).one("form[action$='/end']"))

    assert answer.address == address
    assert queries.relations(contact) == []


def test_the_relation_of_another_person_does_not_exist(sign_in: SignIn) -> None:
    contact, other, third = registered("Ploeg"), registered("Borg"), registered("Bos")
    relation = actions.add_relation(
        actor_of_all(), other, third, kind=RelationKind.NEIGHBOUR
    )
    actions.add_relation(actor_of_all(), contact, other, kind=RelationKind.FRIEND)
    db.session.commit()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("form[action$='/end']")
    form["action"] = f"/people/{contact.id}/ties/{relation.id}/end"

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
    [link] = page.soup.select("a[href$='/withdraw']")
    form = browser.get(str(link["href"])).one("#withdraw-form")
    browser.submit(form, how="telephone")
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
            "looks like a citizen service number (BSN).",
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
