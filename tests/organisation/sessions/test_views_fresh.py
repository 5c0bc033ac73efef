"""Before what lets others in, or takes data out, it is asked again who it is."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.organisation.sessions.test_views import PASSWORD, member
from tests.pages import Browser
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import Invitation, User

ASKED = {
    *("accounts.create_user", "accounts.edit_user", "accounts.invite"),
    *("accounts.let_in", "volunteers.invite", "calendar_feed.make_feed"),
    *("payments.export", "claims.export"),
    *("bank_accounts.own_form", "bank_accounts.own"),
    *("factors.set_up_form", "factors.set_up", "factors.make_codes"),
    *("factors.remove", "factors.reset"),
    *("passkeys.add_form", "passkeys.add", "passkeys.make_link", "passkeys.remove"),
    *("unlock_codes.choose_form", "unlock_codes.choose"),
    *("agreements.agree", "agreements.agree_by_codes", "agreements.make_codes"),
    *("emergencies.begin", "deputies.name"),
}


@pytest.fixture
def idle(sign_in: SignIn) -> Browser:
    """An administrator who signed in a quarter of an hour ago."""
    browser = sign_in(member(Role.ADMINISTRATOR, Role.COORDINATOR, name="Bea Bos"))
    browser.stays_fresh = False
    moment = clock.now() + timedelta(minutes=15)
    clock.set_source(lambda: moment)
    return browser


def test_what_asks_again_is_this_and_nothing_else(app: Flask) -> None:
    views = app.view_functions.items()

    assert {name for name, view in views if hasattr(view, "is_for_fresh")} == ASKED


@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_typed_is_carried_past_the_question(idle: Browser, htmx: bool) -> None:
    form = idle.get("/account/users/new").one("#user-form")
    answers = {"name": "Griet Boer", "called": "Griet", "email": "griet@example.org"}

    asked = idle.submit(form, htmx=htmx, roles=["board"], **answers)

    assert asked.status == 422 and asked.has("#content #prove-form")
    assert asked.headers["HX-Retarget"] == "#content"
    assert db.session.scalar(select(func.count(User.id))) == 1
    back = idle.submit(asked.one("#prove-form"), password=PASSWORD)
    page = idle.submit(back.one("#resume-form"))
    assert page.one("#user-form [name=name]")["value"] == "Griet Boer"
    idle.submit(page.one("#user-form"))
    assert db.session.scalar(select(func.count(User.id))) == 2


def test_a_link_is_made_once_it_is_known_who_asks(idle: Browser) -> None:
    user = make.user(Role.BOARD)
    page = idle.get(f"/account/users/{user.id}/edit")

    asked = idle.submit(page.one("form[action$=invitation]"))
    assert db.session.scalar(select(func.count(Invitation.id))) == 0
    back = idle.submit(asked.one("#prove-form"), password=PASSWORD)
    link = idle.submit(back.one("#resume-form"))

    assert link.has("#link-text")
    assert db.session.scalar(select(func.count(Invitation.id))) == 1


def test_after_a_wrong_password_nothing_is_done(idle: Browser) -> None:
    user = make.user(Role.BOARD)
    page = idle.get(f"/account/users/{user.id}/edit")
    asked = idle.submit(page.one("form[action$=invitation]"))

    answer = idle.submit(asked.one("#prove-form"), password="wrong words entirely")

    assert answer.status == 422
    assert db.session.scalar(select(func.count(Invitation.id))) == 0


def test_the_sheet_of_hours_leads_to_the_question_and_back(idle: Browser) -> None:
    led = idle.get("/hours/totals.csv?year=2026")
    assert led.address == "/account/prove?next=/hours/totals.csv?year%3D2026"

    answer = idle.submit(idle.follow(led).one("#prove-form"), password=PASSWORD)

    assert answer.address == "/hours/totals.csv?year=2026"
    assert idle.follow(answer).status == 200
