"""Markup that somebody typed stays text, on every page on which it is ever shown."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Column, Enum, String, Table, cast, select, update

from tests.conftest import emptied
from tests.house.forms_found import BITES
from tests.house.sample_data import sample_data
from tests.house.tables import OPEN, PAGES
from tests.house.test_routes import Visitors, address_of, lookers
from tests.pages import Browser
from thuis_app.core.database import db
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.tasks.models import Task

# Words of our own, and what only has one form: nobody types these.
OURS = {
    *("language", "brand", "lamp", "next_step", "reason", "device_key"),
    *("key_hash", "password_hash", "activities", "wishes", "shares"),
    *("needs", "wanted_parts", "answers", "month", "word", "roles", "areas"),
    *("languages", "interests", "speaks", "times"),
    *("source", "details"),
}
TYPED_IN_DETAILS = {
    *("who", "noticed", "resting_because", "offering", "cared_for", "wanted_for"),
}
KEPT = {"trail_entry", "form_key", "sign_in_try", "contact_word", "user_word"}


@pytest.fixture(scope="module")
def visitors(app: Flask) -> Iterator[Visitors]:
    """A sample in which everybody typed markup wherever they could."""
    with emptied(app):
        known = sample_data()
        browsers = [Browser(app, user) for user in lookers(known)]
        for table in db.metadata.sorted_tables:
            if names := [column for column in table.columns if _is_typed(column)]:
                _bite(table, names)
        _bite_details()
        db.session.commit()
        foundation.forget()
        yield known, browsers


def _is_typed(column: "Column[object]") -> bool:
    is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
    is_bound = bool(column.primary_key or column.foreign_keys)
    return is_text and not is_bound and column.name not in OURS


def _bite(table: Table, columns: "list[Column[object]]") -> None:
    if table.name in KEPT:
        return
    [key, *_others] = table.primary_key.columns
    own = cast(key, String) + BITES
    db.session.execute(update(table).values({column.name: own for column in columns}))


def _bite_details() -> None:
    """What tasks show of what was typed elsewhere."""
    for task in db.session.scalars(select(Task).where(Task.closed_at.is_(None))):
        kept = json.loads(task.details)
        typed = {name: kept[name] + BITES for name in kept.keys() & TYPED_IN_DETAILS}
        task.details = json.dumps(kept | typed)


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_what_was_typed_never_becomes_part_of_the_page(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    known, browsers = visitors
    address = address_of(app, endpoint, known)
    for answer, browser in zip(PAGES[endpoint], browsers, strict=True):
        if answer == OPEN:
            page = browser.get(address)
            assert page.status == 200
            if "text/html" not in page.headers["Content-Type"]:
                continue
            assert not page.has("img, [onerror], [hx-get='/x']")


def test_the_markup_is_really_there(visitors: Visitors) -> None:
    known, browsers = visitors
    page = browsers[3].get(f"/people/{known.values['contact_id']}")

    assert BITES in page.text()
