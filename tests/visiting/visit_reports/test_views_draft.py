import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import (
    LONG,
    UNUSED_NUMBER,
    count,
    draft,
    form_of,
    visiting,
)
from thuis_app.core.database import db
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport


def test_what_is_typed_is_kept_from_the_first_words_on(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    empty = draft(browser, visit_id, note=" \u200b")
    assert empty.status == 200 and empty.text("#saved") == ""
    assert count(VisitDraft) == 0

    saved = draft(browser, visit_id, how="good", note="She", wishes="eating")
    assert saved.text("#saved").startswith("Saved at ")
    assert saved.one("#saved")["role"] == "status" and not saved.is_whole

    again = sign_in(volunteer).get(f"/visits/{visit_id}/report")
    assert again.text("textarea[name=note]") == "She"
    assert again.has("[name=how][value=good][checked]")
    assert again.has("[name=wishes][value=eating][checked]")
    assert not again.has("[name=next_visit][checked]")
    assert again.text("#saved").startswith("Saved at ")


def test_a_choice_without_a_word_is_kept_when_the_page_is_left(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)

    saved = draft(browser, visit_id, how="good", activities="coffee")

    again = form_of(browser, visit_id)
    assert saved.text("#saved").startswith("Saved at ")
    assert again.select("[name=how][value=good][checked]")
    assert again.select("[name=activities][value=coffee][checked]")
    day = browser.get("/my-day").text()
    assert "You began, and saved" in day or "Go on with the report" in day


def test_a_draft_is_seen_by_nobody_else_and_gone_once_sent(sign_in: SignIn) -> None:
    volunteer, other = make.volunteer(), make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, coordinator = sign_in(volunteer), sign_in(make.coordinator())
    draft(browser, visit_id, note="Only mine.", worry_text="Secret.")

    assert "Only mine" not in coordinator.get(f"/visits/{visit_id}/report").html
    assert "Secret" not in coordinator.get(f"/visits/{visit_id}").html
    stranger = sign_in(other)
    assert stranger.get(f"/visits/{visit_id}/report").status == 404
    token = {"csrf_token": stranger.token, "note": "Mine now."}
    assert stranger.post(f"/visits/{visit_id}/draft", token).status == 404

    form = form_of(browser, visit_id)
    browser.submit(form, how="good", worry="a_little")
    assert count(VisitDraft) == 0


@pytest.mark.parametrize("typed", [LONG, f"Number {UNUSED_NUMBER}"])
def test_a_draft_keeps_no_more_than_a_report_would(sign_in: SignIn, typed: str) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)

    answer = draft(sign_in(volunteer), visit_id, note=typed)

    assert answer.status == 422 and answer.text("#saved")
    assert count(VisitDraft) == 0


def test_a_button_keeps_the_draft_for_later_and_the_first_one_sends_nothing(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)
    button = form.select("button")[0]
    form["action"] = str(button["formaction"])

    wishes = ["eating", "chore"]
    kept = browser.submit(form, note="For later.", wishes=wishes, later="yes")
    assert "You can go on later" in browser.follow(kept).text("#notice")
    page = browser.get(f"/visits/{visit_id}/report")
    sent = browser.submit(page.one("#report-form"), how="so_so")

    assert kept.status == 303
    assert page.text("textarea[name=note]") == "For later."
    assert sent.status == 303
    assert db.session.scalar(select(VisitReport.note)) == "For later."


def test_one_choice_is_kept_too_when_it_is_put_aside(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = form_of(browser, visit_id)
    form["action"] = f"/visits/{visit_id}/draft"

    browser.submit(form, how="good", later="yes")

    assert form_of(browser, visit_id).select("[name=how][value=good][checked]")
