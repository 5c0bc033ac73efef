"""The pages of the treasurer."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState

MAKE, PAID = "form[action^='/payments/?']", "form[action$='/paid']"
SECRET = "Boodschappen met mevrouw Zwaluwstaart"


def approved(user: User, cents: int = 12_34, **more: Any) -> Claim:
    """Approved in the month before this one."""
    on = clock.today().replace(day=1) - timedelta(days=2)
    state, note = ClaimState.APPROVED, SECRET
    said = {"on": on, "state": state, "total": cents, "note": note}
    return make.claim(user, **(said | more))


def test_the_treasurer_makes_a_list_and_records_that_it_was_paid(
    sign_in: SignIn,
) -> None:
    anna, zoe = make.volunteer(name="Anna Bos"), make.volunteer(name="Zoe Bos")
    make.bank_account(anna)
    for user in (anna, zoe):
        approved(user, costs=4_50)
    browser = sign_in(make.user(Role.TREASURER))
    assert browser.get("/").address == "/payments/"

    page = browser.get("/payments/")
    assert page.texts("[aria-labelledby=due-title] th[scope=row]") == ["Anna Bos"]
    assert "NL91 ABNA 0417 1643 00" in page.text("[aria-labelledby=due-title]")
    assert "No account number" in page.text("[aria-labelledby=not-payable-title]")

    made = browser.follow(browser.submit(page.one(MAKE)))
    assert "Anna Bos" in made.text("tbody") and "€12.34" in made.text("tbody")
    browser.submit(made.one(PAID))

    states = db.session.scalars(select(Claim.state).order_by(Claim.id)).all()
    assert states == [ClaimState.PAID, ClaimState.APPROVED]
    today = clock.today()
    month = sign_in(anna).get(f"/hours/?month={today - timedelta(days=31):%Y-%m}")
    assert month.status == 200


def test_no_description_of_a_claim_reaches_the_treasurer(sign_in: SignIn) -> None:
    user = make.volunteer()
    make.bank_account(user)
    approved(user)
    treasurer = make.user(Role.TREASURER)
    made = make.payment_list(treasurer)
    approved(user)
    browser = sign_in(treasurer)

    pages = [
        browser.get(address)
        for address in (
            "/payments/",
            f"/payments/{made.id}",
            f"/payments/{made.id}/of/{user.id}",
            f"/payments/{made.id}.csv",
        )
    ]

    assert all(page.status == 200 for page in pages)
    assert not [page for page in pages if "Zwaluwstaart" in page.html]


def test_the_sheet_has_who_is_paid_and_leaves_an_audit_entry(sign_in: SignIn) -> None:
    evil, free = make.volunteer(name="=HYPERLINK(1)"), make.volunteer(name="Nul")
    make.bank_account(evil)
    approved(evil)
    approved(free, cents=0)
    treasurer = make.user(Role.TREASURER)
    made = make.payment_list(treasurer)

    page = sign_in(treasurer).get(f"/payments/{made.id}.csv")

    rows = list(csv.reader(StringIO(page.html.lstrip("\ufeff")), delimiter=";"))
    assert [row[:3] for row in rows[1:]] == [
        ["'=HYPERLINK(1)", "NL91 ABNA 0417 1643 00", "12.34"]
    ]
    exported = AuditEntry.event == "payment.exported"
    [line] = db.session.scalars(select(AuditEntry).where(exported)).all()
    assert (line.actor_id, line.subject_id) == (treasurer.id, str(made.id))


def test_taking_a_list_back_is_asked_first(sign_in: SignIn) -> None:
    user = make.volunteer()
    make.bank_account(user)
    claim = approved(user)
    treasurer = make.user(Role.TREASURER)
    made = make.payment_list(treasurer)
    browser = sign_in(treasurer)

    asked = browser.get(f"/payments/{made.id}/take-back")
    db.session.refresh(claim)
    assert claim.state is ClaimState.LISTED
    browser.submit(asked.one("form[action$=take-back]"))

    db.session.refresh(claim)
    assert str(claim.state) == ClaimState.APPROVED
    assert "taken back" in browser.get(f"/payments/{made.id}").text()


def test_a_day_before_the_list_was_made_is_refused_at_its_field(
    sign_in: SignIn,
) -> None:
    user = make.volunteer()
    make.bank_account(user)
    approved(user)
    treasurer = make.user(Role.TREASURER)
    made = make.payment_list(treasurer)
    browser = sign_in(treasurer)
    form = browser.get(f"/payments/{made.id}").one(PAID)

    page = browser.submit(form, paid_on=f"{clock.today() - timedelta(days=1)}")

    assert page.status == 422
    assert "The list was made later" in page.errors()[0]


def test_who_pays_and_coordinates_keeps_both_menus(sign_in: SignIn) -> None:
    both = make.user(Role.TREASURER, Role.COORDINATOR)
    page = sign_in(both).get("/")

    assert page.has("nav a[href='/payments/']") and page.has("nav a[href='/people/']")


def test_an_empty_page_says_when_something_comes(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.TREASURER)).get("/payments/")

    assert "when its month is over" in page.text(".empty")
    assert "No payment list was made yet." in page.text()
