"""Whatever is typed into a form: a clear refusal at the field, and nothing changed."""

import pytest
from bs4 import Tag
from flask import Flask

from tests.house import forms_found as found
from tests.house.forms_found import Answers, Opened, Places, state_of_things
from tests.house.post_routes import BY_SCRIPT, POST_ROUTES
from tests.house.test_routes import Visitors
from tests.pages import Browser, Page
from thuis_app.core.normalize import clean

BUTTONS = {
    "today.give_all_back",
    *("absences.end", "deputies.end", "incidents.close"),
    *("profile.end_all_sessions", "profile.end_session", "accounts.end_user"),
    *("factors.make_codes", "factors.remove", "factors.reset"),
    *("profile.report_lost", "volunteers.report_lost"),
    *("passkeys.make_link", "passkeys.remove", "sessions.prove_by_passkey"),
    "sessions.sign_in_by_passkey",
    *("accounts.invite", "profile.keys", "sessions.language", "accounts.let_in"),
    *("returning.password_instead", "sessions.sign_out", "profile.sign_out_user"),
    *("areas.retire", "areas.take_back", "payments.make", "payments.take_back"),
    *("room_pages.attended", "room_pages.confirm"),
    *("room_pages.not_attended", "room_pages.release", "concerns.acknowledge"),
    *("relations.end_tie", "contacts.informed", "changes.undo"),
    *("handover.see_off", "matching.take_back"),
    *("matching.accept", "matching.ask", "matching.withdraw"),
    *("offerings.confirm", "offerings.restore", "offerings.retire"),
    *("claims.reopen", "claims.take_back", "rates.take_back_rate", "claims.take_over"),
    *("trainings.cancel", "trainings.sign_off", "trainings.sign_up"),
    *("outreach.begin", "respite.close", "wishes.move", "today.take", "today.undo"),
    *("volunteers.ask_talk", "volunteers.had_talk", "volunteers.invite"),
    *("volunteers.unblock", "calendar_feed.make_feed", "calendar_feed.revoke_feed"),
}
BUTTONS |= {"offline.hand_back", "offline.home_screen", "offline.known"}
BUTTONS |= {"merging.keep_apart", "merging.merge", "merging.undo"}
BUTTONS |= {"checks.trial_mail", "practice.remove"}
BUTTONS |= {"first_steps.apply"}
BUTTONS |= {"restore.see", "emergencies.end"}
BUTTONS |= {"agreements.agree", "agreements.make_codes", "agreements.take_back"}
BUTTONS |= {"report_replies.read", "report_replies.see"}
BUTTONS |= {"visit_reports.as_planned", "visit_reports.take_back"}
BUTTONS |= {"visits.go_on", "visits.move_back", "visits.who_calls"}
# A search keeps nothing and refuses nothing: see tests/overview/search.
BUTTONS |= {"search.find"}
DRAFT = "visit_reports.draft"
FORMS = sorted(set(POST_ROUTES) - BUTTONS - BY_SCRIPT - {DRAFT})
NEVER_LATER = {
    "stopping.deceased": "on",
    "stopping.finish": "on",
    "stopping.moved": "on",
    "stopping.no_contact": "on",
    "relations.withdraw_consent": "on",
    "assents.withdraw": "on",
    "relations.represent": "since",
    "assents.give": "given_on",
    "concerns.step": "taken_on",
    "contacts.create": "birth_date",
    "contacts.edit": "birth_date",
    "relations.give_consent": "given_on",
    "matching.refuse": "on",
    "claims.create": "on",
    "claims.edit": "on",
    "claims.write_for": "on",
    "outreach.record": "made_on",
    "referrals.advance": "on",
    "respite.clarify": "talked_on",
    "volunteers.first_talk": "talked_on",
    "volunteers.move": "stage_since",
    "volunteers.require_of": "met_on",
    "wishes.add": "heard_on",
    "notes.correct": "on",
    "notes.of_contact": "on",
    "notes.of_offering": "on",
    "notes.of_volunteer": "on",
}
each_form = pytest.mark.parametrize("endpoint", FORMS)


@pytest.fixture
def opened(app: Flask, places: Places, visitors: Visitors, endpoint: str) -> Opened:
    """One sample for all tests: what is refused changes nothing in it."""
    return found.opened(app, endpoint, *places[endpoint], visitors)


def test_every_form_is_found_on_a_page(places: Places) -> None:
    lost = sorted({DRAFT, *FORMS} - set(places))
    assert not lost, (
        f"no page of the sample has the form of {lost}: say who opens which page in "
        "NOT_AT_FIRST of tests/house/forms_found.py, or, where a form is a button "
        "alone, add it to BUTTONS of tests/house/test_bad_input.py"
    )
    unknown = sorted(set(places) - set(POST_ROUTES))
    assert not unknown, f"a form is sent to what is no POST route: {unknown}"


@each_form
def test_sixty_thousand_letters_are_too_many(opened: Opened, endpoint: str) -> None:
    _known, browser, forms = opened
    for form in forms:
        for names, data in found.too_long(form):
            page = refused(browser, form, data)
            for name in names:
                assert_said_at(page, name)


@each_form
def test_what_nobody_can_see_or_may_keep_is_refused(
    opened: Opened, endpoint: str
) -> None:
    """Invisible signs are dropped, a BSN is refused, and markup stays text."""
    _known, browser, forms = opened
    for form in forms:
        if not (names := found.words_given(form)):
            continue
        page = refused(browser, form, found.with_answers(form, names, found.UGLY))
        for name in names:
            assert_said_at(page, name)
            assert is_kept(typed(page, name))
        assert_no_markup(page)


@each_form
def test_a_day_that_cannot_be_is_refused(opened: Opened, endpoint: str) -> None:
    _known, browser, forms = opened
    for form in forms:
        for data in found.wrong_days(form):
            page = refused(browser, form, data)
            for name in found.days(form):
                assert_said_at(page, name)
                assert typed(page, name) == data[name]


@pytest.mark.parametrize("endpoint", sorted(NEVER_LATER))
def test_what_has_been_was_not_tomorrow(opened: Opened, endpoint: str) -> None:
    _known, browser, [form] = opened
    name = NEVER_LATER[endpoint]
    page = refused(browser, form, found.with_answers(form, [name], found.tomorrow()))
    assert_said_at(page, name)


@each_form
def test_an_answer_that_was_not_offered_is_refused(
    opened: Opened, endpoint: str
) -> None:
    known, browser, forms = opened
    for form in forms:
        for data in found.wrong_choices(form, known):
            page = refused(browser, form, data)
            for name in found.choices(form):
                assert_said_at(page, name)


@pytest.mark.parametrize("endpoint", [DRAFT])
def test_a_draft_keeps_no_words_that_may_not_be_kept(
    opened: Opened, endpoint: str
) -> None:
    _known, browser, [form] = opened
    for answer in (found.UGLY, found.LONG):
        for name in ("wish_text", "agreed", "note", "worry_text"):
            page = sent(browser, form, found.with_answers(form, [name], answer))
            assert page.status == 422
            assert is_kept(typed(page, name), answer)


def sent(browser: Browser, form: Tag, data: Answers) -> Page:
    """Send it off: never a fault, and nothing changed by what was refused."""
    before = state_of_things()
    page = browser.post(str(form["action"]), data)
    assert page.status in (303, 409, 422)
    if page.status != 303:
        assert state_of_things() == before
    return page


def refused(browser: Browser, form: Tag, data: Answers) -> Page:
    page = sent(browser, form, data)
    assert page.status == 422
    for link in page.tree.css("#errors a"):
        assert page.has(f"[id='{str(link.attributes['href'])[1:]}']"), link.html
    return page


def assert_said_at(page: Page, name: str) -> None:
    """The fault stands at the question, tied to it, and the summary leads there."""
    said = f"{name}-error"
    [answers] = page.tree.css(f"[id='{said}']")
    assert answers.text().strip()
    asking = page.tree.css(f"[name='{name}'], fieldset:has([name='{name}'])")
    tied = [str(node.attributes.get("aria-describedby")) for node in asking]
    assert any(said in words.split() for words in tied), f"{said} is tied to nothing"
    assert page.has(f"#errors a[href='#{name}']")


def typed(page: Page, name: str) -> str:
    """What stands in a field of the page that came back."""
    # Neither the search box of the page nor the language below it.
    where = "main " if page.has("main") else ""
    field = page.tree.css(f"{where}[name='{name}']")[0]
    if field.tag == "textarea":
        return field.text()
    return str(field.attributes.get("value") or "")


def is_kept(text: str, answer: str = found.UGLY) -> bool:
    """Kept as it was, but for what nobody sees; of a number only how it begins."""
    kept = clean(answer)
    return text == kept or (len(text) >= 20 and kept.startswith(text))


def assert_no_markup(page: Page) -> None:
    assert not page.has("img, [onerror], [hx-get='/x']")
