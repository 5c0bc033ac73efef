"""Somebody who visits Mrs Van der Ploeg, and the forms they fill in."""

from datetime import datetime, timedelta
from typing import Any

from bs4 import Tag
from sqlalchemy import func, select

from tests import make
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Salutation

UNUSED_NUMBER = "111222333"
LONG = "x" * 100_000


def person(**more: Any) -> Contact:
    named = {
        "called_name": "Trijntje",
        "prefix": "van der",
        "salutation": Salutation.MRS,
    }
    street = {"street": "Kerkstraat", "house_number": "14"}
    return make.contact("Ploeg", area=make.area("Bedum"), **(named | street | more))


def visiting(
    volunteer: User, *, starts_at: datetime | None = None, **more: Any
) -> tuple[int, int]:
    """A visit of an hour ago to Mrs Van der Ploeg; its number and hers."""
    someone = person(**more)
    contact_id = someone.id
    since = clock.today() - timedelta(days=90)
    match = make.match(volunteer, someone, started_on=since)
    return make.visit(match, starts_at=starts_at).id, contact_id


def form_of(browser: Browser, visit_id: int) -> Tag:
    return browser.get(f"/visits/{visit_id}/report").one("#report-form")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def draft(browser: Browser, visit_id: int, **words: str) -> Page:
    """What the page sends while somebody types: all but the key of the form."""
    page = browser.get(f"/visits/{visit_id}/report")
    token = str(page.one("#report-form [name=csrf_token]")["value"])
    data = {"csrf_token": token, "worry": "no", **words}
    return browser.post(f"/visits/{visit_id}/draft", data, htmx=True)


def later() -> str:
    return (clock.today() + timedelta(days=21)).isoformat()
