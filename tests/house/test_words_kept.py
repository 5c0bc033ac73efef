"""What somebody typed is there again after their session ended, in every form."""

import json
from itertools import count

import pytest
from bs4 import Tag
from flask import Flask

from tests import make
from tests.house import forms_found as found
from tests.house.forms_found import Answers, Opened, Places, state_of_things
from tests.house.post_routes import POST_ROUTES
from tests.house.tables import AWAY
from tests.house.test_bad_input import FORMS
from tests.house.test_routes import Visitors, address_of
from tests.pages import Browser, Page, filled
from tests.passwords import cheap_hash
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.web import resume

# The places first: to find them empties the database.
pytestmark = pytest.mark.usefixtures("places")

PASSWORD = "licht in het dorp"
HASHED = cheap_hash(PASSWORD)
WORDS = "Donkere gordijnen"
NUMBERS = count(1)
# A printed code is used, and its owner is mailed.
BESIDE = found.WRITTEN_APART | {"outgoing_mail", "recovery_code"}
OPEN_TO_ALL = {"invitations.accept", "sessions.sign_in"}
OPEN_TO_ALL |= {"invitations.accept_by_passkey", "passkeys.add_by_link"}
SIGN_IN_FIRST = sorted(
    endpoint for endpoint, answers in POST_ROUTES.items() if answers[0] == AWAY
)
NEED_SIGN_IN = sorted(set(FORMS) - OPEN_TO_ALL)

each_form = pytest.mark.parametrize("endpoint", NEED_SIGN_IN)
# What refuses a script and another user is the same for each form: all day every sixth.
some_forms = pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param(one, marks=[pytest.mark.thorough] if number % 6 else [])
        for number, one in enumerate(NEED_SIGN_IN)
    ],
)


@pytest.fixture
def opened(app: Flask, places: Places, visitors: Visitors, endpoint: str) -> Opened:
    return found.opened(app, endpoint, *places[endpoint], visitors)


def user_of(browser: Browser) -> User:
    """Who is signed in here; their password is known from now on."""
    answers = json.loads(browser.get("/account/sign-in/who").html)
    user = db.session.get_one(User, int(answers["user"]))
    user.password_hash, user.is_active = HASHED, True
    db.session.commit()
    return user


def end_sessions(user: User) -> None:
    """As after an evening, or a change of the password elsewhere."""
    wanted = db.session.query(UserSession).filter_by(user_id=user.id, ended_at=None)
    wanted.update({"ended_at": clock.now()})
    db.session.commit()


def typed_in(form: Tag) -> Answers:
    """The form with words in every field that takes them."""
    data = found.with_answers(form, found.words_given(form), WORDS)
    for name, kind in found.asked(form):
        if kind == "password":
            data.setlist(name, [PASSWORD])
    return data


def sent_after_the_end(opened: Opened) -> tuple[Browser, User, Tag, Page]:
    """The answer of a plain browser whose session ended under an open form."""
    _known, browser, [form, *_more] = opened
    user = user_of(browser)
    end_sessions(user)
    return browser, user, form, browser.post(str(form["action"]), typed_in(form))


def sign_in(browser: Browser, page: Page, user: User) -> Page:
    """What follows the password, and a printed code of who has a second factor."""
    code = f"Code {next(NUMBERS)}"
    make.recovery_code(user, code)
    db.session.commit()
    form = page.one("#sign-in-form")
    asked = browser.submit(form, email=user.email, password=PASSWORD)
    if not asked.has("#prove-form"):
        return asked
    return browser.submit(asked.one("#prove-form"), code=code)


@some_forms
def test_a_script_is_told_that_the_session_ended(opened: Opened) -> None:
    _known, browser, [form, *_more] = opened
    user = user_of(browser)
    end_sessions(user)
    before = state_of_things()

    answer = browser.post(str(form["action"]), typed_in(form), htmx=True)

    assert answer.status == 401
    assert answer.headers["Thuis-Answer"] == "1"
    assert len(answer.html) < 600
    assert "HX-Redirect" not in answer.headers
    assert state_of_things() == before
    sign_in(browser, browser.get("/account/sign-in"), user)


@each_form
def test_signing_in_leads_back_to_the_form_with_its_words(opened: Opened) -> None:
    browser, user, form, address = sent_after_the_end(opened)
    before = state_of_things(BESIDE)

    assert address.status == 401
    assert WORDS not in address.html
    back = sign_in(browser, address, user)

    if not address.has("[name=typed]"):
        assert back.address
        assert has_nothing_to_carry(form), form["action"]
        return
    assert not has_password(form)
    page = browser.submit(back.one("#resume-form"))
    assert page.status == 422, page.text()
    assert page.text("#resumed").startswith("You are signed in again."), page.html
    assert_holds(page, form)
    assert state_of_things(BESIDE) == before


@some_forms
def test_another_user_gets_nothing_of_it(
    opened: Opened, visitors: Visitors, endpoint: str
) -> None:
    browser, user, _form, address = sent_after_the_end(opened)
    known, _browsers = visitors
    other = next(one for one in (known.board, known.lead) if one.id != user.id)
    other.password_hash = HASHED
    db.session.commit()

    answer = sign_in(browser, address, other)

    assert answer.address, answer.text()
    assert WORDS not in answer.html
    assert WORDS not in browser.follow(answer).html
    end_sessions(other)
    sign_in(browser, browser.get("/account/sign-in"), user)


@pytest.mark.parametrize("endpoint", sorted(set(SIGN_IN_FIRST) - {"sessions.sign_out"}))
def test_every_request_of_a_script_is_told_so(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    """Also those that are sent in the background, and in JSON."""
    address = address_of(app, endpoint, visitors[0])
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        answer = Browser(app).post(address, {}, headers=headers)
        assert answer.status == 401
        assert answer.headers["Thuis-Answer"] == "1"
        assert not answer.address


def has_password(form: Tag) -> bool:
    return any(kind == "password" for _name, kind in found.asked(form))


def has_nothing_to_carry(form: Tag) -> bool:
    given = {name for name, value in typed_in(form).items() if value}
    return has_password(form) or not given - resume.NOT_TYPED


def assert_holds(page: Page, form: Tag) -> None:
    """The same form, with the same key and the same words."""
    [again, *_more] = [
        filled(one)
        for one in page.soup.select("form[method=post]")
        if one["action"] == form["action"] and found.asked(one) == found.asked(form)
    ]
    assert again.get("form_key") == filled(form).get("form_key")
    for name in found.words_given(form):
        assert WORDS.casefold() in again[name].casefold(), name
