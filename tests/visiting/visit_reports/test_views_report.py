from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import (
    LONG,
    UNUSED_NUMBER,
    count,
    form_of,
    later,
    person,
    visiting,
)
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits.models import Visit


def test_the_report_takes_one_answer_and_the_rest_is_filled_in(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, contact_id = visiting(volunteer)
    browser = sign_in(volunteer)

    page = browser.get(f"/visits/{visit_id}/report")
    form = page.one("#report-form")
    [going] = form.select("[name=next_visit]")[:1]
    sent = browser.submit(form, how="good", next_visit=going["value"])
    thanks = browser.follow(sent)

    assert page.text("h1") == "How was it with Mrs Van der Ploeg?"
    assert (sent.status, sent.address) == (303, f"/visits/{visit_id}/thanks")
    assert "Thank you, Griet" in thanks.text("h1")
    assert "You go again on" in thanks.text()
    assert count(Visit) == 2 and count(VisitReport) == 1
    visit, planned = db.session.scalars(select(Visit).order_by(Visit.id))
    assert planned.contact_id == contact_id
    assert (planned.day - visit.day).days == 14


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, htmx: bool
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    answer = browser.submit(
        form_of(browser, visit_id),
        htmx=htmx,
        note="Her grandson passed.",
        next_visit="other",
        worry="a_little",
    )

    assert answer.status == 422 and answer.is_whole is not htmx
    assert answer.errors() == [
        "Choose how it was.",
        "Choose a day.",
        "Write in one sentence what worries you. Then we can begin.",
    ]
    assert "Her grandson passed." in answer.text("textarea[name=note]")
    assert answer.has("[name=worry][value=a_little][checked]")
    assert count(VisitReport) == count(Concern) == 0


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("note", LONG, "Keep it under 4000"),
        ("wish_text", "y" * 201, "Keep it under 200"),
        ("note", f"Her number is {UNUSED_NUMBER}.", "BSN"),
        ("worry_text", "A bruise.", "You wrote down a worry"),
        ("next_on", "31-02-2027", "does not exist"),
        ("next_on", "0001-01-01", "between"),
        ("next_on", "2020-01-01", "between"),
        ("next_hour", "25:99", "14:30"),
        ("minutes", "-3", "between"),
        ("minutes", "1e9", "between"),
        ("how", "wonderful", "Choose"),
        ("next_visit", "2031-01-01", "Choose one of these"),
        ("worry", "perhaps", "Choose one of these"),
    ],
)
def test_odd_answers_are_refused_in_place(
    sign_in: SignIn, field: str, typed: str, said: str
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    answers: dict[str, Any] = {"how": "good", "next_visit": "other"}
    answers |= {"next_on": later(), "note": "Kept.", field: typed}

    answer = browser.submit(form_of(browser, visit_id), **answers)

    assert answer.status == 422, answer.errors()
    assert any(said in error for error in answer.errors()), answer.errors()
    assert count(VisitReport) == 0


def test_signs_nobody_sees_are_taken_out_and_emoji_stay(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    words = "Sh\u200be \x00laughed \U0001f600"
    browser.submit(form_of(browser, visit_id), how="good", note=words)

    note = db.session.scalar(select(VisitReport.note))
    assert note == "She laughed \U0001f600"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_second_report_is_refused_and_keeps_what_was_typed(
    sign_in: SignIn, htmx: bool
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    first, second = form_of(browser, visit_id), form_of(browser, visit_id)
    browser.submit(first, how="good")

    answer = browser.submit(second, htmx=htmx, how="hard", note="On my other tablet.")

    assert answer.status == 409
    assert "report of this visit already" in answer.text("#errors")
    assert answer.has(f"#report-form a.button[href='/visits/{visit_id}']")
    assert "On my other tablet." in answer.text("textarea[name=note]")
    assert count(VisitReport) == 1


def test_the_same_form_sent_twice_is_one_report(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)

    answers: dict[str, Any] = {
        "how": "good",
        "worry": "urgent",
        "worry_text": "She fell.",
        "next_visit": "other",
        "next_on": later(),
    }
    first = browser.submit(form, **answers)
    second = browser.submit(form, **answers)

    assert (first.status, first.address) == (second.status, second.address)
    assert count(VisitReport) == count(Concern) == 1
    assert count(Visit) == 2


def test_a_worry_is_seen_by_its_writer_once_and_then_nowhere(sign_in: SignIn) -> None:
    make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, called="Marijke")
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, words = sign_in(volunteer), "There was a bruise."
    assert "read by Marijke alone" in browser.get(f"/visits/{visit_id}/report").text()

    form = form_of(browser, visit_id)
    sent = browser.submit(form, how="good", worry="a_little", worry_text=words)
    thanks = browser.follow(sent)

    assert "Marijke will read it today." in thanks.text("#notice")
    coordinator = sign_in(make.coordinator())
    for reader in (browser, coordinator):
        for page in (f"/visits/{visit_id}", f"/visits/{visit_id}/thanks"):
            shown = reader.get(page)
            for unseen in shown.soup.select("[hidden]"):
                unseen.decompose()
            text = shown.text()
            assert "bruise" not in text and "worry" not in text.lower()


def test_a_visit_planned_already_is_not_planned_twice(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, person())
    later = make.at(clock.today() + timedelta(days=10))
    visit_id = make.visit(match).id
    make.visit(match, starts_at=later)
    browser = sign_in(volunteer)

    form = form_of(browser, visit_id)
    assert form.select_one("[name=next_visit][value=planned][checked]")
    browser.submit(form, how="good")

    assert count(Visit) == 2


def test_after_a_match_ended_nobody_is_asked_to_go_again(sign_in: SignIn) -> None:
    volunteer, today = make.volunteer(), clock.today()
    ended = {"state": MatchState.ENDED, "ended_on": today - timedelta(days=3)}
    ended |= {"started_on": today - timedelta(days=90)}
    match = make.match(volunteer, person(), **ended)
    visit_id = make.visit(match, starts_at=make.at(today - timedelta(days=5))).id
    browser = sign_in(volunteer)

    form = form_of(browser, visit_id)
    sent = browser.submit(form, how="good", note="Goodbye.")

    assert not form.select("[name=next_visit]")
    assert sent.status == 303 and count(VisitReport) == 1


def test_a_report_cannot_be_written_of_a_visit_to_come(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)
    visit = db.session.scalars(select(Visit)).one()
    visit.starts_at = make.at(clock.today() + timedelta(days=2))
    db.session.commit()

    answer = browser.submit(form, how="good", note="Kept.")

    assert answer.status == 409 and "Kept." in answer.text("textarea[name=note]")
    assert browser.get(f"/visits/{visit_id}/report").address == f"/visits/{visit_id}"


def test_a_next_visit_is_never_in_the_past(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    going: dict[str, Any] = {
        "next_visit": "other",
        "next_on": clock.today().isoformat(),
    }

    form = form_of(browser, visit_id)
    answer = browser.submit(form, how="good", **going, next_hour="00:00")

    assert answer.errors() == ["This moment is over. Choose a later one."]
    assert count(Visit) == 1


def test_nothing_about_going_again_is_chosen_for_the_writer(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    form = form_of(browser, visit_id)
    assert not form.select("[name=next_visit][checked]")
    browser.submit(form, how="good")

    assert count(Visit) == 1


def test_a_worry_that_was_taken_back_shows_its_words(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    answers: dict[str, Any] = {"how": "good", "worry": "no", "worry_text": "A bruise."}
    answer = browser.submit(form_of(browser, visit_id), **answers)

    assert answer.has("#worry-words #worry_text-error")


def test_a_coordinator_writes_down_what_a_volunteer_says_on_the_telephone(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer(name="Griet Huis", called="Griet")
    visit_id, contact_id = visiting(volunteer)
    browser = sign_in(make.coordinator(name="Marijke Bos"))

    step = browser.get(f"/people/{contact_id}").one(
        f".now a[href$='/{visit_id}/report']"
    )
    form = form_of(browser, visit_id)
    browser.submit(form, how="good", note="We walked.")

    assert step.get_text() == "Write the report for Griet Huis"
    page = browser.get(f"/visits/{visit_id}").text("#visit")
    assert "For Griet Huis, written down by Marijke Bos" in page
    file = browser.get(f"/people/{contact_id}").text("#timeline")
    assert "Griet Huis (written down by Marijke Bos)" in file
    own = sign_in(volunteer).get(f"/visits/{visit_id}").text("#visit")
    assert "written down by Marijke Bos" in own


def test_the_form_says_for_whom_a_coordinator_writes(sign_in: SignIn) -> None:
    volunteer = make.volunteer(name="Griet Huis")
    visit_id, _ = visiting(volunteer)
    address = f"/visits/{visit_id}/report"

    assert not sign_in(volunteer).get(address).has("#for-whom")
    page = sign_in(make.coordinator()).get(address)
    assert "You write this down for Griet Huis" in page.text("#for-whom")
