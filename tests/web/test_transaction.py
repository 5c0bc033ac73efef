"""What a request does before, inside and after its transaction."""

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import Executable, event, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from tests import make
from tests.conftest import ON_POSTGRES, SignIn
from tests.pages import Browser
from thuis_app.core import clock, database, disk_reserve
from thuis_app.core.actors import Role
from thuis_app.core.database import db, on_commit, write_transaction
from thuis_app.core.errors import Busy
from thuis_app.organisation.accounts.models import UserRole, UserSession
from thuis_app.organisation.sessions import actions as session_actions
from thuis_app.organisation.sessions import views as sessions
from thuis_app.reaching.signals import actions as signals
from thuis_app.reaching.signals.models import Signal
from thuis_app.web import transaction

pytestmark = pytest.mark.usefixtures("database")
DARK: dict[str, Any] = {"who": "A lady", "noticed": "Dark.", "reporter": "neighbour"}


@pytest.fixture
def coordinator(sign_in: SignIn) -> Browser:
    return sign_in(make.coordinator(make.area("Norg")))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Errors that `hand_in` raises instead of its work, one for each call."""
    waiting: list[Exception] = []
    hand_in: Callable[..., Signal] = signals.hand_in

    def work(*actor: object, **answers: object) -> Signal:
        if waiting:
            raise waiting.pop(0)
        return hand_in(*actor, **answers)

    monkeypatch.setattr(signals, "hand_in", work)
    return waiting


def post(browser: Browser, *, htmx: bool = False) -> tuple[int, str]:
    form = browser.get("/signals/new").one("form[action$='/signals/new']")
    area = form.select("[name=area_id] option")[-1]["value"]
    page = browser.submit(form, htmx=htmx, area_id=area, **DARK)
    return page.status, page.html


def rows() -> int:
    return db.session.scalar(select(func.count(Signal.id))) or 0


def away() -> OperationalError:
    orig = sqlite3.OperationalError("disk I/O error")
    orig.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return OperationalError("INSERT", {}, orig)


def test_callbacks_run_after_the_commit_and_never_after_a_rollback() -> None:
    said: list[str] = []

    with write_transaction():
        on_commit(lambda: said.append("done"))
        assert said == []
    assert said == ["done"]

    with pytest.raises(ZeroDivisionError), write_transaction():
        on_commit(lambda: said.append("never"))
        raise ZeroDivisionError
    with write_transaction():
        pass
    assert said == ["done"]


def test_what_was_stale_is_done_once_more_and_said_once(
    coordinator: Browser, calls: list[Exception]
) -> None:
    calls[:] = [StaleDataError("stale")]

    assert post(coordinator)[0] == 303

    assert rows() == 1
    assert len(coordinator.get("/account/").texts(".toast")) == 1


def test_what_was_stale_twice_is_told_as_a_clash(
    coordinator: Browser, calls: list[Exception]
) -> None:
    calls[:] = [StaleDataError("stale"), StaleDataError("stale")]

    status, html = post(coordinator)

    assert status == 409 and "Somebody else changed this just now" in html
    assert rows() == 0


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_database_that_is_away_is_told_and_the_words_come_back(
    coordinator: Browser, calls: list[Exception], htmx: bool
) -> None:
    calls[:] = [away()]

    status, html = post(coordinator, htmx=htmx)

    assert status == 503 and calls == []
    assert "niet te bereiken" in html and "misschien nog niet bewaard" in html
    assert ("A lady" in html) is not htmx
    assert rows() == 0
    assert coordinator.get("/account/").texts(".toast") == []


def full() -> OperationalError:
    orig = sqlite3.OperationalError("database or disk is full")
    orig.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("INSERT", {}, orig)


@pytest.fixture
def reserve(database: None) -> Iterator[None]:
    """A reserve on the disk, which is whole again afterwards."""
    if ON_POSTGRES:
        pytest.skip("this is about the file of SQLite")
    disk_reserve.make(db.engine)
    yield
    disk_reserve.make(db.engine)


@pytest.mark.parametrize(
    "error", [full(), OSError(errno.ENOSPC, "full")], ids=["SQLite", "file"]
)
@pytest.mark.usefixtures("reserve")
def test_a_full_disk_gives_its_reserve_back_and_the_words_come_back(
    coordinator: Browser,
    calls: list[Exception],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    calls[:] = [error, error]

    for _time in range(2):
        status, html = post(coordinator)
        assert status == 503 and "A lady" in html
        assert disk_reserve.is_used(db.engine)

    warnings = [one for one in caplog.messages if "reserve was released" in one]
    assert len(warnings) == 1
    assert rows() == 0


@pytest.mark.usefixtures("reserve")
def test_another_failure_of_the_database_leaves_the_reserve_alone(
    coordinator: Browser, calls: list[Exception]
) -> None:
    calls[:] = [away()]

    assert post(coordinator)[0] == 503

    assert not disk_reserve.is_used(db.engine)


def test_what_the_page_of_a_fault_sends_again_is_done_once(
    coordinator: Browser, calls: list[Exception]
) -> None:
    calls[:] = [away()]
    form = coordinator.get("/signals/new").one("form[action$='/signals/new']")
    area = form.select("[name=area_id] option")[-1]["value"]
    fault = coordinator.submit(form, area_id=area, **DARK)
    assert "nooit dubbel" in fault.text("main")

    first = coordinator.submit(fault.one("main form"))
    again = coordinator.submit(fault.one("main form"))

    assert (first.status, again.status) == (303, 303)
    assert rows() == 1


def test_a_form_without_a_key_is_not_promised_to_count_once(
    coordinator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object, **_answers: object) -> None:
        raise away()

    monkeypatch.setattr(session_actions, "choose_keys", fail)
    page = coordinator.post("/account/keys", {"csrf_token": coordinator.token})

    assert page.status == 503
    assert "nooit dubbel" not in page.text("main")
    assert "nog een keer" in page.text("main")


def test_a_reader_too_hears_that_the_database_is_away(coordinator: Browser) -> None:
    def refuse(*_asked: object) -> None:
        raise away()

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        page = coordinator.get("/people/")
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)

    assert page.status == 503 and page.headers["Retry-After"]
    assert "niet te bereiken" in page.text("h1")
    assert coordinator.get("/people/").status == 200


def test_a_fault_is_one_line_in_the_log_and_names_nobody(
    app: Flask,
    coordinator: Browser,
    calls: list[Exception],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "TESTING", False)
    calls[:] = [ZeroDivisionError()]

    with caplog.at_level(logging.ERROR):
        status, html = post(coordinator)

    assert status == 500 and "dat ligt niet aan jou" in html
    [line] = [one.message for one in caplog.records]
    assert line.startswith("fault at signals.create")
    assert "A lady" not in caplog.text


@pytest.fixture
def last_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Executable]]:
    """Statements that another connection commits just before the lock is taken."""
    waiting: list[Executable] = []
    begin = database.write_transaction

    def late() -> object:
        if waiting:
            with db.engine.begin() as connection:
                connection.execute(waiting.pop())
        return begin()

    monkeypatch.setattr(database, "write_transaction", late)
    yield waiting


def test_a_session_that_ended_just_now_changes_nothing(
    coordinator: Browser, last_moment: list[Executable]
) -> None:
    form = coordinator.get("/signals/new").one("form[action$='/signals/new']")
    area = form.select("[name=area_id] option")[-1]["value"]
    last_moment.append(update(UserSession).values(ended_at=clock.now()))

    page = coordinator.submit(form, area_id=area, **DARK)

    assert page.status == 401
    assert rows() == 0


def test_a_role_that_was_taken_away_just_now_counts(
    coordinator: Browser, last_moment: list[Executable]
) -> None:
    form = coordinator.get("/signals/new").one("form[action$='/signals/new']")
    area = form.select("[name=area_id] option")[-1]["value"]
    last_moment.append(update(UserRole).values(role=Role.BOARD))

    page = coordinator.submit(form, area_id=area, **DARK)

    assert page.status == 403
    assert rows() == 0


def test_no_transaction_is_open_and_no_lock_held_while_a_password_is_checked(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bool]] = []

    def check(*_asked: str) -> bool:
        is_free = database._writers.acquire(0)
        if is_free:
            database._writers.release()
        seen.append((db.session().in_transaction(), is_free))
        return False

    monkeypatch.setattr(sessions, "is_password", check)
    form = stranger.get("/account/sign-in").one("#sign-in-form")
    page = stranger.submit(form, email="a@example.org", password="wrong but long")

    assert page.status == 422
    assert seen == [(False, True)]


def test_a_busy_server_says_so_and_counts_no_try(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_asked: str) -> bool:
        raise Busy

    monkeypatch.setattr(sessions, "is_password", busy)
    form = stranger.get("/account/sign-in").one("#sign-in-form")
    page = stranger.submit(form, email="a@example.org", password="wrong but long")

    assert page.status == 503 and page.headers["Retry-After"]
    assert "wrong but long" not in page.html


def test_a_view_is_given_what_was_prepared(app: Flask) -> None:
    @transaction.prepare(lambda number: number + 1)
    def view(prepared: int, number: int) -> str:
        return f"{prepared} {number}"

    with app.test_request_context():
        g.prepared = 3
        assert view(number=2) == "3 2"
