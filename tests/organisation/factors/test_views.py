"""A code on a telephone: set up, asked for, printed codes, and taken away."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests import make
from tests.conftest import SignIn
from tests.organisation.sessions.test_views import PASSWORD, member, sign_in_by_form
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.actors import Role, SignInStep
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.core.outbox import OutgoingMail
from thuis_app.organisation.accounts.models import (
    RecoveryCode,
    SecondFactor,
    User,
    UserSession,
)
from thuis_app.organisation.factors import actions
from thuis_app.organisation.sessions.models import SignInTry

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(seconds: int = 0, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=seconds))


def later(**more: Any) -> None:
    moment = clock.now() + timedelta(**more)
    clock.set_source(lambda: moment)


def with_factor(*roles: Role) -> User:
    user = member(*roles)
    make.factor(user, SECRET)
    return user


def asked_for_code(browser: Browser, user: User, **more: Any) -> Page:
    """The page after the right password."""
    form = browser.get("/account/sign-in").one("#sign-in-form")
    return browser.submit(form, email=user.email, password=PASSWORD, **more)


def give(browser: Browser, page: Page, typed: str) -> Page:
    return browser.submit(page.one("#prove-form"), code=typed)


def mails(user: User) -> list[str]:
    query = select(OutgoingMail.payload).where(OutgoingMail.to_user_id == user.id)
    return list(db.session.scalars(query))


def set_up(browser: Browser) -> tuple[Page, str]:
    """Set up a telephone by the page; the answer, and the secret it showed."""
    page = browser.get("/account/factor/set-up")
    secret = page.text(".typed-over").replace(" ", "")
    form = page.one("#set-up-form")
    return browser.submit(form, code=code(secret=secret)), secret


def test_after_the_password_a_code_is_asked_and_then_one_is_in(
    stranger: Browser,
) -> None:
    user = with_factor(Role.VOLUNTEER)

    page = asked_for_code(stranger, user)
    assert page.status == 200
    assert stranger.get("/account/").address.startswith("/account/prove")
    answer = give(stranger, page, code())

    assert answer.address == "/"
    assert stranger.get("/account/").status == 200


def test_one_is_brought_where_one_was_going(stranger: Browser) -> None:
    user = with_factor(Role.BOARD)
    form = stranger.get("/account/sign-in?next=/account/password").one("#sign-in-form")
    page = stranger.submit(form, email=user.email, password=PASSWORD)

    assert give(stranger, page, code()).address == "/account/password"


def test_with_a_password_alone_nothing_is_seen_and_nothing_changes(
    stranger: Browser,
) -> None:
    user = with_factor(Role.ADMINISTRATOR)
    asked_for_code(stranger, user)

    for address in ("/account/users", "/account/", "/", "/account/password"):
        assert stranger.get(address).address.startswith("/account/prove"), address
    page = stranger.get("/account/prove")
    token = page.one("#prove-form [name=csrf_token]")["value"]
    made = stranger.post("/account/users/new", {"csrf_token": token, "name": "Bea"})
    stranger.post("/account/keys", {"csrf_token": token})

    assert made.status == 422 and made.has("#prove-form")
    assert db.session.scalar(select(func.count(User.id))) == 1
    assert db.session.get_one(User, user.id).keys_on


def test_the_key_of_the_session_before_the_code_opens_nothing_after_it(
    stranger: Browser,
) -> None:
    user = with_factor(Role.BOARD)
    page = asked_for_code(stranger, user)
    before = stranger.cookie("thuis")
    give(stranger, page, code())
    stranger.has_cookie("thuis", before)

    assert stranger.get("/account/").address.startswith("/account/sign-in")


def test_a_code_is_used_once_and_no_earlier_one_after_it(
    app: Flask, database: None
) -> None:
    user = with_factor(Role.BOARD)
    first, second = Browser(app), Browser(app)
    used = code()
    give(first, asked_for_code(first, user), used)

    page = asked_for_code(second, user)
    for typed in (used, f"{used[:3]} {used[3:]}", code(-30)):
        assert give(second, page, typed).status == 422
    assert give(second, page, code(30)).address == "/"


@pytest.mark.parametrize("typed", ["000000", "", "abc", "12345678901234567890"])
def test_a_wrong_code_says_so_at_the_field(stranger: Browser, typed: str) -> None:
    page = asked_for_code(stranger, with_factor(Role.BOARD))

    answer = give(stranger, page, typed)

    assert answer.status == 422
    assert answer.errors()
    assert stranger.get("/account/").address.startswith("/account/prove")


def test_the_fifth_wrong_code_ends_the_session_and_its_owner_is_mailed(
    stranger: Browser,
) -> None:
    user = with_factor(Role.BOARD)
    page = asked_for_code(stranger, user)

    answers = [give(stranger, page, "000000") for _ in range(5)]

    assert [one.status for one in answers[:4]] == [422] * 4
    assert answers[4].address == "/account/sign-in"
    lines = db.session.scalars(select(AuditEntry.event)).all()
    assert lines.count("account.code_refused") == 5
    assert ["codes_refused" in one for one in mails(user)] == [True]


def test_who_has_the_password_guesses_codes_ever_slower(
    app: Flask, database: None
) -> None:
    user = with_factor(Role.BOARD)
    for _ in range(2):
        browser = Browser(app)
        page = asked_for_code(browser, user)
        for _ in range(5):
            give(browser, page, "000000")

    browser = Browser(app)
    page = asked_for_code(browser, user)
    assert give(browser, page, code()).status == 429
    later(seconds=60)
    assert give(browser, page, code()).address == "/"


def test_a_device_where_a_code_was_right_does_not_wait_for_wrong_ones_elsewhere(
    app: Flask, database: None
) -> None:
    user, known = with_factor(Role.BOARD), Browser(app)
    give(known, asked_for_code(known, user), code())
    known.submit(known.get("/account/").one("footer form[action$=sign-out]"))
    for _ in range(3):
        stranger = Browser(app)
        page = asked_for_code(stranger, user)
        for _ in range(4):
            answer = give(stranger, page, "000000")

    assert answer.status == 429
    page = asked_for_code(known, user)
    later(seconds=60)
    moment = clock.now()
    db.session.execute(update(SignInTry).values(at=moment))
    db.session.commit()
    assert give(known, page, code()).address == "/"


def test_a_printed_code_stands_for_the_telephone_once(
    app: Flask, sign_in: SignIn
) -> None:
    user = member(Role.BOARD)
    page, _secret = set_up(sign_in(user))
    printed = page.texts(".codes li")
    assert len(printed) == 10
    kept = " ".join(db.session.scalars(select(RecoveryCode.code_hash)))
    assert not [one for one in printed if one in kept]

    first, second = Browser(app), Browser(app)
    lower = printed[0].lower().replace(" ", "-")
    assert give(first, asked_for_code(first, user), lower).address == "/"
    page = asked_for_code(second, user)
    assert give(second, page, printed[0]).status == 422
    assert give(second, page, printed[1]).address == "/"
    assert sum("recovery_code_used" in one for one in mails(user)) == 2


def test_a_printed_code_of_another_opens_nothing(app: Flask, sign_in: SignIn) -> None:
    page, _secret = set_up(sign_in(member(Role.BOARD)))
    other = Browser(app)

    answer = give(
        other,
        asked_for_code(other, with_factor(Role.BOARD)),
        page.texts(".codes li")[0],
    )

    assert answer.status == 422


def test_a_volunteer_may_set_one_up_and_take_it_away(
    app: Flask, sign_in: SignIn
) -> None:
    user = member(Role.VOLUNTEER)
    browser = sign_in(user)

    page, secret = set_up(browser)
    assert page.has(".codes")
    stored = db.session.scalars(select(SecondFactor.secret)).one()
    assert secret not in stored
    other = Browser(app)
    later(seconds=30)
    page = asked_for_code(other, user)
    assert give(other, page, code(secret=secret)).address == "/"

    form = browser.get("/account/factor/").one("form[action$=remove]")
    browser.submit(form)
    assert sign_in_by_form(Browser(app), user, PASSWORD) == "/"
    assert not db.session.scalars(select(RecoveryCode)).all()
    assert ["set_up" in one or "removed" in one for one in mails(user)] == [True, True]


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_secret(
    sign_in: SignIn,
) -> None:
    browser = sign_in(member(Role.BOARD))
    page = browser.get("/account/factor/set-up")

    answer = browser.submit(page.one("#set-up-form"), code="000000")

    assert answer.status == 422
    assert answer.text(".typed-over") == page.text(".typed-over")
    assert not db.session.scalars(select(SecondFactor)).all()


def test_a_secret_that_we_did_not_make_is_not_taken(sign_in: SignIn) -> None:
    browser = sign_in(member(Role.BOARD))
    form = browser.get("/account/factor/set-up").one("#set-up-form")

    answer = browser.submit(form, secret=SECRET, code=code())

    assert answer.status == 422
    assert answer.text(".typed-over").replace(" ", "") != SECRET
    assert not db.session.scalars(select(SecondFactor)).all()


def test_setting_one_up_ends_the_other_sessions(sign_in: SignIn) -> None:
    user = member(Role.BOARD)
    browser, other = sign_in(user), sign_in(user)

    set_up(browser)

    assert browser.get("/account/").status == 200
    assert other.get("/account/").address.startswith("/account/sign-in")


def test_new_printed_codes_make_the_old_ones_void(app: Flask, sign_in: SignIn) -> None:
    user = member(Role.BOARD)
    browser = sign_in(user)
    old = set_up(browser)[0].texts(".codes li")
    form = browser.get("/account/factor/").one("form[action$=codes]")

    new = browser.submit(form).texts(".codes li")

    other = Browser(app)
    page = asked_for_code(other, user)
    assert give(other, page, old[0]).status == 422
    assert give(other, page, new[0]).address == "/"


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR]
)
def test_who_must_have_one_is_led_through_setting_it_up_and_sees_nothing_before(
    required: None, stranger: Browser, role: Role
) -> None:
    user = member(role)

    assert asked_for_code(stranger, user).address == "/"
    for address in ("/", "/account/", "/account/factor/", "/account/users"):
        assert stranger.get(address).address.startswith("/account/factor/set-up")
    page, _secret = set_up(stranger)
    assert page.has(".codes")
    assert stranger.get("/account/").status == 200


def test_who_becomes_a_coordinator_is_asked_at_the_next_page(
    required: None, app: Flask, database: None
) -> None:
    user, browser = member(Role.BOARD), Browser(app)
    asked_for_code(browser, user)
    assert browser.get("/account/").status == 200

    make.give_roles(user, Role.BOARD, Role.COORDINATOR)
    db.session.commit()

    assert browser.get("/account/").address.startswith("/account/factor/set-up")


def test_who_must_have_one_cannot_take_it_away(
    required: None, app: Flask, sign_in: SignIn
) -> None:
    user = with_factor(Role.COORDINATOR)
    browser = sign_in(user)
    assert not browser.get("/account/factor/").has("form[action$=remove]")

    answer = browser.post("/account/factor/remove", {"csrf_token": browser.token})

    assert answer.status == 409
    assert db.session.scalars(select(SecondFactor)).all()


def test_one_signs_out_before_the_code_is_given(stranger: Browser) -> None:
    page = asked_for_code(stranger, with_factor(Role.BOARD))

    stranger.submit(page.one("footer form[action$=sign-out]"))

    assert stranger.get("/account/").address.startswith("/account/sign-in")


def test_an_administrator_takes_away_the_factor_of_another_who_is_mailed(
    app: Flask, sign_in: SignIn
) -> None:
    keeper, user = make.user(Role.ADMINISTRATOR), with_factor(Role.BOARD)
    theirs = sign_in(user)
    browser = sign_in(keeper)
    page = browser.get(f"/account/users/{user.id}/edit")

    browser.submit(page.one("form[action$=reset]"))

    assert theirs.get("/account/").address.startswith("/account/sign-in")
    assert sign_in_by_form(Browser(app), user, PASSWORD) == "/"
    assert ["factor_reset" in one for one in mails(user)] == [True]
    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "factor.reset")
    ).one()
    assert line.actor_id == keeper.id


def test_an_administrator_cannot_take_away_their_own_like_that(sign_in: SignIn) -> None:
    keeper = with_factor(Role.ADMINISTRATOR)
    browser = sign_in(keeper)
    address = f"/account/users/{keeper.id}/edit"
    assert not browser.get(address).has("form[action$=reset]")

    answer = browser.post(
        f"/account/factor/users/{keeper.id}/reset", {"csrf_token": browser.token}
    )

    assert answer.status == 403


def test_a_factor_is_not_taken_away_where_nobody_would_hear_of_it(
    sign_in: SignIn,
) -> None:
    user = with_factor(Role.VOLUNTEER)
    user.email = ""
    browser = sign_in(make.user(Role.ADMINISTRATOR))
    page = browser.get(f"/account/users/{user.id}/edit")

    assert browser.submit(page.one("form[action$=reset]")).status == 409
    assert db.session.scalars(select(SecondFactor)).all()


def test_a_row_copied_to_another_account_does_not_open_it(
    app: Flask, database: None
) -> None:
    user, other = with_factor(Role.BOARD), member(Role.BOARD)
    moved = update(SecondFactor).where(SecondFactor.user_id == user.id)
    db.session.execute(moved.values(user_id=other.id))
    browser = Browser(app)

    assert give(browser, asked_for_code(browser, other), code()).status == 422


def test_a_form_that_was_sent_too_late_waits_behind_the_password_and_the_code(
    app: Flask, sign_in: SignIn
) -> None:
    user = with_factor(Role.BOARD)
    browser = sign_in(user)
    form = browser.get("/account/password").one("#password-form")
    mails_form = {"csrf_token": browser.token, "mails": "never"}
    ended = update(UserSession).values(ended_at=clock.now())
    db.session.execute(ended)
    answer = browser.post("/account/mails", mails_form)

    assert form is not None and answer.status == 401
    page = browser.submit(
        answer.one("#sign-in-form"), email=user.email, password=PASSWORD
    )
    back = give(browser, page, code())

    assert back.one("#resume-form")["action"] == "/account/mails"
    assert back.one("[name=mails]")["value"] == "never"


def test_before_a_factor_is_changed_the_password_or_a_code_is_asked_again(
    sign_in: SignIn,
) -> None:
    browser = sign_in(member(Role.BOARD))
    browser.stays_fresh = False
    later(minutes=11)

    led = browser.get("/account/factor/set-up")
    assert led.address == "/account/prove?next=/account/factor/set-up"
    form = browser.follow(led).one("#prove-form")
    assert browser.submit(form, password="wrong words entirely").status == 422
    assert browser.submit(form, password=PASSWORD).address == "/account/factor/set-up"
    page, _secret = set_up(browser)
    assert page.has(".codes")
    later(minutes=11)
    assert browser.follow(browser.get("/account/factor/set-up")).has("[name=code]")


def test_a_button_pressed_too_late_is_carried_past_the_question(
    sign_in: SignIn,
) -> None:
    user = with_factor(Role.BOARD)
    browser = sign_in(user)
    form = browser.get("/account/factor/").one("form[action$=remove]")
    browser.stays_fresh = False
    later(minutes=11)

    asked = browser.submit(form)
    assert db.session.scalars(select(SecondFactor)).all()
    back = give(browser, asked, code())
    browser.submit(back.one("#resume-form"))

    assert not db.session.scalars(select(SecondFactor)).all()


def test_five_wrong_passwords_at_the_question_end_the_session(sign_in: SignIn) -> None:
    browser = sign_in(member(Role.BOARD))
    form = browser.get("/account/prove").one("#prove-form")

    answers = [browser.submit(form, password="wrong words") for _ in range(5)]

    assert [one.status for one in answers[:4]] == [422] * 4
    assert answers[4].address == "/account/sign-in"


def test_who_knows_the_password_alone_sets_up_no_other_telephone(
    stranger: Browser,
) -> None:
    user = with_factor(Role.COORDINATOR)
    asked_for_code(stranger, user)

    shown = stranger.get("/account/factor/set-up")
    sent = stranger.post("/account/factor/set-up", {"code": "123456"})

    assert shown.address.startswith("/account/prove")
    assert not sent.has("#set-up-form")
    assert sent.has("#prove-form")
    actor = replace(make.actor(user), next_step=SignInStep.CODE)
    with pytest.raises(Denied):
        actions.set_up(actor, user, secret=SECRET, step=0)
