"""A form without an answer, or with something else behind it than we put there."""

import pytest
from flask import Flask

from tests.house import forms_found as found
from tests.house.forms_found import Places
from tests.house.test_bad_input import FORMS, assert_no_markup, sent
from tests.house.test_routes import Visitors

NOTHING_NEEDED = {
    *("bank_accounts.of_volunteer", "bank_accounts.own"),
    "contacts.edit",
    "notes.take_back",
    "respite.edit",
    "signals.accept",
    "today.finish",
    "today.give",
    "volunteers.personal",
    "volunteers.require_of",
    "volunteers.set_requirement",
    "volunteers.times",
}


@pytest.mark.parametrize("endpoint", FORMS)
def test_an_empty_form_is_sent_back_and_what_is_hidden_is_not_trusted(
    app: Flask, places: Places, fresh_visitors: Visitors, endpoint: str
) -> None:
    """Each on a sample of its own: an empty form can be accepted."""
    place = places[endpoint]
    _known, browser, forms = found.opened(app, endpoint, *place, fresh_visitors)
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
