"""Who gets what from every address. An address that is not here fails the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for

from tests import make
from tests.house.differences import changed_line, differences
from tests.house.post_routes import POST_ROUTES
from tests.house.sample_data import CARER, NAME, WORRY, SampleData
from tests.house.tables import AWAY, COLUMNS, DENIED, HEARD, HIDDEN, OPEN, PAGES
from tests.house.telephones_found import assert_numbers_can_be_called
from tests.pages import Browser, Page
from thuis_app.organisation.accounts.models import User

NOT_OURS = {"static"}
LEAD = COLUMNS.index("lead")
SHOW_A_WORRY = {"concerns.show"}
ON_PAPER = {"days.paper", "letters.cards", "letters.paper", "privacy_papers.show"}
"""Sheets to print: a number on paper is no link."""
ABOUT_A_PERSON = {
    *("contact_id", "match_id", "visit_id", "wish_id", "signal_id", "concern_id"),
    *("referral_id", "request_id", "booking_id", "task_id", "reply_id"),
    *("match_request_id", "note_id", "incident_id", "merge_id", "assent_id"),
}
OTHER_ROWS = {
    "bank_accounts.of_volunteer_form": {"user_id": "newcomer_id"},
    "claims.correct": {"claim_id": "listed_claim_id"},
    "claims.correct_form": {"claim_id": "listed_claim_id"},
    "first_visits.answer": {"contact_id": "asked_for_id"},
    "first_visits.answer_form": {"contact_id": "asked_for_id"},
    "first_visits.plan": {"contact_id": "asked_for_id"},
    "first_visits.plan_form": {"contact_id": "asked_for_id"},
    "relations.represent": {"tie_id": "mentor_tie_id"},
    "relations.represent_form": {"tie_id": "mentor_tie_id"},
    "volunteers.invite": {"user_id": "newcomer_id"},
    "stopping.mistake": {"contact_id": "mistaken_id"},
    "stopping.mistake_form": {"contact_id": "mistaken_id"},
    "stopping.reopen": {"contact_id": "stopped_id"},
    "stopping.reopen_form": {"contact_id": "stopped_id"},
    "report_replies.read": {"visit_id": "reported_id"},
    "report_replies.reply": {"visit_id": "reported_id"},
    "report_replies.reply_form": {"visit_id": "reported_id"},
    "visit_reports.correct": {"visit_id": "reported_id"},
    "visit_reports.correct_form": {"visit_id": "reported_id"},
    "visit_reports.show": {"visit_id": "reported_id"},
    "visit_reports.take_back": {"visit_id": "reported_id"},
    "visit_reports.thanks": {"visit_id": "reported_id"},
}


Visitors = tuple[SampleData, list[Browser]]


def endpoints(app: Flask, method: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or set()) and rule.endpoint not in NOT_OURS:
            yield rule.endpoint


def arguments(app: Flask, endpoint: str) -> set[str]:
    [rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    return set(rule.arguments)


def address_of(app: Flask, endpoint: str, known: SampleData) -> str:
    """An address of this endpoint, with the rows of this sample filled in."""
    other = OTHER_ROWS.get(endpoint, {})
    wanted = arguments(app, endpoint)
    missing = {other.get(name, name) for name in wanted} - set(known.values)
    assert not missing, f"make a row in tests/house/sample_data.py for {missing}"
    values: dict[str, Any] = {
        name: known.values[other.get(name, name)] for name in wanted
    }
    with app.test_request_context():
        return url_for(endpoint, **values)


def lookers(known: SampleData) -> list[User | None]:
    """Everybody who could be looking, in the order of the columns."""
    elsewhere = make.area("Elsewhere")
    return [
        None,
        make.volunteer(elsewhere),
        known.volunteer,
        known.coordinator,
        make.coordinator(elsewhere),
        known.lead,
        known.board,
        known.administrator,
        known.treasurer,
    ]


def answer(page: Page) -> str:
    """What a page is to who asked for it; the same words with and without htmx."""
    if page.address or page.status == 401:
        return AWAY
    return {200: OPEN, 403: DENIED, 404: HIDDEN}.get(page.status, str(page.status))


def assert_says_nothing_to_others(pages: list[Page]) -> None:
    """No name reaches who does not know the person, in a list or a count or a menu."""
    nobody, unmatched, matched, coordinator, elsewhere, _lead, *others = pages
    for page in (nobody, unmatched, elsewhere, *others):
        assert NAME not in page.html and CARER not in page.html
    for page in (nobody, unmatched, matched, coordinator, elsewhere, *others):
        assert WORRY not in page.html


def assert_a_worry_is_read_on_its_page_alone(endpoint: str, lead: Page) -> None:
    """Who looks over the shoulder of the lead reads it nowhere else, nor in a title."""
    if endpoint not in SHOW_A_WORRY:
        assert WORRY not in lead.html, f"the text of a concern stands on {endpoint}"
    assert not [one for one in lead.tree.css("title") if WORRY in one.text()]


def assert_titles_name_no_person(pages: list[Page]) -> None:
    """A browser keeps the titles of pages in its history, also after signing out."""
    for page in pages:
        for title in page.tree.css("title"):
            words = title.text()
            assert NAME not in words and CARER not in words, (
                f"{words}: in a title stand the letters of a person (contact.letters)"
            )


def test_every_page_is_in_the_table(app: Flask) -> None:
    place = "PAGES in tests/house/tables.py"
    wrong = differences(set(endpoints(app, "GET")), PAGES, place=place)
    assert not wrong, wrong


def test_every_page_can_be_opened_by_somebody() -> None:
    """The test browser checks each page it opens; so none stays unchecked."""
    closed = sorted(name for name, answers in PAGES.items() if OPEN not in answers)
    assert not closed, (
        f"nobody may open these, by tests/house/tables.py: {closed}. Say who may, or "
        "take the page away"
    )


@pytest.mark.parametrize("endpoint", sorted([*PAGES, *POST_ROUTES]))
def test_what_is_about_a_person_is_for_who_works_with_them(
    app: Flask, endpoint: str
) -> None:
    """The table itself keeps the law: it was not only filled in by looking."""
    if not arguments(app, endpoint) & ABOUT_A_PERSON:
        return
    answers = (PAGES | POST_ROUTES)[endpoint]
    nobody, unmatched, matched, coordinator, elsewhere, lead, *others = answers

    assert nobody == AWAY
    assert {unmatched, elsewhere, *others} == {HIDDEN}
    if "concern_id" in arguments(app, endpoint):
        assert {matched, coordinator} == {HIDDEN} and lead in (OPEN, HEARD)


@pytest.mark.parametrize(
    "htmx",
    [False, pytest.param(True, marks=pytest.mark.thorough)],
    ids=["page", "fragment"],
)
@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_every_page_opens_for_those_it_should(
    app: Flask, visitors: Visitors, endpoint: str, htmx: bool
) -> None:
    """With htmx as without; one view answers both, so all day only the page."""
    known, browsers = visitors
    address = address_of(app, endpoint, known)

    pages = [browser.get(address, htmx=htmx) for browser in browsers]

    assert_titles_name_no_person(pages)
    answers = tuple(answer(page) for page in pages)
    assert answers == PAGES[endpoint], changed_line(endpoint, answers, PAGES)
    assert_says_nothing_to_others(pages)
    assert_a_worry_is_read_on_its_page_alone(endpoint, pages[LEAD])
    if endpoint not in ON_PAPER:
        assert_numbers_can_be_called(pages)
