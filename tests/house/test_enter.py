"""The Enter key of a tablet, 'Ga' or 'Gereed', sends no form half-way."""

import pytest
from bs4 import Tag
from flask import Flask

from tests.house.tables import OPEN, PAGES
from tests.house.test_routes import Visitors, address_of

VOLUNTEER = 2
TYPED = ("text", "tel", "email", "number", "date", "time")
UNSEEN = ("hidden", "submit")
# A name and a password are one answer.
IN_ONE_GO = {"sign-in-form"}


def goes_wrong(form: Tag) -> bool:
    """Whether Enter in a line of this form sends it before its other questions."""
    fields = form.select("input, select, textarea")
    names = {one.get("name") for one in fields if one.get("type") not in UNSEEN}
    lines = [one for one in fields if one.get("type", "text") in TYPED]
    is_line = any(one.name == "input" for one in lines)
    return is_line and len(names) > 1 and form.get("data-enter") != "next"


@pytest.mark.parametrize(
    "endpoint", sorted(one for one in PAGES if PAGES[one][VOLUNTEER] == OPEN)
)
def test_enter_goes_on_in_a_form_of_several_questions(
    app: Flask, visitors: Visitors, endpoint: str
) -> None:
    known, browsers = visitors
    page = browsers[VOLUNTEER].get(address_of(app, endpoint, known))

    forms = page.soup.select("main form[method=post]")

    wrong = [one.get("id") for one in forms if goes_wrong(one)]
    assert set(wrong) <= IN_ONE_GO, "give these forms data-enter='next'"
