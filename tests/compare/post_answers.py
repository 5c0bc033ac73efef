"""The answer to every form: sent empty, sent as it is accepted, and with htmx.

The database goes back to the sample each time. What was written is saved as well.
"""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.compare.plain import keep, plain_row, written
from tests.compare.sample import copy_of_database
from tests.house.accepted import Sent, accepted, form_of
from tests.house.forms_found import Answers, emptied_out
from tests.house.kept_sample import database_file, put_back
from tests.house.post_routes import BY_SCRIPT
from tests.house.test_commit_fails import (
    FORMS,
    Sample,
    json_body,
)
from tests.pages import Browser
from tests.visiting.offline.sealing import Tablet

WAYS = ("refused", "accepted", "htmx")


def save_posts(sample: Sample, folder: Path) -> None:
    """Save what comes of each form, and of what only our scripts send."""
    copy = copy_of_database()
    for route in FORMS:
        for way in WAYS:
            put_back(copy)
            browser = sample.browser_of(route)
            save_post(browser, *body_of(sample, route, browser, way), folder / way)
    for route in sorted(BY_SCRIPT):
        put_back(copy)
        tablet = Tablet(sample.browser_of("offline.hand_back"))
        address, said = json_body(tablet, route, sample.known)
        keep(folder / "script", address, written(tablet.post(address, said)))


def body_of(sample: Sample, route: str, browser: Browser, way: str) -> Sent:
    """The form of this route: with nothing filled in, or as it is accepted."""
    if way == "refused":
        form = form_of(sample.app, route, browser, sample.known)
        return Sent(str(form["action"]), emptied_out(form))
    return accepted(sample.app, route, browser, sample.known)


def save_post(browser: Browser, address: str, body: Answers, folder: Path) -> None:
    """Save the answer, the page after it with what it says, and the rows."""
    before = rows()
    answer = browser.post(address, body, htmx=folder.name == "htmx")
    after = rows()
    keep(folder / "answers", address, written(answer))
    if answer.address:
        keep(folder / "next", address, written(browser.follow(answer)))
    gone, new = [*(before - after).elements()], [*(after - before).elements()]
    lines = [f"- {row}" for row in sorted(gone)] + [f"+ {row}" for row in sorted(new)]
    keep(folder / "rows", address, "\n".join(lines))


def rows() -> Counter[str]:
    """Every row of the database, as a line of text."""
    with closing(sqlite3.connect(database_file())) as connection:
        connection.row_factory = sqlite3.Row
        wanted = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        tables = [str(row["name"]) for row in connection.execute(wanted)]
        return Counter(
            plain_row(f"{table} {dict(row)}")
            for table in tables
            for row in connection.execute(f'SELECT * FROM "{table}"')
        )
