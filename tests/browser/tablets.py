"""A house with volunteers and their visits, served for tablets that come and go."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests import make
from tests.browser.serving import PASSWORD, SECRET_KEY, free_port, served_at
from tests.conftest import TABLET_KEYS, built
from thuis_app.core import clock
from thuis_app.core.database import db, write_transaction
from thuis_app.core.secrets import hash_password
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.offline.models import TabletCount, TabletReport
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visits.models import Visit


@dataclass
class AppServer:
    """A house that is served, and its database in our hands."""

    app: Flask
    address: str
    area: Area
    users: dict[str, User] = field(default_factory=dict)

    @contextmanager
    def written(self) -> Iterator[None]:
        """Write beside the server, which may be writing too."""
        db.session.rollback()
        with write_transaction():
            yield

    def clear(self) -> None:
        """Nothing from tablets, and nobody to visit; the accounts stay."""
        models = (TabletReport, TabletCount, VisitReport, VisitDraft, Visit, Match)
        with self.written():
            for model in models:
                db.session.query(model).delete()

    def rows(self) -> list[TabletReport]:
        """What came from tablets, in the order in which it came."""
        db.session.rollback()
        return list(db.session.query(TabletReport).order_by(TabletReport.id))

    def reports(self) -> list[VisitReport]:
        db.session.rollback()
        return list(db.session.query(VisitReport).order_by(VisitReport.id))

    def visit(
        self, who: str, last_name: str, starts_at: datetime | None = None
    ) -> Visit:
        """A visit of a volunteer to somebody of this name, an hour ago."""
        started = clock.today() - timedelta(days=60)
        with self.written():
            user = self.users[who]
            known = db.session.query(Contact).filter_by(last_name=last_name).first()
            person = known or make.contact(
                last_name, area=self.area, called_name="Trijntje"
            )
            found = db.session.query(Match).filter_by(contact_id=person.id).first()
            match = found or make.match(user, person, started_on=started)
            return make.visit(match, starts_at=starts_at)


@contextmanager
def served_application(
    folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[AppServer]:
    """The application on a database of its own, served as in production."""
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    environment = {
        "THUIS_DATA": str(folder),
        "THUIS_SECRET_KEY": SECRET_KEY,
        "THUIS_TABLET_KEYS": TABLET_KEYS,
        **(settings or {}),
    }
    with served_at(free_port(), environment) as address, app.app_context():
        make.foundation(telephone="+31595123456")
        server = AppServer(app, address, make.area("Bedum"))
        kept = hash_password(PASSWORD)
        for name in ("grietje", "roelie"):
            server.users[name] = _named(make.volunteer(server.area), name, kept)
        server.users["marijke"] = _named(make.coordinator(), "marijke", kept)
        db.session.commit()
        yield server
        db.session.remove()
        db.engine.dispose()


def screen(server: AppServer) -> dict[str, Any]:
    """How a tablet of ours opens its pages."""
    return {
        "base_url": server.address,
        "viewport": {"width": 820, "height": 1180},
        "locale": "nl-NL",
        "reduced_motion": "reduce",
    }


def sign_in(page: Page, name: str, use: str = "") -> None:
    """Sign in, with these words about the tablet, and wait for the page behind it."""
    page.goto("/account/sign-in")
    page.get_by_label("E-mailadres").fill(f"{name}@thuis.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    if use:
        page.get_by_label(use).check()
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    expect(page.locator("#sign-in-form")).to_have_count(0)
    page.wait_for_load_state("load")


def open_day(page: Page) -> None:
    """Open the day with network, and wait until this tablet keeps it."""
    page.goto("/")
    expect(page.locator("[data-tablet][data-is-packed]")).to_have_count(1)
    is_there = "navigator.serviceWorker.ready.then((one) => one.active.state)"
    until(page, f"{is_there}.then((state) => state === 'activated')")


def opened(tablet: BrowserContext, name: str = "grietje") -> Page:
    """The page of somebody who signed in and opened the day."""
    page = tablet.new_page()
    sign_in(page, name)
    open_day(page)
    return page


def until(page: Page, expression: str, seconds: int = 20) -> None:
    """Wait for something in the page; Playwright's own way needs eval in the page."""
    page.wait_for_load_state("load")
    for _try in range(seconds * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it never came to {expression}")


def left(page: Page) -> int:
    """How many reports are still on this tablet, of anybody."""
    page.wait_for_load_state("load")
    return int(page.evaluate("tablet.store.countAll()"))


def sent(page: Page) -> None:
    """Network again: wait until nothing is left on this tablet."""
    page.context.set_offline(False)
    until(page, "tablet.store.countAll().then((left) => left === 0)")


def without(context: BrowserContext, page: Page) -> None:
    """Take the network away, and open the day again."""
    context.set_offline(True)
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Je dag zonder internet")


def write(page: Page, position: int, note: str, how: str = "Fijn") -> None:
    """Write the report of this visit of the day, and finish it."""
    page.locator("#visits article").nth(position).get_by_role("button").click()
    page.get_by_label(how).first.check()
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill(note)
    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_visible()


def begin(page: Page, note: str) -> None:
    """Write without finishing, and wait until that is kept."""
    page.get_by_role("button", name="Verslag schrijven").first.click()
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill(note)
    expect(page.locator("#kept")).to_contain_text("Bewaard op deze tablet om")


def hours_ago(hours: int) -> datetime:
    return clock.now() - timedelta(hours=hours)


def _named(user: User, name: str, kept: str) -> User:
    user.email, user.language = f"{name}@thuis.example", "nl"
    user.name, user.called = name.title(), name.title()
    user.password_hash = kept
    return user
