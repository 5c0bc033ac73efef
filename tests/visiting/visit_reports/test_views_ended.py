"""What is left of a visit once the match ended, or nobody may come any more."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import count, form_of, person
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.models import Wish
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

STOPPED = (Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED)
SECRETS = ("Kerkstraat", "Ring twice.", "595123456", "0595 123 456", "Marbles")


def matched(volunteer: User, **more: Any) -> Match:
    someone = person(approach="Ring twice.", **more)
    make.saved(ContactPhone(contact_id=someone.id, number="+31595123456"))
    since = clock.today() - timedelta(days=90)
    return make.match(volunteer, someone, started_on=since)


def ended(match: Match, days: int = 0) -> None:
    match = db.session.get_one(Match, match.id)
    match.state = MatchState.ENDED
    match.ended_on = clock.today() - timedelta(days=days)
    db.session.commit()


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


@pytest.mark.parametrize("part", ["", "/move", "/cancel"])
@pytest.mark.parametrize("days", [-1, 1])
def test_a_visit_does_not_open_after_its_match(
    sign_in: SignIn, part: str, days: int
) -> None:
    volunteer = make.volunteer()
    match = matched(volunteer)
    visit = make.visit(match, starts_at=in_days(days))
    browser = sign_in(volunteer)
    assert browser.get(f"/visits/{visit.id}{part}").status == 200

    ended(match)

    assert browser.get(f"/visits/{visit.id}{part}").status == 404
    assert sign_in(make.coordinator()).get(f"/visits/{visit.id}{part}").status == 200


@pytest.mark.parametrize("action", ["/move", "/cancel"])
def test_a_form_that_was_open_changes_nothing_after_the_match(
    sign_in: SignIn, action: str
) -> None:
    volunteer = make.volunteer()
    match = matched(volunteer)
    visit = make.visit(match, starts_at=in_days(3))
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit.id}{action}").one("main form[method=post]")

    ended(match)

    assert browser.submit(form).status == 404
    assert db.session.get_one(Visit, visit.id).state is VisitState.PLANNED


def test_the_report_is_finished_with_a_name_and_a_day(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = matched(volunteer)
    visit = make.visit(match, starts_at=in_days(-3), purpose="Marbles")
    ended(match, days=1)
    browser = sign_in(volunteer)

    day = browser.get("/my-day")
    page = browser.get(f"/visits/{visit.id}/report")
    sent = browser.submit(page.one("#report-form"), how="good", note="Goodbye.")
    thanks = browser.follow(sent)
    form = browser.get(f"/visits/{visit.id}/correct").one("#correct-form")
    changed = browser.submit(form, note="A long goodbye.")

    assert "Van der Ploeg" in page.text("h1") and day.has(
        f"a[href$='{visit.id}/report']"
    )
    assert not page.has("a[href$='/move']")
    assert changed.address == f"/visits/{visit.id}/thanks" and count(VisitReport) == 2
    for one in (day, page, thanks, browser.follow(changed)):
        assert not [word for word in SECRETS if word in one.html]


def test_a_draft_is_kept_until_the_report_is_finished(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = matched(volunteer)
    visit = make.visit(match, starts_at=in_days(-1))
    browser = sign_in(volunteer)
    form = form_of(browser, visit.id)
    ended(match)

    form["action"] = f"/visits/{visit.id}/draft"
    browser.submit(form, note="We sat in the sun.")

    assert count(VisitDraft) == 1


def test_a_visit_of_this_morning_is_reported_and_not_made_again(
    sign_in: SignIn,
) -> None:
    noon = make.at(clock.today(), 12)
    clock.set_source(lambda: noon)
    volunteer = make.volunteer()
    match = matched(volunteer)
    morning = make.visit(match, starts_at=make.at(clock.today(), 9))
    evening = make.visit(match, starts_at=make.at(clock.today(), 19))
    ended(match)

    page = sign_in(volunteer).get("/my-day")

    assert page.has(f"#to-report ~ * a[href$='/visits/{morning.id}/report']")
    assert f"/visits/{evening.id}/" not in page.html
    assert page.texts("main article") == []


def test_a_coordinator_prints_nothing_of_a_match_that_ended(sign_in: SignIn) -> None:
    volunteer = make.volunteer(make.area())
    match = matched(volunteer)
    make.visit(match, starts_at=in_days(0))
    browser = sign_in(make.coordinator())
    address = f"/visits/paper?volunteer={volunteer.id}"
    assert "Kerkstraat" in browser.get(address).html

    ended(match)

    assert not [word for word in SECRETS if word in browser.get(address).html]


@pytest.mark.parametrize("stage", STOPPED)
def test_after_a_stop_the_visit_and_new_visits_are_closed(
    sign_in: SignIn, stage: Stage
) -> None:
    volunteer, today = make.volunteer(), clock.today()
    match = matched(volunteer, stage=stage, stopped_on=today - timedelta(days=3))
    before = make.visit(match, starts_at=in_days(-5))
    after = make.visit(match, starts_at=in_days(-1))
    browser = sign_in(volunteer)

    for page in ("", "/move", "/cancel"):
        assert browser.get(f"/visits/{before.id}{page}").status == 404
    assert browser.get(f"/visits/of/{match.contact_id}/plan").status == 404
    assert browser.get(f"/visits/{after.id}/report").status == 404


@pytest.mark.parametrize("stage", STOPPED)
def test_a_visit_from_before_a_stop_is_still_reported(
    sign_in: SignIn, stage: Stage
) -> None:
    volunteer, today = make.volunteer(), clock.today()
    match = matched(volunteer, stage=stage, stopped_on=today - timedelta(days=3))
    visit = make.visit(match, starts_at=in_days(-5))
    browser = sign_in(volunteer)

    form = form_of(browser, visit.id)
    thanks = browser.follow(browser.submit(form, how="good", wishes=["eating"]))

    assert thanks.status == 200 and count(VisitReport) == 1 and count(Wish) == 0
    assert not form.select("[name=next_visit]")
    assert "looks for what fits" not in thanks.text()
    assert not [word for word in SECRETS if word in thanks.html]


def test_two_weeks_after_a_stop_no_report_is_left(sign_in: SignIn) -> None:
    volunteer, today = make.volunteer(), clock.today()
    gone = {"stage": Stage.NO_CONTACT, "stopped_on": today - timedelta(days=15)}
    visit = make.visit(matched(volunteer, **gone), starts_at=in_days(-20))

    assert sign_in(volunteer).get(f"/visits/{visit.id}/report").status == 404


def test_a_stop_long_after_the_match_is_not_told(sign_in: SignIn) -> None:
    volunteer, today = make.volunteer(), clock.today()
    match = matched(volunteer, stage=Stage.DECEASED, stopped_on=today)
    assert "has died" in sign_in(volunteer).get("/my-day").text()

    ended(match, days=40)

    assert "has died" not in sign_in(volunteer).get("/my-day").text()
