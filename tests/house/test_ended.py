"""What a volunteer and a coordinator may know goes at once with its ground.

Every page is asked for before and after a match ends, and before and after a person
around somebody asks for no more contact. Words that stand on no other record say
whether anything of the person is still told. What was read before is looked for on
whole pages, by who can read it: a fragment is a block of its page.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.conftest import emptied
from tests.house.sample_data import CARER, NAME, SampleData, sample_data
from tests.house.tables import COLUMNS, PAGES
from tests.house.test_routes import address_of, lookers
from tests.pages import Browser
from thuis_app.core import clock
from thuis_app.core.database import db, write_transaction
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.models import Relation
from thuis_app.visiting.matches import actions, queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import EndReason, MatchState
from thuis_app.visiting.visits.models import Visit

STREET, APPROACH, PURPOSE = "Zilverschoonlaan", "Knock twice at the back.", "Marbles"
NUMBER, OTHER = "+31595987654", "+31595976543"
SECRETS = (STREET, APPROACH, PURPOSE, NUMBER, "0595 987 654")
OTHERS = (OTHER, "0595 976 543")
VOLUNTEER, COORDINATOR = 2, 3
PAGE = (False,)
PAGE_AND_FRAGMENT = (False, True)
READERS = (VOLUNTEER, COORDINATOR)
EVERYBODY = tuple(range(len(COLUMNS)))

ShownSecrets = dict[str, set[str]]


@dataclass(frozen=True)
class Ended:
    """What the volunteer read before the match ended and after, and what opens now:
    the status of each page of a visit, and whether that visit was made."""

    before: ShownSecrets
    after: ShownSecrets
    statuses: list[tuple[str, bool, int]]
    calendar: str


@pytest.fixture(scope="module")
def ended(app: Flask) -> Ended:
    with emptied(app):
        known = planted()
        browser = Browser(app, known.volunteer)
        before = shown_secrets(app, known, browser, SECRETS, PAGE)
        with write_transaction():
            actor = make.actor(known.coordinator)
            match = queries.get(actor, int(known.values["match_id"]))
            actions.change(
                actor,
                match,
                state=MatchState.ENDED,
                rhythm=match.rhythm,
                note="",
                ended_because=EndReason.NO_FIT,
            )
        after = shown_secrets(app, known, browser, SECRETS, PAGE_AND_FRAGMENT)
        calendar = browser.get("/visits/feed/a-calendar.ics").html
        return Ended(before, after, opened(browser), calendar)


@dataclass(frozen=True)
class Stopped:
    """Where the number of a person around somebody is read: by the two who work with
    them before that person asked for no more contact, and by each user after that."""

    before: list[ShownSecrets]
    after: list[ShownSecrets]


@pytest.fixture(
    scope="module",
    params=[
        dict.fromkeys(READERS, PAGE),
        pytest.param(
            dict.fromkeys(EVERYBODY, PAGE) | dict.fromkeys(READERS, PAGE_AND_FRAGMENT),
            marks=pytest.mark.thorough,
        ),
    ],
    ids=["who read it", "everybody"],
)
def stopped(app: Flask, request: pytest.FixtureRequest) -> Stopped:
    """All day the whole pages of the two who work with them; to others the number is
    shown at no time. With everybody, and fragments, it takes three times as long."""
    with emptied(app):
        known = planted()
        users = lookers(known)
        browsers = {column: Browser(app, users[column]) for column in request.param}
        before = [
            shown_secrets(app, known, browsers[column], OTHERS, PAGE)
            for column in READERS
        ]
        with write_transaction():
            actor = make.actor(known.coordinator)
            stage, on = Stage.NO_CONTACT, clock.today()
            stopping.stop(actor, carer(known), stage=stage, on=on, because="No.")
        after = [
            shown_secrets(app, known, browsers[column], OTHERS, kinds)
            for column, kinds in request.param.items()
        ]
        return Stopped(before, after)


def opened(browser: Browser) -> list[tuple[str, bool, int]]:
    """What each page of each open visit answers, and whether that visit was made."""
    now = clock.now()
    return [
        (page, visit.starts_at <= now, browser.get(f"/visits/{visit.id}{page}").status)
        for visit in db.session.query(Visit)
        if visit.is_open
        for page in ("", "/move", "/cancel", "/report")
    ]


def planted() -> SampleData:
    """A sample with words that only the one person and the carer have."""
    known = sample_data()
    contact = db.session.get_one(Contact, known.values["contact_id"])
    contact.street, contact.house_number, contact.approach = STREET, "14", APPROACH
    make.saved(ContactPhone(contact_id=contact.id, number=NUMBER))
    make.saved(ContactPhone(contact_id=carer(known).id, number=OTHER))
    match = db.session.get_one(Match, known.values["match_id"])
    for hours in (-1, 1, 72):
        at = clock.now() + timedelta(hours=hours)
        make.visit(match, starts_at=at, purpose=PURPOSE)
    return known


def carer(known: SampleData) -> Contact:
    relation = db.session.get_one(Relation, known.values["tie_id"])
    return db.session.get_one(Contact, relation.other_id)


def shown_secrets(
    app: Flask,
    known: SampleData,
    browser: Browser,
    words: tuple[str, ...],
    kinds: tuple[bool, ...],
) -> ShownSecrets:
    """Which of these words stand at which address, on its page and in its fragment."""
    found: ShownSecrets = {}
    pages = [
        (address, browser.get(address, htmx=htmx))
        for address in addresses(app, known)
        for htmx in kinds
    ]
    for asked in (NAME, CARER, OTHER[-6:]):
        pages += [(f"search: {asked}", browser.search(asked, htmx=h)) for h in kinds]
    for address, page in pages:
        # The box repeats what was typed, whoever it is.
        html = page.html.replace(f'value="{address.removeprefix("search: ")}"', "")
        if said := {word for word in words if word in html}:
            found.setdefault(address, set()).update(said)
    return found


def addresses(app: Flask, known: SampleData) -> list[str]:
    """Every page of the table, the pages and the paper of every visit."""
    found = [address_of(app, endpoint, known) for endpoint in sorted(PAGES)]
    for visit in db.session.query(Visit):
        pages = ("", "/move", "/cancel", "/report", "/thanks", "/correct")
        found += [f"/visits/{visit.id}{page}" for page in pages]
        found.append(f"/tablet/visits/{visit.id}")
        found.append(f"/visits/paper?on={visit.day.isoformat()}")
        found.append(f"/visits/paper?on={visit.day}&volunteer={visit.volunteer_id}")
    return found


def test_a_match_that_ended_leaves_nothing_of_where_somebody_lives(
    ended: Ended,
) -> None:
    assert set().union(*ended.before.values()) == set(SECRETS)
    assert {"/my-day", "/visits/paper"} <= set(ended.before)
    assert ended.after == {}


def test_only_the_report_of_what_was_made_is_left_to_open(ended: Ended) -> None:
    found = set(ended.statuses)

    closed = {(page, True, 404) for page in ("", "/move", "/cancel")}
    assert found == closed | {("/report", True, 200)}
    assert "VEVENT" not in ended.calendar


def test_who_asks_for_no_more_contact_is_called_from_no_page(
    stopped: Stopped,
) -> None:
    assert all(stopped.before)
    assert stopped.after == [{}] * len(stopped.after)
