"""Whatever is written about whom, a page shows a note to who may read it alone."""

import random
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.house.test_statements import statements
from tests.pages import Browser
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.notes.models import Note


class Villages:
    """Three villages, people and volunteers in them, and notes about all at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.areas = [make.area() for _each in range(3)]
        self.writer = make.coordinator().id
        self.notes: list[tuple[Note, set[int] | None]] = []
        self.pages: set[str] = set()
        for number in range(30):
            self.write(number)

    def write(self, number: int) -> None:
        """A note whose text is like no other, and the villages that may read it."""
        area = self.random.choice(self.areas)
        text = f"Words number {number}."
        more: dict[str, Any] = {
            "text": text,
            "written_by": self.writer,
            "on": clock.today(),
        }
        kind = self.random.choice(("person", "volunteer", "offering"))
        if kind == "person":
            contact = make.contact(area=area)
            self.add(make.note(contact, **more), {area.id}, f"people/{contact.id}")
        elif kind == "volunteer":
            both = self.random.sample(self.areas, 2)
            user = make.volunteer(*both)
            note = make.note(volunteer_id=user.id, **more)
            self.add(note, {one.id for one in both}, f"volunteers/{user.id}")
        else:
            offering = make.offering()
            note = make.note(offering_id=offering.id, **more)
            self.add(note, None, f"offerings/{offering.id}")

    def add(self, note: Note, villages: set[int] | None, address: str) -> None:
        self.notes.append((note, villages))
        self.pages |= {f"/{address}", f"/notes/{address}", f"/notes/{note.id}/correct"}


def coordinators(areas: list[Area]) -> list[tuple[User, set[int]]]:
    everywhere = {area.id for area in areas}
    found = [(make.coordinator(area), {area.id}) for area in areas]
    found.append((make.coordinator(*areas[:2]), {area.id for area in areas[:2]}))
    return [*found, (make.coordinator(), everywhere)]


def read(browser: Browser, pages: set[str]) -> str:
    return " ".join(browser.get(page).html for page in sorted(pages))


@pytest.mark.parametrize("seed", range(4))
def test_a_note_is_read_by_the_coordinators_of_the_village_and_nobody_else(
    sign_in: SignIn, seed: int
) -> None:
    everyone = Villages(seed)

    for user, villages in coordinators(everyone.areas):
        shown = read(sign_in(user), everyone.pages)
        for note, theirs in everyone.notes:
            may = theirs is None or bool(theirs & villages)
            assert (note.text in shown) is may, (note.text, may)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_but_a_coordinator_reads_any(sign_in: SignIn, role: Role) -> None:
    everyone = Villages(seed=7)
    user = make.user(role, all_areas=True)
    for note, _villages in everyone.notes[:5]:
        if note.contact_id and role is Role.VOLUNTEER:
            make.match(user, contact_of(note))

    shown = read(sign_in(user), everyone.pages)

    assert [note.text for note, _ in everyone.notes if note.text in shown] == []


def contact_of(note: Note) -> Contact:
    return db.session.get_one(Contact, note.contact_id)


@pytest.mark.parametrize("page", ["/notes/people/{}", "/people/{}"])
def test_more_notes_ask_no_more_statements(sign_in: SignIn, page: str) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    counts = []
    for _time in range(2):
        for _each in range(4):
            make.note(contact)
        with statements() as wanted:
            browser.get(page.format(contact.id))
        counts.append(wanted.total())

    assert counts[0] == counts[1]


def test_nothing_that_was_written_stands_in_an_address(sign_in: SignIn) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    for number in range(30):
        make.note(contact, text=f"Secret {number}.")

    page = browser.get(f"/notes/people/{contact.id}")
    answer = browser.submit(page.one("#note-form"), text="Secret 99.")

    addresses = [str(link["href"]) for link in page.soup.select("a[href]")]
    assert not [one for one in [*addresses, answer.address] if "ecret" in one]
