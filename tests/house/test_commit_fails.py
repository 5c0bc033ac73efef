"""What the answer to a POST says and changes, where its commit fails and where not.

Each POST route gets a body that is accepted; then the disk is full.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from tests.house.accepted import Sent, accepted, column_of
from tests.house.forms_found import state_of_things
from tests.house.kept_sample import PutBack, kept
from tests.house.post_routes import BY_SCRIPT, POST_ROUTES, UNUSUAL
from tests.house.ready import BROWSER, EMAIL, PASSWORD, make_ready
from tests.house.sample_data import SampleData, sample_data
from tests.house.test_routes import lookers
from tests.pages import Browser, Page
from tests.visiting.offline.sealing import Tablet
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.visiting.visits.models import Visit
from thuis_app.web.idempotency import IdempotencyKey

FORMS = sorted(set(POST_ROUTES) - BY_SCRIPT)
# Who sends these is signed out by them: sent again, they are a stranger's.
END_THE_SESSION = {
    *("invitations.accept", "profile.end_all_sessions"),
    *("profile.password", "sessions.sign_out", "invitations.accept_by_passkey"),
}
SIGNED_OUT = END_THE_SESSION | {"sessions.sign_in", "sessions.sign_in_by_passkey"}
# Forms without an idempotency key: what is in the answer is made anew each time.
CHANGED_AGAIN = {
    *("accounts.invite", "volunteers.invite"),
    *("factors.make_codes", "factors.set_up", "passkeys.make_link"),
    "agreements.make_codes",
}


@dataclass(frozen=True)
class Sample:
    """One sample of data for all routes, and who may send their forms."""

    app: Flask
    known: SampleData
    users: list[int | None]

    def browser_of(self, route: str) -> Browser:
        """A browser in which a user is signed in who may send this form."""
        user_id = self.users[column_of(route)]
        user = db.session.get_one(User, user_id) if user_id else None
        browser = Browser(self.app, user)
        if user is not None and user_id == self.known.volunteer.id:
            browser.has_cookie("thuis-device", BROWSER)
        return browser


@pytest.fixture(scope="module")
def filled_once(
    app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Sample, PutBack]]:
    folder = tmp_path_factory.mktemp("sample")
    with kept(app, folder, lambda: filled_for(app)) as found:
        yield found


def filled_for(app: Flask) -> Sample:
    known = sample_data()
    users = [user.id if user else None for user in lookers(known)]
    known = replace(known, values=known.values | make_ready(known))
    return Sample(app, known, users)


@pytest.fixture
def sample(filled_once: tuple[Sample, PutBack]) -> Iterator[Sample]:
    found, put_back = filled_once
    yield found
    put_back()


@contextmanager
def full_disk(commits: int = 1000) -> Iterator[None]:
    """The next so many commits fail, as they do on a disk without room."""
    left = iter(range(commits))

    def refuse(_connection: object) -> None:
        if next(left, None) is not None:
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise OperationalError("COMMIT", {}, full)

    event.listen(db.engine, "commit", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "commit", refuse)


def keys_of(sent: Sent) -> int:
    """How many rows there are for the idempotency key of this form."""
    mine = IdempotencyKey.key == sent.body.get("form_key", "")
    return db.session.scalar(select(func.count(IdempotencyKey.id)).where(mine)) or 0


def session_in(app: Flask, browser: Browser) -> dict[str, object]:
    """What the session cookie holds, but for what Flask-Login notes at each request."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    cookie = browser.cookie(str(app.config["SESSION_COOKIE_NAME"]))
    held = dict(signer.loads(cookie)) if signer and cookie else {}
    return {name: value for name, value in held.items() if name != "_fresh"}


def assert_unavailable(answer: Page) -> None:
    assert answer.status == 503, (answer.errors(), answer.html[:500])
    assert answer.headers["Retry-After"]
    assert "Clear-Site-Data" not in answer.headers


@pytest.mark.parametrize(
    "htmx",
    [False, pytest.param(True, marks=pytest.mark.thorough)],
    ids=["plain", "htmx"],
)
@pytest.mark.parametrize("route", FORMS)
def test_nothing_is_said_that_was_not_committed(
    sample: Sample, route: str, htmx: bool
) -> None:
    """That the body would be accepted is shown by the test below.

    The commit fails before it matters who asked, so all day without htmx alone.
    """
    browser = sample.browser_of(route)
    sent = accepted(sample.app, route, browser, sample.known)
    was_signed_in = browser.get("/account/").status
    session, before = session_in(sample.app, browser), state_of_things(apart=set())

    with full_disk():
        answer = browser.post(sent.address, sent.body, htmx=htmx)

    assert_unavailable(answer)
    assert state_of_things(apart=set()) == before
    assert session_in(sample.app, browser) == session
    later = browser.get("/account/")
    assert later.texts(".toast") == []
    assert later.status == was_signed_in


@pytest.mark.parametrize("route", FORMS)
def test_the_same_form_is_accepted_once_when_there_is_room_again(
    sample: Sample, route: str
) -> None:
    browser = sample.browser_of(route)
    sent = accepted(sample.app, route, browser, sample.known)
    before = state_of_things(apart=set())
    with full_disk(commits=1):
        assert_unavailable(browser.post(sent.address, sent.body))
    assert state_of_things(apart=set()) == before, "committed apart"
    assert keys_of(sent) == 0

    first = browser.post(sent.address, sent.body)
    after = state_of_things()
    second = browser.post(sent.address, sent.body)

    assert first.status in (200, 303), (first.status, first.errors())
    assert ("Clear-Site-Data" in first.headers) == (route in END_THE_SESSION)
    if "form_key" in sent.body and route not in SIGNED_OUT:
        assert second.status == first.status
        assert keys_of(sent) == 1
    assert (route in CHANGED_AGAIN) == (state_of_things() != after)


def test_every_line_about_a_form_is_of_a_route() -> None:
    unknown = set(UNUSUAL) - set(FORMS)
    assert not unknown, (
        f"there is no such route: take {unknown} out of tests/house/post_routes.py"
    )


def test_who_is_signed_in_stays_where_another_sign_in_is_not_committed(
    sample: Sample,
) -> None:
    browser = sample.browser_of("areas.edit")
    form = browser.get("/account/sign-in/again").one("#sign-in-form")
    before = session_in(sample.app, browser)["_user_id"]

    with full_disk():
        assert_unavailable(browser.submit(form, email=EMAIL, password=PASSWORD))
    assert session_in(sample.app, browser)["_user_id"] == before
    assert browser.get("/account/").status == 200

    assert browser.submit(form, email=EMAIL, password=PASSWORD).status == 303
    assert session_in(sample.app, browser)["_user_id"] != before


def test_this_device_stays_signed_in_where_its_end_is_not_committed(
    sample: Sample,
) -> None:
    browser = sample.browser_of("profile.end_session")
    newest = select(func.max(UserSession.id))
    address = f"/account/sessions/{db.session.scalar(newest)}/end"
    body = {"csrf_token": browser.token}

    with full_disk():
        assert_unavailable(browser.post(address, body))
    assert browser.get("/account/").status == 200

    assert "Clear-Site-Data" in browser.post(address, body).headers
    assert browser.get("/account/").status == 303


def test_what_was_committed_is_said_on_the_next_page(sample: Sample) -> None:
    browser = sample.browser_of("areas.edit")
    sent = accepted(sample.app, "areas.edit", browser, sample.known)

    browser.post(sent.address, sent.body)

    said = browser.get("/account/").texts(".toast > p:first-child")
    assert said == ["Bedum is saved."]


def test_every_page_shows_the_name_that_was_committed(sample: Sample) -> None:
    """The name of the foundation is cached: not before the commit."""
    browser = sample.browser_of("foundation.change")
    sent = accepted(sample.app, "foundation.change", browser, sample.known)
    sent.body.setlist("name", ["Stichting Anders"])

    with full_disk():
        assert_unavailable(browser.post(sent.address, sent.body))
    assert "Stichting Anders" not in browser.get("/account/").html

    browser.post(sent.address, sent.body)
    assert "Stichting Anders" in browser.get("/account/").html


@pytest.mark.parametrize("route", sorted(BY_SCRIPT))
def test_a_tablet_forgets_nothing_that_was_not_committed(
    sample: Sample, route: str
) -> None:
    """It forgets a report at status 200; sent again, it is written once."""
    now = clock.now()
    clock.set_source(lambda: now)
    tablet = Tablet(sample.browser_of("offline.hand_back"))
    body = json_body(tablet, route, sample.known)
    before = state_of_things(apart=set())

    with full_disk():
        assert_unavailable(tablet.post(*body))
    assert state_of_things(apart=set()) == before

    first, after = tablet.post(*body), state_of_things()
    second = tablet.post(*body)
    assert after != before
    assert (second.status, second.html) == (first.status, first.html)
    assert first.status == 200
    assert state_of_things() == after


def json_body(tablet: Tablet, route: str, known: SampleData) -> tuple[str, object]:
    """The address of a route for scripts, and an accepted body."""
    if route == "offline.count":
        return "/tablet/count", {"unsent": 2}
    visit = db.session.get_one(Visit, known.values["visit_id"])
    envelope = tablet.written(tablet.named(visit))
    return "/tablet/reports", {"envelope": envelope, "left": 0}
