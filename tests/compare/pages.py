"""Every page for everybody: whole and as a part for htmx, in both languages."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.compare.plain import keep, written
from tests.compare.sample import LOOKERS
from tests.house.tables import PAGES
from tests.house.test_commit_fails import Sample
from tests.house.test_routes import address_of
from tests.pages import Browser, Page
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User

LANGUAGES = ("nl", "en")


def save_pages(sample: Sample, folder: Path) -> None:
    """Save what each looker gets at each address, and where its links lead."""
    addresses = sorted({address_of(sample.app, name, sample.known) for name in PAGES})
    for language in LANGUAGES:
        for column, looker in enumerate(LOOKERS):
            browser = browser_in(language, sample, sample.users[column])
            save_around(browser, addresses, folder / language / looker)


def browser_in(language: str, sample: Sample, user_id: int | None) -> Browser:
    """A browser of this user, or of nobody, who reads this language."""
    if user_id:
        user = db.session.get_one(User, user_id)
        user.language = language
        db.session.commit()
        return Browser(sample.app, user)
    browser = Browser(sample.app)
    answers = {"csrf_token": browser.token, "language": language}
    browser.follow(browser.post("/account/language", answers))
    return browser


def save_around(browser: Browser, addresses: list[str], folder: Path) -> None:
    """Save these addresses, and those that their pages have a link to."""
    found: set[str] = set()
    for address in addresses:
        found |= set(links(address, save_both(browser, address, folder)))
    for address in sorted(found - set(addresses)):
        save_both(browser, address, folder)


def save_both(browser: Browser, address: str, folder: Path) -> Page:
    whole, part = browser.get(address), browser.get(address, htmx=True)
    keep(folder / "whole", address, written(whole))
    keep(folder / "part", address, written(part))
    return whole


def links(address: str, page: Page) -> Iterator[str]:
    """The addresses of ours that can be asked for from this page."""
    if "text/html" not in page.headers.get("Content-Type", ""):
        return
    for node in page.tree.css("a[href], [hx-get]"):
        said = node.attributes.get("href") or node.attributes.get("hx-get") or ""
        there = urldefrag(urljoin(address, said)).url
        if not urlsplit(there).scheme and not there.startswith("/static/"):
            yield there
