"""A form without an answer, or with something else behind it than we put there."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.house import forms_found as found
from tests.house.forms_found import Places
from tests.house.kept_sample import PutBack, kept
from tests.house.sample_data import sample_data
from tests.house.test_bad_input import FORMS, assert_no_markup, sent
from tests.house.test_routes import Visitors, lookers
from tests.pages import Browser

NOTHING_NEEDED = {
    "contacts.edit",
    "respite.edit",
    "signals.accept",
    "volunteers.require_of",
    "volunteers.set_requirement",
    "volunteers.times",
}


@pytest.fixture(scope="module")
def filled_once(
    app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visitors, PutBack]]:
    folder = tmp_path_factory.mktemp("sample")
    with kept(app, folder, lambda: visitors(app)) as found:
        yield found


def visitors(app: Flask) -> Visitors:
    known = sample_data()
    return known, [Browser(app, user).copied() for user in lookers(known)]


@pytest.fixture
def seen(filled_once: tuple[Visitors, PutBack]) -> Iterator[Visitors]:
    """The sample as it was at first: an empty form can be accepted."""
    (known, browsers), put_back = filled_once
    yield known, [browser.copied() for browser in browsers]
    put_back()


@pytest.fixture(scope="module")
def places(app: Flask, filled_once: tuple[Visitors, PutBack]) -> Places:
    seen, put_back = filled_once
    found_there = found.places(app, seen)
    put_back()
    return found_there


@pytest.mark.parametrize("endpoint", FORMS)
def test_an_empty_form_is_sent_back_and_what_is_hidden_is_not_trusted(
    app: Flask, seen: Visitors, places: Places, endpoint: str
) -> None:
    _known, browser, forms = found.opened(app, endpoint, *places[endpoint], seen)
    assert forms
    for form in forms:
        page = sent(browser, form, found.emptied_out(form))
        assert page.status == 422 or endpoint in NOTHING_NEEDED
        for name in [str(tag["name"]) for tag in form.select("input[type=hidden]")]:
            for answer in (found.HUGE, found.UGLY):
                data = found.with_answers(form, [name], answer)
                page = browser.post(str(form["action"]), data)
                assert page.status in (303, 400, 404, 409, 422)
                assert_no_markup(page)
