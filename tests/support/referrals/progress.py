"""Referrals on their way, for the tests of their pages."""

from typing import Any

from sqlalchemy import select

from tests import make
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.rules import GivenHow
from thuis_app.support.referrals.models import Referral, ReferralStep
from thuis_app.support.referrals.rules import ReferralShare, ReferralState

S = ReferralState
AGREED: dict[str, Any] = {"agreed_how": "spoken", "shares": ["name", "wish"]}


def stored() -> list[Referral]:
    return list(db.session.scalars(select(Referral).order_by(Referral.id)))


def steps() -> list[ReferralStep]:
    return list(db.session.scalars(select(ReferralStep).order_by(ReferralStep.id)))


def step_form(browser: Browser, referral: Referral, to: str, **more: Any) -> Page:
    page = browser.get(f"/referrals/{referral.id}?to={to}")
    return browser.submit(page.one("#advance-form"), **more)


def agreed_referral(contact: Contact | None = None) -> Referral:
    return make.referral(
        contact,
        S.AGREED,
        agreed_on=clock.today(),
        agreed_how=GivenHow.SPOKEN,
        shares=frozenset({ReferralShare.NAME, ReferralShare.TELEPHONE}),
    )
