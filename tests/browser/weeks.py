"""A foundation whose clock a test moves, with everybody of it at a screen."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests import make
from tests.browser.serving import PASSWORD, SECRET_KEY, free_port, served_at
from tests.browser.visitor import Visitor
from tests.conftest import TABLET_KEYS, built
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.secrets import hash_password
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits.models import Visit

MONDAY = date(2026, 11, 9)
SCREENS = {
    "marijke": (1366, 900),
    "wiebe": (1366, 900),
    "grietje": (820, 1180),
    "roelie": (360, 740),
}


class MovedClock:
    """The clock of this process and of the server, ahead of the real one or behind."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ahead"
        self.seconds = 0.0

    def set(self, day: int, hour: int, minute: int = 0) -> None:
        """Move to this hour of a day of the week; 0 is Monday, 7 the Monday after."""
        moment = make.at(MONDAY + timedelta(days=day), hour, minute)
        self.seconds = (moment - datetime.now(UTC)).total_seconds()
        kept = self.file.with_suffix(".new")
        kept.write_text(str(self.seconds))
        kept.replace(self.file)
        clock.set_source(lambda: datetime.now(UTC) + timedelta(seconds=self.seconds))


class Screen(Visitor):
    """Somebody at a screen, whose pages are read as a whole."""

    def __init__(self, page: Page, name: str) -> None:
        super().__init__(page)
        self.name = name

    def arrive(self) -> None:
        self.sign_in(f"{self.name}@thuis.example", PASSWORD)

    def go(self, address: str) -> None:
        """Open this page, after signing in where the session ended meanwhile."""
        super().go(address)
        if self.page.locator("#sign-in-form").count():
            self.arrive()
            super().go(address)

    def section(self, selector: str, words: str = "") -> Locator:
        return self.page.locator(selector, has_text=words or None).first

    def reads(self, *words: str, within: str = "main") -> None:
        for one in words:
            expect(self.page.locator(within).first).to_contain_text(one)

    def reads_nothing_of(self, *words: str, within: str = "main") -> None:
        for one in words:
            expect(self.page.locator(within).first).not_to_contain_text(one)

    def asks_nothing_of(self, last_name: str) -> None:
        """The board has no line about this person, but for what was done today."""
        lines = self.page.locator("#work section .line", has_text=last_name)
        expect(lines).to_have_count(0)

    def answer(self, name: str, words: str) -> None:
        """Write in the field of this name."""
        self.page.locator(f"main [name={name}]").first.fill(words)

    def tick(self, name: str, value: str = "") -> None:
        """Choose this answer, or the only one there is."""
        chosen = f"[value='{value}']" if value else ""
        self.page.locator(f"main [name={name}]{chosen}").first.check()

    def look(self) -> None:
        """No barrier, and nothing beside the screen."""
        size = self.page.viewport_size
        assert size is not None
        self.check_at((size["width"], "light"))


@dataclass
class Week:
    """The people of a week, by their last name, and who is at a screen."""

    clock: MovedClock
    area_id: int = 0
    screens: dict[str, Screen] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Screen:
        return self.screens[name]

    def on(self, day: int, hour: int, minute: int = 0) -> None:
        self.clock.set(day, hour, minute)

    def board(self, name: str = "marijke", of: str = "all") -> Screen:
        self[name].go(f"/?of={of}")
        return self[name]

    def day(self, name: str) -> Screen:
        self[name].go("/")
        return self[name]

    def file(self, last_name: str, name: str = "marijke") -> Screen:
        self[name].go(f"/people/{self.people[last_name]}")
        return self[name]

    def visited(self, by: str, last_name: str, day: int, hour: int) -> Visit:
        """Somebody who said yes to visits, and the next one of this volunteer."""
        marijke = make.actor(self.users["marijke"])
        contact = contacts.register(
            marijke,
            area_id=self.area_id,
            called_name="Aaltje",
            last_name=last_name,
            street="Havenweg",
            house_number=str(60 + len(self.people)),
            telephones=[(f"+3159544100{len(self.people)}", "")],
        )
        contact.stage = Stage.PARTICIPANT
        make.assent(contact)
        self.people[last_name] = contact.id
        match: Match = make.match(
            self.users[by], contact, started_on=MONDAY - timedelta(days=60)
        )
        contact.volunteer_name = self.users[by].name
        at = make.at(MONDAY + timedelta(days=day), hour)
        return make.visit(match, starts_at=at)


@contextmanager
def served_week(browser: Browser, folder: Path) -> Iterator[Week]:
    """Serve a foundation on Monday morning, and sign everybody in."""
    week = Week(MovedClock(folder))
    week.on(0, 8)
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    environment = {
        "THUIS_DATA": str(folder),
        "THUIS_SECRET_KEY": SECRET_KEY,
        "THUIS_TABLET_KEYS": TABLET_KEYS,
    }
    with app.app_context(), ExitStack() as opened:
        opened.callback(clock.set_source, None)
        opened.callback(db.engine.dispose)
        opened.callback(db.session.remove)
        _fill(week)
        ahead = week.clock.file
        address = opened.enter_context(served_at(free_port(), environment, ahead=ahead))
        for name, (width, height) in SCREENS.items():
            context = opened.enter_context(
                browser.new_context(**_screen(address, width, height))
            )
            context.set_default_timeout(10_000)
            week.screens[name] = Screen(context.new_page(), name)
        yield week


def _screen(address: str, width: int, height: int) -> dict[str, Any]:
    return {
        "base_url": address,
        "viewport": {"width": width, "height": height},
        "locale": "nl-NL",
        "reduced_motion": "reduce",
        "service_workers": "block",
    }


def _fill(week: Week) -> None:
    """Two coordinators, two volunteers, and six people with a visit this week."""
    make.foundation(telephone="+31595123456")
    area, kept = make.area("Bedum"), hash_password(PASSWORD)
    week.area_id = area.id
    make.offering("Eettafel")
    for name in SCREENS:
        is_volunteer = name in ("grietje", "roelie")
        user = make.volunteer(area) if is_volunteer else make.coordinator()
        user.email, user.language = f"{name}@thuis.example", "nl"
        user.name = user.called = name.title()
        user.password_hash, user.telephone = kept, "+31505550100"
        week.users[name] = user
    visits = (
        ("grietje", "Vries", 0, 10),
        ("roelie", "Bakker", 0, 14),
        ("roelie", "Ploeg", 2, 10),
        ("grietje", "Boer", 3, 10),
        ("grietje", "Smit", 4, 15),
        ("roelie", "Mulder", 8, 14),
    )
    for by, last_name, day, hour in visits:
        week.visited(by, last_name, day, hour)
    db.session.commit()
