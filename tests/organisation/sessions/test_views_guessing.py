"""Guessing passwords: at many accounts, in an open session, and what is kept of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.organisation.sessions.test_views import PASSWORD, member, sign_in_by_form
from tests.pages import Browser
from thuis_app.core import clock, deferred_writes
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import OutgoingMail
from thuis_app.core.secrets import hash_password, is_password
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.sessions import actions, forms, queries, rules
from thuis_app.organisation.sessions.models import SignInTry

WRONG = "wrong words entirely"


def from_network(app: Flask, address: str) -> Browser:
    """A browser nobody knows, with this network address."""
    browser = Browser(app)
    browser._client.environ_base["REMOTE_ADDR"] = address
    return browser


def later(**more: Any) -> None:
    moment = clock.now() + timedelta(**more)
    clock.set_source(lambda: moment)


def sprayed(app: Flask, address: str, users: list[User]) -> list[str]:
    """One wrong password at each of these accounts, from a new device each time."""
    return [
        sign_in_by_form(from_network(app, address), user, WRONG)[:3] for user in users
    ]


def test_one_password_at_many_accounts_is_soon_slowed_down(
    app: Flask, database: None
) -> None:
    users = [member() for _ in range(22)]

    answers = sprayed(app, "192.0.2.7", users)

    assert answers == ["Dit"] * 20 + ["429"] * 2


def test_who_comes_from_elsewhere_or_waits_a_moment_is_let_in(
    app: Flask, database: None
) -> None:
    users = [member() for _ in range(20)]
    sprayed(app, "192.0.2.7", users)
    user = users[0]

    assert sign_in_by_form(from_network(app, "192.0.2.7"), user, PASSWORD) == "429"
    assert sign_in_by_form(from_network(app, "192.0.2.8"), user, PASSWORD) == "/"
    later(seconds=1)
    assert sign_in_by_form(from_network(app, "192.0.2.7"), user, PASSWORD) == "/"


def test_nobody_is_kept_out_on_a_new_tablet_by_tries_from_elsewhere(
    app: Flask, database: None
) -> None:
    user = member()
    sprayed(app, "192.0.2.7", [user] * 25)

    assert sign_in_by_form(from_network(app, "192.0.2.7"), user, PASSWORD) == "429"
    assert sign_in_by_form(from_network(app, "192.0.2.8"), user, PASSWORD) == "/"
    later(seconds=60)
    assert sign_in_by_form(from_network(app, "192.0.2.7"), user, PASSWORD) == "/"


def test_a_device_that_is_known_is_never_kept_out_by_the_tries_of_others(
    app: Flask, database: None
) -> None:
    user, known = member(), from_network(app, "192.0.2.7")
    assert sign_in_by_form(known, user, PASSWORD) == "/"
    known.submit(known.get("/account/").one("footer form[action$=sign-out]"))
    sprayed(app, "192.0.2.7", [user] * 4 + [member() for _ in range(20)])

    assert sign_in_by_form(from_network(app, "192.0.2.7"), user, PASSWORD) == "429"
    assert sign_in_by_form(known, user, PASSWORD) == "/"


def test_behind_a_proxy_nobody_trusts_the_network_is_not_known(
    app: Flask, database: None
) -> None:
    assert sprayed(app, "127.0.0.1", [member() for _ in range(22)]) == ["Dit"] * 22


def test_guessing_from_everywhere_is_slowed_down(
    app: Flask, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FREE_ANYWHERE", 3)

    answers = [
        sprayed(app, address, [member()])[0]
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.3")
    ]

    assert answers == ["Dit"] * 3 + ["429"]
    user = member()
    assert sign_in_by_form(from_network(app, "192.0.2.4"), user, PASSWORD) == "/"


def test_of_a_wrong_try_no_address_and_no_device_is_kept(
    app: Flask, database: None
) -> None:
    user, browser = member(), from_network(app, "192.0.2.7")
    sign_in_by_form(browser, user, WRONG)

    row = db.session.scalars(select(SignInTry)).one()

    kept = f"{row.account} {row.device} {row.network}"
    assert len(kept) == 3 * 64 + 2
    for secret in (user.email, browser.cookie("thuis-device"), "192.0.2.7"):
        assert secret and secret not in kept


def test_a_wrong_password_leaves_an_audit_line(stranger: Browser) -> None:
    user = member()
    sign_in_by_form(stranger, user, WRONG)
    sign_in_by_form(stranger, User(email="nobody@example.org"), WRONG)

    lines = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()

    shown = [(line.event, line.actor_id, line.subject_id) for line in lines]
    assert shown == [
        ("account.sign_in_refused", 0, str(user.id)),
        ("account.sign_in_refused", 0, ""),
    ]


def change(browser: Browser, old: str) -> str:
    """Ask for a new password with this old one; where it leads, or what is wrong."""
    form = browser.get("/account/password").one("#password-form")
    new = "other plain words here"
    page = browser.submit(form, old=old, password=new, again=new)
    return page.address or " ".join(page.errors())


def test_the_fifth_wrong_old_password_ends_the_session(sign_in: SignIn) -> None:
    browser = sign_in(member())

    answers = [change(browser, f"{WRONG} {number}") for number in range(5)]

    assert all("your password until now" in answer for answer in answers[:4])
    assert answers[4] == "/account/sign-in"
    assert browser.get("/account/password").status == 303
    lines = db.session.scalars(select(AuditEntry.event)).all()
    assert lines.count("account.password_refused") == 5


def test_four_wrong_ones_do_not_keep_the_owner_from_changing_it(
    sign_in: SignIn,
) -> None:
    user = member()
    browser, other = sign_in(user), sign_in(user)
    for _ in range(4):
        change(browser, WRONG)

    assert "your password until now" in change(other, WRONG)
    assert change(browser, PASSWORD) == "/account/sign-in"
    db.session.expire_all()
    assert is_password("other plain words here", user.password_hash)


@pytest.mark.parametrize(
    "typed", ["caf\u00e9 ketel fiets lamp", "cafe\u0301 ketel fiets lamp"]
)
def test_an_accent_of_one_sign_and_of_two_are_the_same_password(typed: str) -> None:
    assert is_password(typed, hash_password("caf\u00e9 ketel fiets lamp"))


def test_a_password_of_before_still_opens_as_it_was_typed(stranger: Browser) -> None:
    """Kept before passwords were written in one way."""
    from argon2 import PasswordHasher

    typed = "cafe\u0301 ketel fiets lamp"
    user = make.user(Role.BOARD, password_hash=PasswordHasher().hash(typed))

    assert sign_in_by_form(stranger, user, typed) == "/"


def test_the_name_of_a_village_and_a_year_are_no_password(sign_in: SignIn) -> None:
    make.area("Westerwijtwerd")
    browser = sign_in(member())
    form = browser.get("/account/password").one("#password-form")
    new = "westerwijtwerd26"

    page = browser.submit(form, old=PASSWORD, password=new, again=new)

    assert page.status == 422
    assert page.errors()[0].startswith("This is easy to guess.")


def test_a_thousand_guesses_are_one_mail_to_each_administrator(
    app: Flask, database: None
) -> None:
    keeper = make.user(Role.ADMINISTRATOR)
    make.user(Role.ADMINISTRATOR, is_active=False)
    user = member()
    for round_ in range(3):
        sprayed(app, f"192.0.2.{round_}", [user] * 10)
        with write_transaction():
            actions.announce_guessing(SYSTEM)

    mails = db.session.scalars(select(OutgoingMail)).all()

    assert [(one.to_user_id, one.kind) for one in mails] == [(keeper.id, "guessing")]
    lines = db.session.scalars(select(AuditEntry.event)).all()
    assert lines.count("account.guessing_announced") == 1


@pytest.mark.parametrize(("tries", "mails"), [(9, 0), (10, 1)])
def test_a_few_mistakes_are_no_guessing(
    app: Flask, database: None, tries: int, mails: int
) -> None:
    make.user(Role.ADMINISTRATOR)
    sprayed(app, "192.0.2.7", [member()] * tries)

    assert actions.announce_guessing(SYSTEM) == mails


def test_wrong_codes_are_guessing_too_and_name_the_account(database: None) -> None:
    make.user(Role.ADMINISTRATOR)
    user = member()
    for number in range(10):
        someone = replace(make.actor(user), session_id=number)
        actions.count_wrong_code(someone, user)
        deferred_writes.flush()

    assert actions.announce_guessing(SYSTEM) == 1
    assert queries.guessed_accounts(SYSTEM, clock.now() - timedelta(days=1)) == [
        user.name
    ]


def test_one_word_at_many_accounts_is_guessing(
    database: None, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    monkeypatch.setattr(rules, "ALERT_ANYWHERE", 6)
    make.user(Role.ADMINISTRATOR)
    sprayed(app, "192.0.2.7", [User(email=f"{one}@example.org") for one in range(6)])

    assert actions.announce_guessing(SYSTEM) == 1


def test_the_accounts_that_are_guessed_at_are_named_for_a_day(
    app: Flask, database: None
) -> None:
    user, other = member(), member()
    sprayed(app, "192.0.2.7", [user] * 10 + [other] * 9)

    assert queries.guessed_accounts(SYSTEM, clock.now() - timedelta(days=1)) == [
        user.name
    ]
    later(days=1, seconds=1)
    assert queries.guessed_accounts(SYSTEM, clock.now() - timedelta(days=1)) == []


def test_the_mail_sends_an_administrator_to_the_page_that_names_them(
    app: Flask,
) -> None:
    keeper = Actor(1, "Bea Beheer", "Bea", frozenset({Role.ADMINISTRATOR}))
    mail = rules.GuessingMail(clock.today())

    with app.test_request_context():
        content = forms.guessing(keeper, mail)
        assert content is not None
        assert "'Hoe het gaat'" in " ".join(content.lines)
        assert forms.guessing(Actor(1, "Bea", "Bea", frozenset()), mail) is None
