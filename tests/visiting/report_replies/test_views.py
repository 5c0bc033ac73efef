"""The report, and what is said about it, as the two of them see it."""

from tests import make
from tests.conftest import SignIn
from tests.visiting.visit_reports.written import reported
from thuis_app.people.tasks.rules import TaskKind


def test_a_word_of_thanks_goes_from_the_report_to_the_day(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    contact = make.contact("Ploeg")
    visit = reported(make.match(volunteer, contact), -2, note="She sang.")
    make.task(TaskKind.REPORT, contact, source=str(visit.id))
    desk = sign_in(coordinator)

    page = desk.get(f"/visits/{visit.id}")
    sent = desk.submit(page.one("#reply-form"), kind="thanks", words="How lovely.")
    day = sign_in(volunteer).get("/my-day")

    assert page.has("form[action$=read]")
    assert not desk.follow(sent).has("form[action$=read]")
    assert "How lovely." in day.text() and "Thank you" in day.text()


def test_a_question_without_words_says_what_is_missing(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    visit = reported(make.match(volunteer), -2)
    desk = sign_in(coordinator)

    form = desk.get(f"/visits/{visit.id}").one("#reply-form")
    answer = desk.submit(form, kind="question")

    assert answer.status == 422
    assert answer.errors() == ["Write in a few words what the volunteer should know."]


def test_a_question_is_answered_from_the_day(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    visit = reported(make.match(volunteer), -2)
    reply = make.reply(visit, coordinator)
    tablet = sign_in(volunteer)

    page = tablet.get(f"/visits/replies/{reply.id}/answer")
    empty = tablet.submit(page.one("#answer-form"), answer="")
    day = tablet.follow(tablet.submit(page.one("#answer-form"), answer="She does."))

    assert empty.errors() == ["Write your answer in a few words."]
    assert "Does she eat?" not in day.text("#content")
    shown = sign_in(coordinator).get(f"/visits/{visit.id}")
    assert "She does." in shown.text()


def test_nobody_home_leads_with_numbers_on_the_page_of_the_report(
    sign_in: SignIn,
) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    match = make.match(volunteer)
    reported(match, -9, happened="nobody_home", mood=None)
    visit = reported(match, -2, happened="nobody_home", mood=None)

    page = sign_in(coordinator).get(f"/visits/{visit.id}")

    assert page.has("a[href='tel:112']")
    assert "Nobody home, 2 times in a row." in page.text()
