"""A house with something on every page, served, and who may look at its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests import make
from tests.browser.serving import PASSWORD, free_port, served_at
from tests.browser.visitor import PRINTED, Visitor
from tests.conftest import TABLET_KEYS, built
from tests.house.bulk_data import add_bulk_data
from tests.house.sample_data import sample_data
from tests.house.tables import PAGES
from tests.house.test_routes import address_of, lookers
from thuis_app.core.database import db
from thuis_app.core.secrets import hash_password

COLUMNS = (
    *("nobody", "free", "visits", "all", "elsewhere", "lead", "board", "admin"),
    "treasurer",
)
PAPER = tuple(f"{number:02} of the paper" for number in range(20))
"""Printed codes of the lead, who has a passkey on another device."""


@dataclass(frozen=True)
class Street:
    """A house with something on every page: its addresses, and who looks at them."""

    base: str
    pages: dict[str, str]
    emails: dict[str, str]


@contextmanager
def served_street(folder: Path) -> Iterator[Street]:
    """Fill a house in this folder and serve it."""
    pages, emails = _filled(folder)
    environment = {
        "THUIS_DATA": str(folder),
        "THUIS_SECRET_KEY": "test" * 16,
        "THUIS_TABLET_KEYS": TABLET_KEYS,
    }
    with served_at(free_port(), environment) as base:
        PRINTED[urlsplit(base).netloc, emails["lead"]] = list(PAPER)
        yield Street(base, pages, emails)


def _filled(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The address of every page, and the e-mail of everybody with an account."""
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    with app.app_context():
        known = sample_data()
        add_bulk_data(known, 2)
        users = dict(zip(COLUMNS, lookers(known), strict=True))
        kept = hash_password(PASSWORD)
        for user in filter(None, users.values()):
            user.language, user.password_hash = "nl", kept
        for code in PAPER:
            make.recovery_code(known.lead, code)
        db.session.commit()
        pages = {endpoint: address_of(app, endpoint, known) for endpoint in PAGES}
        emails = {who: user.email for who, user in users.items() if user}
        db.session.remove()
        db.engine.dispose()
    return pages, emails


def arrived(browser: Browser, street: Street, who: str) -> Visitor:
    """Somebody who lives there, signed in, with a browser of their own."""
    context = browser.new_context(
        base_url=street.base,
        viewport={"width": 820, "height": 1180},
        locale="nl-NL",
        reduced_motion="reduce",
    )
    context.add_init_script(AXE_SCRIPT)
    visitor = Visitor(context.new_page())
    if who in street.emails:
        visitor.sign_in(street.emails[who], PASSWORD)
    return visitor
