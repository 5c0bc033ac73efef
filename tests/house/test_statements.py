"""A page asks the database as often for a long list as for a short one."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from tests.conftest import emptied
from tests.house.bulk_data import add_bulk_data
from tests.house.sample_data import sample_data
from tests.house.tables import COLUMNS, OPEN, PAGES
from tests.house.test_routes import address_of, lookers
from tests.pages import Browser
from thuis_app.core.database import db
from thuis_app.operations.first_steps import queries as first_steps

FEW, MANY = 5, 25
MOST_OF_BUSY_PAGES = 10
APART = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")
ONCE_A_MINUTE = "UPDATE user_session SET seen_at"
Counts = dict[str, dict[int, Counter[str]]]


@contextmanager
def statements() -> Iterator[Counter[str]]:
    """The statements that are run meanwhile, and how often each; those that open and
    close a transaction, the row that every page keeps for five seconds, and the sign
    of life of a session (once a minute) apart."""
    found: Counter[str] = Counter()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        apart = statement.startswith((*APART, ONCE_A_MINUTE))
        if not apart and "FROM foundation" not in statement:
            found[re.sub(r"IN \([^()]*\)", "IN (…)", statement)] += 1

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def few(app: Flask) -> Counts:
    return counted(app, FEW)


@pytest.fixture(scope="module")
def many(app: Flask) -> Counts:
    return counted(app, MANY)


def counted(app: Flask, rows: int) -> Counts:
    """What every page asks, for everybody it opens for, with so many rows of all."""
    found: Counts = {}
    with emptied(app):
        known = sample_data(rows)
        add_bulk_data(known, rows)
        users = dict(enumerate(lookers(known)))
        browsers = {column: Browser(app, user) for column, user in users.items()}
        for browser in browsers.values():
            browser.get("/account/")
        for endpoint, answers in PAGES.items():
            address = address_of(app, endpoint, known)
            found[endpoint] = {}
            for column, browser in browsers.items():
                if answers[column] == OPEN:
                    first_steps.forget()
                    with statements() as wanted:
                        page = browser.get(address)
                    assert page.status == 200
                    found[endpoint][column] = wanted
    return found


def test_the_counter_sees_a_statement_that_is_repeated(database: None) -> None:
    with statements() as wanted:
        for _time in range(2):
            db.session.execute(db.text("SELECT 1"))

    assert wanted == {"SELECT 1": 2}


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_a_long_list_asks_no_more_than_a_short_one(
    few: Counts, many: Counts, endpoint: str
) -> None:
    for column, wanted in many[endpoint].items():
        more = wanted - few[endpoint][column]
        assert more == Counter(), (
            f"for {COLUMNS[column]} the page runs this more often where there are more "
            "rows: fetch it for all of them in one statement, or with joinedload"
        )


@pytest.mark.parametrize("endpoint", ["today.index", "today.day", "casefile.show"])
def test_the_pages_that_are_opened_most_ask_little(many: Counts, endpoint: str) -> None:
    """The session, the log, and what the page shows: however many kinds there are."""
    for column, wanted in many[endpoint].items():
        assert wanted.total() <= MOST_OF_BUSY_PAGES, (
            f"for {COLUMNS[column]} the page runs {wanted.total()} statements: fetch "
            "more with one"
        )
