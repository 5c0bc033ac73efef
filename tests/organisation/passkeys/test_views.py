"""Passkeys: added, used to sign in alone and after a password, and taken away."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests import make
from tests.conftest import SignIn
from tests.organisation.factors.test_views import asked_for_code, later, mails
from tests.organisation.sessions.test_views import PASSWORD, member, sign_in_by_form
from tests.pages import Browser, Page
from tests.passkeys import Device
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import Passkey, User, UserSession

USE = "form[data-passkey=get]"
ADD = "form[data-passkey=create]"


def options_of(browser: Browser, page: Page, form: str) -> dict[str, Any]:
    answer = browser.get(str(page.one(form)["data-options"]))
    assert answer.status == 200
    found: dict[str, Any] = json.loads(answer.html)
    return found


def add(browser: Browser, device: Device, label: str = "tablet", **odd: Any) -> Page:
    """Add a passkey by the page; the answer."""
    page = browser.get("/account/passkeys/add")
    credential = device.create(options_of(browser, page, ADD), **odd)
    return browser.submit(page.one(ADD), credential=credential, label=label)


def use(browser: Browser, page: Page, device: Device, **odd: Any) -> Page:
    """Let the device answer the button of this page; the answer."""
    credential = device.get(options_of(browser, page, USE), **odd)
    return browser.submit(page.one(USE), credential=credential)


def sign_in_with(browser: Browser, device: Device, **odd: Any) -> Page:
    return use(browser, browser.get("/account/sign-in"), device, **odd)


def with_passkey(
    sign_in: SignIn, *roles: Role, device: Device | None = None
) -> tuple[User, Device]:
    user, tablet = member(*roles), device or Device()
    add(sign_in(user), tablet)
    return user, tablet


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def is_in(browser: Browser) -> bool:
    return browser.get("/account/").status == 200


def test_a_passkey_is_added_and_signs_in_alone(app: Flask, sign_in: SignIn) -> None:
    user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)

    answer = sign_in_with(stranger, tablet)

    assert answer.address == "/"
    assert is_in(stranger)
    assert {"passkey.added", "passkey.used", "account.signed_in"} <= set(events())
    assert any("passkey_added" in one for one in mails(user))


def test_on_a_shared_tablet_a_passkey_opens_a_session_that_ends_soon(
    app: Flask, sign_in: SignIn
) -> None:
    user, tablet = with_passkey(sign_in, Role.BOARD)
    shared = Browser(app)
    shared.has_cookie("thuis-device-use", "shared")

    sign_in_with(shared, tablet)

    newest = select(UserSession).order_by(UserSession.id.desc()).limit(1)
    found = db.session.scalars(newest).one()
    assert found.user_id == user.id and found.is_shared


def test_the_list_says_when_each_was_used_last(app: Flask, sign_in: SignIn) -> None:
    user, _tablet = with_passkey(sign_in, Role.BOARD)
    telephone = Device(credential_id=b"a passkey of a telephone")
    browser = sign_in(user)
    factor_given(user)
    add(browser, telephone, label="telephone")
    sign_in_with(Browser(app), telephone)

    lines = browser.get("/account/passkeys/").texts("#passkeys li")

    assert [line.split()[0] for line in lines] == ["tablet", "telephone"]
    assert "not used yet" in lines[0] and "last used" in lines[1]


def factor_given(user: User) -> None:
    """The sessions of this user gave their second factor."""
    theirs = update(UserSession).where(UserSession.user_id == user.id)
    db.session.execute(theirs.values(factor_at=clock.now()))
    db.session.commit()


def test_one_is_brought_where_one_was_going(app: Flask, sign_in: SignIn) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)

    page = stranger.get("/account/sign-in?next=/account/password")

    assert use(stranger, page, tablet).address == "/account/password"


def test_after_a_password_the_passkey_is_the_second_factor(
    app: Flask, sign_in: SignIn
) -> None:
    user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)

    page = asked_for_code(stranger, user)
    before = stranger.cookie("thuis")
    assert not is_in(stranger)
    assert use(stranger, page, tablet).address == "/"

    assert is_in(stranger)
    stranger.has_cookie("thuis", before)
    assert not is_in(stranger)


def test_the_first_passkey_comes_with_printed_codes_that_stand_for_it(
    app: Flask, sign_in: SignIn
) -> None:
    user = member(Role.BOARD)
    printed = add(sign_in(user), Device()).texts(".codes li")
    assert len(printed) == 10
    stranger = Browser(app)

    page = asked_for_code(stranger, user)
    answer = stranger.submit(page.one("#prove-form"), code=printed[0])

    assert answer.address == "/"


def test_a_password_alone_opens_nothing_when_there_is_a_passkey(
    app: Flask, sign_in: SignIn
) -> None:
    user, _tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)
    asked_for_code(stranger, user)

    for address in ("/", "/account/", "/account/passkeys/", "/account/passkeys/add"):
        assert stranger.get(address).address.startswith("/account/prove"), address


def test_who_must_have_a_second_factor_may_choose_a_passkey(
    required: None, app: Flask, stranger: Browser
) -> None:
    user = member(Role.COORDINATOR)
    sign_in_by_form(stranger, user, PASSWORD)
    led = stranger.get("/account/factor/set-up")
    assert led.has("a[href='/account/passkeys/add']")
    assert not is_in(stranger)

    assert add(stranger, Device()).has(".codes")

    assert is_in(stranger)


# What is refused, each for one reason; with the reason left out it is taken.
def refused_with(app: Flask, device: Device, **odd: Any) -> str:
    stranger = Browser(app)
    answer = sign_in_with(stranger, device, **odd)
    assert answer.status == 422
    assert not is_in(stranger)
    return " ".join(answer.errors())


@pytest.mark.parametrize(
    "odd",
    [
        {"origin": "https://thuis.example.evil"},
        {"origin": "http://localhost:8000"},
        {"site": "example.evil"},
        {"verified": False},
    ],
)
def test_an_answer_for_another_site_or_without_a_finger_or_pin_is_refused(
    app: Flask, sign_in: SignIn, odd: dict[str, Any]
) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)

    assert "klopte niet" in refused_with(app, tablet, **odd)

    assert "account.sign_in_refused" in events()
    assert sign_in_with(Browser(app), tablet).address == "/"


def test_another_key_under_the_same_name_is_refused(
    app: Flask, sign_in: SignIn
) -> None:
    with_passkey(sign_in, Role.BOARD)

    assert "klopte niet" in refused_with(app, Device())


def test_a_sign_count_that_goes_back_is_that_of_a_copy(
    app: Flask, sign_in: SignIn
) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    tablet.sign_count = 7
    assert sign_in_with(Browser(app), tablet).address == "/"
    tablet.sign_count = 3

    assert "klopte niet" in refused_with(app, tablet)


def test_a_device_that_does_not_count_is_taken_each_time(
    app: Flask, sign_in: SignIn
) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)

    for _time in range(2):
        tablet.sign_count = -1
        assert sign_in_with(Browser(app), tablet).address == "/"


def test_an_answer_is_taken_once(app: Flask, sign_in: SignIn) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)
    page = stranger.get("/account/sign-in")
    tablet.sign_count = -1
    sent = tablet.get(options_of(stranger, page, USE))
    assert stranger.submit(page.one(USE), credential=sent).address == "/"
    stranger.submit(stranger.get("/account/").one("footer form[action$=sign-out]"))

    page = stranger.get("/account/sign-in")
    answer = stranger.submit(page.one(USE), credential=sent)

    assert answer.status == 422 and "te lang" in " ".join(answer.errors())
    assert not is_in(stranger)


def test_a_challenge_is_used_also_by_an_answer_that_is_refused(
    app: Flask, sign_in: SignIn
) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)
    page = stranger.get("/account/sign-in")
    asked = options_of(stranger, page, USE)
    stranger.submit(page.one(USE), credential=tablet.get(asked, verified=False))

    answer = stranger.submit(page.one(USE), credential=tablet.get(asked))

    assert answer.status == 422 and "te lang" in " ".join(answer.errors())


def test_a_challenge_of_another_browser_is_refused(app: Flask, sign_in: SignIn) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    theirs, mine = Browser(app), Browser(app)
    asked = options_of(theirs, theirs.get("/account/sign-in"), USE)
    page = mine.get("/account/sign-in")

    answer = mine.submit(page.one(USE), credential=tablet.get(asked))

    assert answer.status == 422 and "te lang" in " ".join(answer.errors())


def test_a_challenge_lasts_five_minutes(app: Flask, sign_in: SignIn) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)
    page = stranger.get("/account/sign-in")
    asked = options_of(stranger, page, USE)
    later(minutes=5, seconds=1)

    answer = stranger.submit(page.one(USE), credential=tablet.get(asked))

    assert answer.status == 422 and "te lang" in " ".join(answer.errors())


def test_the_passkey_of_another_is_no_second_factor(
    app: Flask, sign_in: SignIn
) -> None:
    user, _tablet = with_passkey(sign_in, Role.BOARD)
    other = Device(credential_id=b"a passkey of another")
    with_passkey(sign_in, Role.BOARD, device=other)
    stranger = Browser(app)
    page = asked_for_code(stranger, user)

    answer = use(stranger, page, other)

    assert answer.status == 422
    assert not is_in(stranger)
    assert "account.code_refused" in events()


def test_the_fifth_wrong_passkey_ends_the_session(app: Flask, sign_in: SignIn) -> None:
    user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)
    page = asked_for_code(stranger, user)

    answers = [use(stranger, page, tablet, verified=False) for _ in range(5)]

    assert [one.status for one in answers[:4]] == [422] * 4
    assert answers[4].address == "/account/sign-in"


def test_who_tries_many_passkeys_waits(app: Flask, sign_in: SignIn) -> None:
    stranger = Browser(app)
    page = stranger.get("/account/sign-in")

    answers = [use(stranger, page, Device()).status for _ in range(6)]

    assert answers == [422] * 5 + [429]


@pytest.mark.parametrize(
    "sent",
    ["", "{}", "[1]", "null", "x" * 40_000, '{"id":"a","response":[]}', "[" * 9000],
)
def test_nonsense_in_the_place_of_an_answer_is_refused_kindly(
    app: Flask, sign_in: SignIn, sent: str
) -> None:
    stranger = Browser(app)
    page = stranger.get("/account/sign-in")

    answer = stranger.submit(page.one(USE), credential=sent)
    added = sign_in(member()).get("/account/passkeys/add")

    assert answer.status == 422 and "JavaScript" in " ".join(answer.errors())
    assert added.status == 200


def test_a_passkey_that_was_taken_away_is_refused_with_what_to_do(
    app: Flask, sign_in: SignIn
) -> None:
    user, tablet = member(Role.BOARD), Device()
    browser = sign_in(user)
    add(browser, tablet)
    page = browser.get("/account/passkeys/")
    question = browser.get(str(page.one("#passkeys li a")["href"]))
    browser.submit(question.one("form[action$=remove]"))

    said = refused_with(app, tablet)

    assert "kennen we niet" in said and "wachtwoord" in said
    assert "passkey.removed" in events()
    assert any("passkey_removed" in one for one in mails(user))
    assert sign_in_by_form(Browser(app), user, PASSWORD) == "/"


def test_the_last_factor_of_who_must_have_one_is_not_taken_away(
    required: None, app: Flask, stranger: Browser
) -> None:
    user = member(Role.COORDINATOR)
    sign_in_by_form(stranger, user, PASSWORD)
    add(stranger, Device())
    page = stranger.get("/account/passkeys/")
    question = stranger.get(str(page.one("#passkeys li a")["href"]))
    form = question.one("form[action$=remove]")

    assert stranger.submit(form).status == 409
    assert db.session.scalar(select(func.count(Passkey.id))) == 1

    make.factor(user)
    db.session.commit()
    again = stranger.get(str(page.one("#passkeys li a")["href"]))
    assert stranger.submit(again.one("form[action$=remove]")).status == 303


def test_nobody_takes_away_the_passkey_of_another(sign_in: SignIn) -> None:
    with_passkey(sign_in, Role.BOARD)
    passkey_id = db.session.scalars(select(Passkey.id)).one()
    other = sign_in(make.user(Role.ADMINISTRATOR))

    address = f"/account/passkeys/{passkey_id}/remove"

    assert other.get(address).status == 404
    assert other.post(address, {"csrf_token": other.token}).status == 404


@pytest.mark.parametrize(
    "odd", [{"origin": "https://evil.example"}, {"verified": False}]
)
def test_a_new_passkey_of_another_site_or_without_finger_or_pin_is_refused(
    sign_in: SignIn, odd: dict[str, Any]
) -> None:
    answer = add(sign_in(member()), Device(), **odd)

    assert answer.status == 422
    assert answer.one("[name=label]")["value"] == "tablet"
    assert not db.session.scalars(select(Passkey)).all()


def test_a_passkey_stands_at_one_account(sign_in: SignIn) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)

    answer = add(sign_in(member()), tablet)

    assert answer.status == 422
    assert db.session.scalar(select(func.count(Passkey.id))) == 1


def test_a_device_is_told_which_passkeys_there_are(sign_in: SignIn) -> None:
    browser = sign_in(member())
    for name in (b"one", b"two"):
        add(browser, Device(credential_id=name))

    asked = options_of(browser, browser.get("/account/passkeys/add"), ADD)

    assert len(asked["excludeCredentials"]) == 2
    assert asked["attestation"] == "none"
    chosen = asked["authenticatorSelection"]
    assert chosen["userVerification"] == "required"
    assert chosen["residentKey"] == "preferred"
    assert asked["rp"]["id"] == "localhost"


def test_before_one_is_added_it_is_asked_who_it_is_and_a_passkey_answers_that(
    app: Flask, sign_in: SignIn
) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    browser = Browser(app)
    sign_in_with(browser, tablet)
    browser.stays_fresh = False
    later(minutes=11)

    led = browser.get("/account/passkeys/add")
    assert led.address == "/account/prove?next=/account/passkeys/add"
    answer = use(browser, browser.follow(led), tablet)

    assert answer.address == "/account/passkeys/add"
    assert browser.get("/account/passkeys/add").status == 200


def test_an_account_that_has_ended_is_not_opened(app: Flask, sign_in: SignIn) -> None:
    user, tablet = with_passkey(sign_in, Role.BOARD)
    user.is_active = False
    db.session.commit()

    assert "kennen we niet" in refused_with(app, tablet)


def test_over_a_form_that_is_open_one_signs_in_again_with_a_passkey(
    app: Flask, sign_in: SignIn
) -> None:
    _user, tablet = with_passkey(sign_in, Role.BOARD)
    stranger = Browser(app)

    page = stranger.get("/account/sign-in/again", htmx=True)
    sent = tablet.get(options_of(stranger, page, USE))
    wrong = stranger.submit(page.one(USE), htmx=True, credential="{}")
    answer = stranger.submit(page.one(USE), htmx=True, credential=sent)

    assert wrong.status == 422 and wrong.has("#errors") and wrong.has(USE)
    assert answer.headers["HX-Redirect"] == "/account/sign-in/who"
    assert is_in(stranger)
