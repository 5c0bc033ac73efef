"""Whether somebody is mailed is theirs to say, and said in plain words."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.core.smtp import MailServer
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.organisation.sessions import actions

SERVER = MailServer("mail.example.org", "thuis@example.org", "https://thuis.example")


def wish(user: User) -> MailWish:
    db.session.expire_all()
    return db.session.get_one(User, user.id).mails


def test_somebody_is_mailed_daily_until_they_choose_otherwise(
    sign_in: SignIn,
) -> None:
    user = make.volunteer(make.area())
    browser = sign_in(user)
    page = browser.get("/account/")
    assert page.one("input[name=mails][checked]")["value"] == "daily"

    done = browser.submit(page.one("#mail-form"), mails="never")

    assert wish(user) is MailWish.NEVER
    page = browser.follow(done)
    assert "Your choice is saved." in page.text("main")
    assert page.one("input[name=mails][checked]")["value"] == "never"


def test_the_choice_is_in_the_audit_log(sign_in: SignIn) -> None:
    user = make.volunteer(make.area())
    browser = sign_in(user)

    browser.submit(browser.get("/account/").one("#mail-form"), mails="never")

    chosen = AuditEntry.event == "account.mails_chosen"
    [line] = db.session.scalars(select(AuditEntry).where(chosen))
    assert (line.actor_id, line.ground) == (user.id, "never")


@pytest.mark.parametrize("answer", ["hourly", "", None, "DAILY", "1" * 5000])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_not_offered_is_refused_and_changes_nothing(
    sign_in: SignIn, answer: str | None, htmx: bool
) -> None:
    user = make.volunteer(make.area())
    browser = sign_in(user)
    form = browser.get("/account/").one("#mail-form")

    page = browser.submit(form, htmx=htmx, mails=answer)

    assert page.status == 422
    assert page.errors()
    assert page.has("#mail-form")
    assert wish(user) is MailWish.DAILY


def test_sent_twice_it_is_one_choice(sign_in: SignIn) -> None:
    user = make.volunteer(make.area())
    browser = sign_in(user)
    form = browser.get("/account/").one("#mail-form")

    answers = [browser.submit(form, mails="never").status for _time in range(2)]

    assert answers == [303, 303]
    chosen = AuditEntry.event == "account.mails_chosen"
    assert len(db.session.scalars(select(AuditEntry).where(chosen)).all()) == 1


def test_it_says_what_we_mail_and_whether_we_can(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer(make.area()))

    without = browser.get("/account/").text("#mail-form")
    app.config["MAIL_SERVER"] = SERVER
    try:
        with_server = browser.get("/account/").text("#mail-form")
    finally:
        app.config["MAIL_SERVER"] = None

    assert "No mail is sent from here now." in without
    assert "at most once a day" in with_server
    assert "No name is in it but your own." in with_server


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_who_is_never_mailed_is_not_asked(sign_in: SignIn, role: Role) -> None:
    assert not sign_in(make.user(role)).get("/account/").has("#mail-form")


def test_a_lead_hears_that_some_mail_does_not_wait(app: Flask, sign_in: SignIn) -> None:
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
    app.config["MAIL_SERVER"] = SERVER
    try:
        said = sign_in(lead).get("/account/").text("#mail-form")
    finally:
        app.config["MAIL_SERVER"] = None

    assert "what cannot wait until tomorrow comes at once" in said


def test_nobody_chooses_for_somebody_else(database: None) -> None:
    other = make.volunteer(make.area())

    with pytest.raises(Denied):
        actions.choose_mails(
            make.actor(make.user(Role.ADMINISTRATOR)), other, mails=MailWish.NEVER
        )
