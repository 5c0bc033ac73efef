"""Two who change a form at once lose nothing: only what both changed is asked."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import select

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.people.contacts.people import registered
from tests.visiting.visit_reports.written import reported
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact, ContactPhone

TEXTS = ("street", "house_number", "approach", "called_name", "initials")


def test_a_field_that_was_left_alone_takes_what_another_saved(
    sign_in: SignIn,
) -> None:
    contact = registered("Vries", telephones=[("+31505550144", "")])
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    other.submit(other.get(address).one("#person-form"), telephone="06 11111111")

    page = browser.submit(form, street="Kerkstraat")
    answer = browser.submit(page.one("#person-form"))

    assert page.status == 409 and answer.status == 303
    assert "That stands here now, and so does what you filled in." in page.text()
    assert not page.has(".theirs")
    assert page.text().count("Somebody else has just changed this.") == 1
    assert db.session.scalars(select(ContactPhone.number)).all() == ["+31611111111"]
    assert db.session.scalars(select(Contact.street)).all() == ["Kerkstraat"]


def test_only_what_both_changed_is_asked(sign_in: SignIn) -> None:
    contact = registered("Vries")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    theirs: dict[str, Any] = {"street": "Molenweg", "house_number": "3"}
    other.submit(other.get(address).one("#person-form"), **theirs)

    page = browser.submit(form, street="Kerkstraat", approach="Ring twice.")

    assert page.has("#street-theirs") and page.has("#conflict")
    assert len(page.soup.select(".theirs")) == 1
    assert page.one("[name=house_number]")["value"] == "3"
    assert page.one("[name=street]")["value"] == "Kerkstraat"


def test_a_base_that_no_page_of_ours_made_is_no_fault(sign_in: SignIn) -> None:
    contact = registered("Vries")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    other.submit(other.get(address).one("#person-form"), street="Molenweg")

    for base in ("", ":", "street", "street:x :y z:", "\x01" * 50):
        page = browser.submit(form, base=base, street="Kerkstraat")
        assert page.status == 409 and page.has("#street-theirs")


def test_whoever_changes_what_nobody_loses_a_word(sign_in: SignIn) -> None:
    chance = random.Random(11)
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    for turn in range(12):
        contact = registered(f"Vries{turn}")
        address = f"/people/{contact.id}/edit"
        form = browser.get(address).one("#person-form")
        first, second = _some(chance, "A"), _some(chance, "B")
        other.submit(other.get(address).one("#person-form"), **first)
        page = browser.submit(form, **second)
        if page.status == 409:
            asked = {str(one["id"]) for one in page.soup.select(".theirs")}
            assert asked == {f"{name}-theirs" for name in first if name in second}
            page = browser.submit(page.one("#person-form"))
        assert page.status == 303
        stored = db.session.get_one(Contact, contact.id)
        for name, text in (first | second).items():
            assert getattr(stored, name) == text


def _some(chance: random.Random, who: str) -> dict[str, Any]:
    names = chance.sample(TEXTS, chance.randint(1, 3))
    return {name: f"{who}{chance.randint(1, 9)}" for name in names}


Changes = tuple[str, dict[str, Any], dict[str, Any]]
"""The address of a form, what another saved first, and what this user changes."""


def a_visit() -> Changes:
    day = clock.today() + timedelta(days=3)
    visit = make.visit(make.match(), starts_at=make.at(day, 14))
    theirs = {"at": "15:00", "informed": "asked"}
    mine = {"purpose": "To the shop.", "informed": "asked"}
    return f"/visits/{visit.id}/move", theirs, mine


def a_report() -> Changes:
    visit = reported(make.match(), days=-1)
    return f"/visits/{visit.id}/correct", {"note": "She sang."}, {"minutes": "45"}


def times_of_a_volunteer() -> Changes:
    address = f"/volunteers/{make.volunteer().id}/times"
    return address, {"languages": ["gronings"]}, {"interests": ["music"]}


def openings_of_a_room() -> Changes:
    theirs = {"places_4_morning": "3", "opens_4_morning": "9:00"}
    theirs["closes_4_morning"] = "12:00"
    return f"/rooms/{places.room().id}/edit", theirs, {"host_organisation": "Church"}


def roles_of_an_account() -> Changes:
    user = make.coordinator()
    roles = {"roles": ["coordinator", "volunteer"]}
    return f"/account/users/{user.id}/edit", roles, {"called": "Geertje"}


def steps_of_outreach() -> Changes:
    return "/outreach/table", {"gap_2": "9"}, {"after_a_talk": "12"}


@pytest.mark.parametrize(
    "changes",
    [
        *(a_visit, a_report, times_of_a_volunteer),
        *(openings_of_a_room, roles_of_an_account, steps_of_outreach),
    ],
)
def test_what_another_changed_is_never_brought_back(
    sign_in: SignIn, changes: Callable[[], Changes]
) -> None:
    keepers = [
        make.user(Role.COORDINATOR, Role.ADMINISTRATOR, all_areas=True) for _ in "ab"
    ]
    browser, other = map(sign_in, keepers)
    address, theirs, mine = changes()
    form = "main form:has([name=version])"
    begun = browser.get(address).one(form)
    first = other.submit(other.get(address).one(form), **theirs)

    page = browser.submit(begun, **mine)
    answer = browser.submit(page.one(form))

    assert (first.status, page.status, answer.status) == (303, 409, 303)
    assert not page.has(".theirs")
    stored = _shown(browser.get(address).one(form))
    saved = theirs | mine
    saved.pop("informed", None)  # Asked anew at each change.
    for name, text in saved.items():
        wanted = {text} if isinstance(text, str) else set(text)
        assert wanted <= {one.lstrip("0") for one in stored[name]}, name


def _shown(form: Tag) -> dict[str, set[str]]:
    """The answers that a form shows, by the names of its fields."""
    found = defaultdict[str, set[str]](set)
    for one in form.select("input, textarea"):
        is_chosen = one.get("type") in ("checkbox", "radio")
        if not is_chosen or "checked" in one.attrs:
            found[str(one.get("name"))].add(str(one.get("value") or one.text).strip())
    return found
