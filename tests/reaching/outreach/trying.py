"""A try, as somebody opens its form and writes it down."""

from typing import Any

from sqlalchemy import func, select

from tests.pages import Browser, Page
from thuis_app.core.database import db
from thuis_app.reaching.outreach.models import OutreachAttempt, OutreachPlan


def opened(browser: Browser, row: OutreachPlan, what: str = "attempt") -> Page:
    page = browser.get(f"/outreach/{row.contact_id}/{what}")
    assert page.status == 200
    return page


def recorded(browser: Browser, row: OutreachPlan, **answers: Any) -> Page:
    form = opened(browser, row).one("#attempt-form")
    return browser.submit(form, **({"outcome": "nobody_home"} | answers))


def attempts() -> int:
    return db.session.scalar(select(func.count()).select_from(OutreachAttempt)) or 0
