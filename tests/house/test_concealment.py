"""Nobody but the safeguarding lead can tell that there is a concern.

Every page, list, search, count, calendar and spreadsheet is asked for before and after
one is handed in, by everybody who is not the lead: not a sign of it differs.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from tests import make
from tests.conftest import emptied
from tests.house.sample_data import NAME, sample_data
from tests.house.tables import PAGES
from tests.house.test_routes import Visitors, address_of, lookers
from tests.pages import Browser
from thuis_app.core import clock
from thuis_app.core.database import db, write_transaction
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions
from thuis_app.visiting.concerns.models import Concern

LEAD = 5
DRAWN = re.compile(
    r'(name="(?:form_key|csrf_token)" (?:id="\w+" )?value=|"X-CSRFToken": |"token":)'
    r'"[^"]*"'
)
# These show that the pages before were asked for; what they show of a concern is
# compared in tests/overview/access_log.
SHOW_LOOKS = {"access_log.of_person", "access_log.of_user"}
SHOW_A_NEW_SECRET = {"factors.set_up_form", "passkeys.options_to_use"}
SHOW_A_NEW_SECRET |= {"passkeys.options_to_add", "passkeys.options_by_link"}
SHOW_A_NEW_SECRET |= {"passkeys.options_by_invitation"}
SEARCHES = (NAME, "cupboard", "concern")

Answers = dict[tuple[int, str], tuple[int, str, str]]


@pytest.fixture(scope="module")
def before_and_after(app: Flask) -> Iterator[tuple[Answers, Answers]]:
    """What everybody but the lead gets, without a concern and with one."""
    with emptied(app):
        known = sample_data()
        moment = clock.now()
        clock.set_source(lambda: moment)
        visitors = known, [Browser(app, user) for user in lookers(known)]
        with write_transaction():
            db.session.execute(delete(Concern))
        before = answers(app, visitors)
        contact = db.session.get_one(Contact, known.values["contact_id"])
        with write_transaction():
            who = make.actor(known.volunteer)
            actions.raise_concern(who, contact, words="Bruises.", urgent=True)
        yield before, answers(app, visitors)


def answers(app: Flask, visitors: Visitors) -> Answers:
    known, browsers = visitors
    asked_for = sorted(set(PAGES) - SHOW_LOOKS - SHOW_A_NEW_SECRET)
    addresses = [address_of(app, endpoint, known) for endpoint in asked_for]
    found: Answers = {}
    for number, browser in enumerate(browsers):
        if number == LEAD:
            continue
        asked = [(address, browser.get(address)) for address in addresses]
        asked += [(words, browser.search(words)) for words in SEARCHES]
        for address, page in asked:
            words = DRAWN.sub(r"\1", page.html)
            found[number, address] = page.status, page.address, words
    return found


def test_no_page_of_anybody_else_differs(
    before_and_after: tuple[Answers, Answers],
) -> None:
    before, after = before_and_after

    assert [where for where in before if before[where] != after[where]] == []


def test_there_were_pages_to_compare(
    before_and_after: tuple[Answers, Answers],
) -> None:
    opened = [found for found in before_and_after[0].values() if found[0] == 200]

    assert len(opened) > 100
