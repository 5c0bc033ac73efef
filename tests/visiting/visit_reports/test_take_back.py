"""A report that was sent by mistake is a draft again for ten minutes."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.couple import couple
from tests.visiting.visits.scenarios import GOOD, count, fresh, rule, scenario
from tests.visiting.visits.visiting import visiting
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Subject
from thuis_app.team.claims import actions as claims
from thuis_app.team.claims.models import Claim
from thuis_app.visiting.visit_reports import actions, queries
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import Findings, How
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

HARD = Findings(How.HARD, wishes=[Subject.EATING], wish_text="Soup.", note="Tears.")


def open_kinds() -> set[TaskKind]:
    found = db.session.scalars(select(Task.kind).where(Task.closed_at.is_(None)))
    return set(found)


def test_what_was_sent_is_a_draft_again_and_all_that_followed_is_gone() -> None:
    volunteer, _, match, visit = scenario()
    before = open_kinds()
    actions.report(volunteer, visit, findings=HARD)
    proposal = queries.claim_to_make(volunteer, visit)
    assert proposal is not None
    claims.take_over(volunteer, proposal)
    report = queries.current_report(volunteer, visit)

    actions.take_back(volunteer, visit, report)

    assert visit.state is VisitState.PLANNED
    assert count(VisitReport) == count(Wish) == count(Claim) == 0
    kept = dict(json.loads(db.session.scalars(select(VisitDraft.answers)).one()))
    assert (kept["how"], kept["note"], kept["wish_text"]) == ("hard", "Tears.", "Soup.")
    assert open_kinds() == before | {TaskKind.VISIT}
    assert fresh(match.contact_id).last_visit_on is None


def test_after_ten_minutes_it_is_changed_and_not_taken_back() -> None:
    volunteer, _, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)
    report = queries.current_report(volunteer, visit)
    assert queries.may_take_back(volunteer, report)
    later = clock.now() + timedelta(minutes=11)
    clock.set_source(lambda: later)

    with pytest.raises(RuleBroken) as late:
        actions.take_back(volunteer, visit, report)

    assert rule(late) == "report.sent"
    assert not queries.may_take_back(volunteer, report)


def test_nobody_takes_back_what_another_sent() -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)
    report = queries.current_report(volunteer, visit)

    with pytest.raises(Denied):
        actions.take_back(coordinator, visit, report)


def test_one_tap_says_that_both_visits_went_as_planned_and_one_undoes_it(
    sign_in: SignIn,
) -> None:
    known = couple()
    browser = sign_in(known.volunteer)
    form = browser.get("/my-day").one(
        f"form[action='/visits/{known.to_aafke}/as-planned']"
    )

    thanks = browser.follow(browser.submit(form))
    reported = select(func.count()).where(Visit.state == VisitState.REPORTED)
    assert db.session.scalar(reported) == 2
    undone = browser.submit(thanks.one("form[action$=take-back]"))

    assert undone.address == f"/visits/{known.to_aafke}/report"
    assert db.session.scalar(reported) == 0 and count(VisitReport) == 0


def test_the_day_says_what_is_begun_and_what_is_sent(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/report").one("#report-form")
    form["action"] = f"/visits/{visit_id}/draft"
    browser.submit(form, note="She sang.", later="yes")

    begun = browser.get("/my-day")
    form = browser.get(f"/visits/{visit_id}/report").one("#report-form")
    browser.submit(form, how="good")
    sent = browser.get("/my-day")

    assert "You began, and saved at" in begun.text()
    assert not begun.has("form[action$=as-planned]")
    assert "Done for today." in sent.text() and "Sent at" in sent.text()
    assert sent.has("form[action$=take-back]")
    assert sent.has(f"a[href='/visits/{visit_id}/correct']")


def test_the_hours_of_a_visit_are_one_tap_at_the_end_of_its_report(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/report").one("#report-form")
    thanks = browser.follow(browser.submit(form, how="good"))

    browser.submit(thanks.one("form[action^='/hours/from-visit']"))

    assert count(Claim) == 1
    assert not browser.get(f"/visits/{visit_id}/thanks").has("#claim-title")


def test_a_closed_door_is_not_answered_with_thanks(sign_in: SignIn) -> None:
    make.coordinator(called="Marijke")
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/report").one("#report-form")

    page = browser.follow(browser.submit(form, how="nobody_home"))

    assert page.text("h1") == "Nobody home"
    assert "Marijke has this on the list of today" in page.text()
    assert page.has("a[href='tel:112']")
