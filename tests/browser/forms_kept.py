"""Forms of every kind in which somebody writes, and where each of them is accepted."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from tests import make
from tests.browser.serving import PASSWORD, SECRET_KEY, free_port, served_at
from tests.conftest import TABLET_KEYS, built
from tests.house.sample_data import SampleData, sample_data
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db, write_transaction
from thuis_app.core.secrets import hash_password
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.signals.models import Signal
from thuis_app.support.referrals.models import Referral
from thuis_app.team.claims.models import Claim
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.models import Visit

WORDS = "De gordijnen zijn al een week dicht."


@dataclass(frozen=True)
class Written:
    """A form, who writes in it, and answers that are accepted."""

    address: str
    who: str
    model: type[Any]
    words: str  # the name of the field in which they write
    answers: dict[str, str] = field(default_factory=dict)
    picked: tuple[str, ...] = ()  # of these the first answer will do
    is_asked: bool = False  # whether there is a question before it is handled


FORMS = {
    "signal": Written(
        "/signals/new",
        "marijke",
        Signal,
        "noticed",
        {"who": "Een mevrouw met een hondje"},
        ("area_id", "reporter"),
    ),
    "concern": Written(
        "/concerns/of/{contact_id}/new/harm", "grietje", Concern, "words", is_asked=True
    ),
    "hours": Written(
        "/hours/new", "grietje", Claim, "note", {"hours": "1"}, ("what_for",)
    ),
    "report": Written(
        "/visits/{open_id}/report", "marijke", VisitReport, "note", {}, ("how",)
    ),
    "person": Written(
        "/people/new",
        "marijke",
        Contact,
        "approach",
        {"last_name": "*"},
        ("area_id",),
    ),
    "referral": Written(
        "/referrals/of/{contact_id}/new",
        "marijke",
        Referral,
        "why",
        picked=("offering_id",),
    ),
    "attempt": Written(
        "/outreach/{contact_id}/attempt",
        "marijke",
        OutreachAttempt,
        "note",
        {},
        ("outcome",),
    ),
}


@dataclass
class Kept:
    """The application that is served, what is in it, and its database."""

    address: str
    known: SampleData

    def count(self, form: Written) -> int:
        """How many rows this form has made."""
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(form.model)) or 0

    def values(self) -> dict[str, int | str]:
        """What the addresses need: a visit to report, and an offering nobody chose."""
        with write_transaction():
            visit = self._planned_yesterday()
            # The newest comes first in a list by name.
            make.offering(f"Aanbod {10**19 - time.time_ns()}")
        return {**self.known.values, "open_id": visit.id}

    def _planned_yesterday(self) -> Visit:
        """In one transaction, as the server may be writing between two."""
        match = db.session.get_one(Match, self.known.values["match_id"])
        visit = Visit(
            match_id=match.id,
            contact_id=match.contact_id,
            volunteer_id=match.volunteer_id,
            starts_at=clock.now() - timedelta(days=1),
        )
        db.session.add(visit)
        db.session.flush()
        contact = db.session.get_one(Contact, match.contact_id)
        visits.schedule(SYSTEM, visit, contact)
        return visit

    def end_sessions(self) -> None:
        """Everybody is signed out, as after an evening or from another device."""
        db.session.rollback()
        with write_transaction():
            db.session.query(UserSession).update({"ended_at": clock.now()})


@contextmanager
def served_sample_data(folder: Path) -> Iterator[Kept]:
    """The sample of the tests, served, with three users who can sign in."""
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    environment = {
        "THUIS_DATA": str(folder),
        "THUIS_SECRET_KEY": SECRET_KEY,
        "THUIS_TABLET_KEYS": TABLET_KEYS,
    }
    with served_at(free_port(), environment) as address, app.app_context():
        known = sample_data()
        kept = hash_password(PASSWORD)
        named = {"grietje": known.volunteer, "marijke": known.coordinator}
        for name, user in {**named, "wiebe": known.administrator}.items():
            _name(user, name, kept)
        db.session.commit()
        yield Kept(address, known)
        db.session.remove()
        db.engine.dispose()


def write(page: Page, kept: Kept, form: Written) -> Locator:
    """Fill in a form as somebody would; the field with the words comes back."""
    page.goto(form.address.format(**kept.values()))
    page.evaluate("document.querySelectorAll('details').forEach((e) => e.open = true)")
    for name in form.picked:
        _pick(page.locator(f"main [name={name}]").first)
    for name, answer in form.answers.items():
        once = answer.replace("*", uuid.uuid4().hex)
        page.locator(f"main [name={name}]").first.fill(once)
    words = page.locator(f"main [name={form.words}]").first
    words.fill(WORDS)
    if form.is_asked:
        send(words)
        expect(page.locator("blockquote")).to_contain_text(WORDS)
        words = page.locator(f"main [name={form.words}]").first
    return words


def send(words: Locator) -> None:
    """Press the button that sends the form of these words."""
    form = words.locator("xpath=ancestor::form")
    form.locator("button.main-button, button.danger").first.click()


def _pick(field: Locator) -> None:
    if field.evaluate("(one) => one.tagName") == "SELECT":
        field.select_option(index=1)
    else:
        field.check()


def _name(user: User, name: str, kept: str) -> None:
    user.email, user.language = f"{name}@thuis.example", "nl"
    user.name, user.called, user.password_hash = name.title(), name.title(), kept
