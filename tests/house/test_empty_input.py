"""A form without an answer, or with something else behind it than we put there."""

import pytest
from flask import Flask

from tests.conftest import emptied
from tests.house import forms_found as found
from tests.house.forms_found import Places
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


def visitors(app: Flask) -> Visitors:
    known = sample_data()
    return known, [Browser(app, user) for user in lookers(known)]


@pytest.fixture(scope="module")
def places(app: Flask) -> Places:
    with emptied(app):
        return found.places(app, visitors(app))


@pytest.mark.parametrize("endpoint", FORMS)
def test_an_empty_form_is_sent_back_and_what_is_hidden_is_not_trusted(
    app: Flask, places: Places, endpoint: str, database: None
) -> None:
    _known, browser, forms = found.opened(
        app, endpoint, *places[endpoint], visitors(app)
    )
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
