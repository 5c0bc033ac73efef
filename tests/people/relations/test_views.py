from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import actor_of_all, everybody, registered
from thuis_app.core.database import db
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.relations import actions, queries
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import Decision, Purpose, RelationKind

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


def test_a_consent_is_recorded_and_withdrawn(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/consents"

    form = browser.get(address).one("#consent-form")
    answer = browser.submit(form, purpose="photo", given_how="spoken")
    assert answer.address == f"/people/{contact.id}"
    assert queries.has_consent(contact, Purpose.PHOTO)

    page = browser.get(address)
    assert "A photo" in page.text("main")
    [link] = page.soup.select("a[href$='/withdraw']")
    form = browser.get(str(link["href"])).one("#withdraw-form")
    browser.submit(form, how="telephone")
    assert not queries.has_consent(contact, Purpose.PHOTO)
    assert "withdrawn on" in browser.get(address).text("main")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"given_how": "spoken"}, "Choose what the consent is for."),
        ({"purpose": "photo"}, "Choose how it was given."),
        (
            {"purpose": "photo", "given_how": "paper", "given_on": "2999-01-01"},
            "Choose a date between",
        ),
        (
            {"purpose": "photo", "given_how": "paper", "note": BSN},
            "looks like a citizen service number (BSN).",
        ),
    ],
)
def test_half_a_consent_is_no_consent(
    sign_in: SignIn, answers: dict[str, Any], says: str
) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/consents").one("#consent-form")

    answer = browser.submit(form, **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
    assert db.session.scalars(select(Consent)).all() == []


def test_a_mentor_is_written_down_with_what_they_may_decide(sign_in: SignIn) -> None:
    contact = registered("Ploeg")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/ties/new").one("#tie-form")
    saved = browser.submit(form, kind="mentor", called_name="Anja", last_name="Mulder")
    page = browser.get(saved.address)

    answer = browser.submit(
        page.one("#represent-form"),
        decides=["care", "data"],
        paper_seen_on="2026-02-02",
    )

    assert answer.address == f"/people/{contact.id}"
    around = browser.get(answer.address).text("#around")
    assert "decides about care, visits and help, passing on data" in around
    assert "paper seen on 2 February 2026" in around


def test_the_paper_that_nobody_saw_is_asked_for(sign_in: SignIn) -> None:
    contact, mentor = registered("Ploeg"), registered("Mulder")
    actions.add_relation(actor_of_all(), contact, mentor, kind=RelationKind.CURATOR)
    db.session.commit()

    page = sign_in(make.coordinator()).get(f"/people/{contact.id}")

    around = page.text("#around")
    assert "what they may decide is not filled in yet, paper not seen yet" in around


def test_a_representative_is_shown_where_consent_is_given_and_may_give_it(
    sign_in: SignIn,
) -> None:
    contact, mentor = registered("Ploeg"), registered("Mulder")
    kind, decides = RelationKind.NEXT_OF_KIN, frozenset({Decision.DATA})
    relation = make.saved(
        Relation(contact_id=contact.id, other_id=mentor.id, kind=kind, decides=decides)
    )
    db.session.commit()
    browser = sign_in(make.coordinator())
    address = f"/people/{contact.id}/consents"
    page = browser.get(address)
    assert "Mulder" in page.text("#representatives")

    answers: dict[str, Any] = {"purpose": "photo", "given_how": "paper"}
    answers["representative"] = relation.id
    browser.submit(page.one("#consent-form"), **answers)

    assert "given by Mulder" in browser.get(address).text("main")


def test_a_volunteer_sees_the_mentor_and_not_what_they_decide(sign_in: SignIn) -> None:
    contact, mentor = registered("Ploeg"), registered("Mulder")
    make.saved(
        Relation(
            contact_id=contact.id,
            other_id=mentor.id,
            kind=RelationKind.MENTOR,
            decides=frozenset({Decision.MONEY}),
        )
    )
    volunteer = make.volunteer()
    make.match(volunteer, contact)
    db.session.commit()

    around = sign_in(volunteer).get(f"/people/{contact.id}").text("#around")

    assert "Mulder" in around
    assert "decides about" not in around and "paper" not in around


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"decides": []}, "Choose what this person may decide."),
        (
            {"decides": ["care"], "until": "2020-01-01"},
            "That is not after the first day.",
        ),
        ({"decides": ["care"], "since": ""}, "Choose the day."),
    ],
)
def test_half_a_representation_is_not_saved(
    sign_in: SignIn, answers: dict[str, Any], says: str
) -> None:
    contact, mentor = registered("Ploeg"), registered("Mulder")
    relation = actions.add_relation(
        actor_of_all(), contact, mentor, kind=RelationKind.MENTOR
    )
    db.session.commit()
    address = f"/people/{contact.id}/ties/{relation.id}/represents"
    browser = sign_in(make.coordinator())

    answer = browser.submit(browser.get(address).one("#represent-form"), **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
