from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.couple import Couple, couple
from tests.visiting.visits.visiting import count, form_of, later
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.models import Wish
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits.models import Visit


def harm_died(known: Couple) -> None:
    harm = db.session.get_one(Contact, known.harm)
    harm.stage, harm.stopped_on = Stage.DECEASED, clock.today()
    db.session.commit()


def test_one_report_holds_for_both(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)

    answers: dict[str, Any] = {
        "how": "good",
        "holds_for": "both",
        "wishes": ["eating"],
        "wish_of": "other",
    }
    first = browser.submit(form, **answers)
    again = browser.submit(form, **answers)

    assert first.address == again.address == f"/visits/{known.to_aafke}/thanks"
    assert count(VisitReport) == 2
    assert [wish.contact_id for wish in db.session.scalars(select(Wish))] == [
        known.harm
    ]
    assert not browser.get("/").has("#to-report")


def test_the_report_of_two_names_both(sign_in: SignIn) -> None:
    known = couple()

    page = sign_in(known.volunteer).get(f"/visits/{known.to_aafke}/report")

    assert page.text("h1") == "How was it with Mrs Bos and Mr Bos?"
    assert "Mrs Bos and Mr Bos may both always read this" in page.text("#note-hint")
    assert "In their own words" in page.text("#wish-questions")


def test_for_whom_it_holds_is_asked_and_nobody_is_chosen(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    assert not form.select("[name=holds_for][checked]")

    answer = browser.submit(form, how="good", note="Tea.")

    assert answer.errors() == ["Choose who this report holds for."]
    assert answer.text("textarea[name=note]") == "Tea."
    assert count(VisitReport) == 0


def test_one_of_the_two_can_be_told_alone(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)

    browser.submit(form_of(browser, known.to_aafke), how="good", holds_for="first")
    other = form_of(browser, known.to_harm)

    assert count(VisitReport) == 1
    assert not other.select("[name=holds_for]")


def test_a_worry_names_the_one_it_is_about(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    about: dict[str, Any] = {
        "worry": "urgent",
        "worry_text": "Fell.",
        "worry_about": "other",
    }

    browser.submit(
        form_of(browser, known.to_aafke), how="good", holds_for="both", **about
    )

    assert db.session.scalars(select(Concern)).one().contact_id == known.harm


def test_when_one_died_meanwhile_the_report_is_of_the_other_alone(
    sign_in: SignIn,
) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    harm_died(known)

    sent = browser.submit(form, how="hard", note="Goodbye.")

    assert sent.status == 303
    report = db.session.scalars(select(VisitReport)).one()
    assert report.visit_id == known.to_aafke


def test_what_was_said_of_the_one_who_died_never_becomes_the_others(
    sign_in: SignIn,
) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    harm_died(known)

    about: dict[str, Any] = {
        "worry": "urgent",
        "worry_text": "He fell.",
        "worry_about": "other",
    }
    answer = browser.submit(form, how="hard", note="Kept.", **about)

    assert answer.status == 409 and "one person now" in answer.text("#errors")
    assert "Kept." in answer.text("textarea[name=note]")
    assert count(Concern) == count(VisitReport) == 0
    assert browser.submit(answer.one("#report-form")).status == 303


@pytest.mark.parametrize("field", ["wish_of", "worry_about"])
def test_nobody_else_can_be_named(sign_in: SignIn, field: str) -> None:
    known, other = couple(), make.visit()
    browser = sign_in(known.volunteer)

    named: dict[str, Any] = {field: other.id, "holds_for": "both"}
    answer = browser.submit(form_of(browser, known.to_aafke), how="good", **named)

    assert answer.status == 422 and answer.errors() == ["Choose one of these answers."]


def test_a_draft_remembers_that_it_is_for_one(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    form["action"] = str(form.select("button")[0]["formaction"])

    browser.submit(form, note="For later.", holds_for="first")
    page = browser.get(f"/visits/{known.to_aafke}/report")

    assert page.has("[name=holds_for][value=first][checked]")


def test_another_day_is_for_both_as_well(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    days: dict[str, Any] = {
        "next_visit": "other",
        "next_on": later(),
        "next_hour": "10:00",
    }

    browser.submit(
        form_of(browser, known.to_aafke), how="good", holds_for="both", **days
    )

    rows = select(Visit).where(Visit.starts_at > clock.now()).order_by(Visit.id)
    assert {visit.contact_id for visit in db.session.scalars(rows)} == {
        known.aafke,
        known.harm,
    }


def test_nobody_is_chosen_for_a_wish_or_a_worry(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    assert not form.select("[name=wish_of][checked], [name=worry_about][checked]")

    said: dict[str, Any] = {"how": "good", "wish_text": "Soup.", "worry": "a_little"}
    said["holds_for"] = "both"
    answer = browser.submit(form, **said, worry_text="He forgot the gas.")

    assert answer.errors() == [
        "Choose whose wish it is.",
        "Choose who you are worried about.",
    ]


def test_a_wish_and_a_worry_can_be_of_both(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)

    said: dict[str, Any] = {"how": "good", "wish_text": "Soup.", "worry": "a_little"}
    said |= {"worry_text": "They eat little.", "holds_for": "both"}
    browser.submit(form, **said, wish_of="both", worry_about="both")

    for contact_id in (Wish.contact_id, Concern.contact_id):
        assert set(db.session.scalars(select(contact_id))) == {known.aafke, known.harm}


def test_a_wish_of_the_wrong_one_moves_with_a_correction(sign_in: SignIn) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    browser.submit(
        form, how="good", wish_text="Soup.", wish_of="first", holds_for="both"
    )

    form = browser.get(f"/visits/{known.to_aafke}/correct").one("#correct-form")
    browser.submit(form, wish_of="other")

    [wish] = db.session.scalars(select(Wish))
    assert (wish.contact_id, wish.words) == (known.harm, "Soup.")
    shown = browser.get(f"/visits/{known.to_harm}").text()
    assert "Soup." in shown and "Soup." not in browser.get(
        f"/visits/{known.to_aafke}"
    ).text("#visit")


def test_a_report_begun_at_one_of_the_two_goes_on_at_the_other(
    sign_in: SignIn,
) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    form["action"] = f"/visits/{known.to_aafke}/draft"
    browser.submit(form, note="Tea for two.", wish_text="Soup.", wish_of="first")

    page = browser.get(f"/visits/{known.to_harm}/report")

    assert page.text("textarea[name=note]") == "Tea for two."
    assert page.has("[name=wish_of][value=other][checked]")


def test_a_wish_said_in_the_report_on_one_stays_after_the_report_on_the_other(
    sign_in: SignIn,
) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = form_of(browser, known.to_aafke)
    browser.submit(
        form, how="good", wish_text="Soup.", wish_of="other", holds_for="first"
    )

    browser.submit(form_of(browser, known.to_harm), how="good")

    [wish] = db.session.scalars(select(Wish))
    assert (wish.contact_id, wish.words) == (known.harm, "Soup.")
