"""The same visit is not planned twice, and what stands in the way is said."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.visiting.visits.scenarios import rule, scenario
from tests.visiting.visits.visiting import later, person
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.team.volunteers.models import VolunteerBlock
from thuis_app.visiting.visits import actions, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    Agenda,
    DaysOff,
    Engagement,
    Objection,
    Slot,
    VisitCancelledBy,
)

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 12, 7, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def slot(start: datetime, hours: int = 1) -> Slot:
    return Slot(start, start + hours * HOUR)


@pytest.mark.parametrize(
    ("contact_id", "volunteer_id", "expected"),
    [
        (1, 2, [Objection.TWICE]),
        (1, 9, [Objection.PERSON_BUSY]),
        (9, 2, [Objection.VOLUNTEER_BUSY]),
        (9, 9, []),
    ],
)
def test_whose_time_it_takes_decides_what_is_said(
    contact_id: int, volunteer_id: int, expected: list[Objection]
) -> None:
    there = Engagement(slot(NOON), "Griet", contact_id, volunteer_id)
    found = Agenda([there]).objections(slot(NOON + HOUR / 2), 1, 2)
    assert [one for one, _what in found] == expected


def test_two_visits_may_follow_each_other() -> None:
    there = Engagement(slot(NOON), "Griet", 1, 2)
    assert not list(Agenda([there]).objections(slot(NOON + HOUR), 1, 2))
    assert not list(Agenda([there]).objections(slot(NOON - HOUR), 1, 2))


def test_a_visit_to_a_couple_is_shown_once_as_that_of_who_is_looked_at() -> None:
    with_him = Engagement(slot(NOON), "Griet", 1, 2)
    with_her = Engagement(slot(NOON), "Griet", 5, 2)
    elsewhere = Engagement(slot(NOON + 3 * HOUR), "Griet", 7, 2)
    of_another = Engagement(slot(NOON), "Klaas", 1, 3)
    place = Engagement(slot(NOON), "Thuis kamer", 1)
    found = Agenda([with_her, with_him, elsewhere, of_another, place])

    assert found.shown_for(1) == [with_him, elsewhere, of_another, place]
    assert found.shown_for(5) == [with_her, elsewhere, of_another, place]
    assert found.shown_for(9) == [with_her, elsewhere, of_another, place]


def test_days_off_stand_in_the_way_on_the_first_and_the_last_day() -> None:
    away = DaysOff(2, "Griet", date(2026, 12, 1), date(2026, 12, 7))
    free = DaysOff(2, "Griet", date(2026, 12, 8), date(2026, 12, 9))
    found = Agenda(days_off=[away, free]).objections(slot(NOON), 1, 2)
    assert list(found) == [(Objection.DAYS_OFF, away)]


@pytest.mark.parametrize(
    ("at", "night"), [(3, True), (6, True), (7, False), (21, False), (22, True)]
)
def test_hours_at_night_are_asked_about(at: int, night: bool) -> None:
    moment = clock.at(date(2026, 12, 7), time(at))
    assert rules.is_at_night(slot(moment)) is night


def test_the_same_visit_is_refused_and_another_one_asked_once() -> None:
    _, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    first = actions.plan(coordinator, match, starts_at=soon)

    with pytest.raises(RuleBroken) as twice:
        actions.plan(coordinator, match, starts_at=soon + HOUR / 2)
    actions.cancel(
        coordinator, first, cancelled_by=VisitCancelledBy.PERSON, because="Ill."
    )
    again = actions.plan(coordinator, match, starts_at=soon + HOUR / 2, anyway=False)

    assert rule(twice) == "visit.twice"
    assert again.starts_at == soon + HOUR / 2


def test_a_visit_is_not_moved_onto_another_of_the_same_two() -> None:
    _, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    actions.plan(coordinator, match, starts_at=soon)
    other = actions.plan(coordinator, match, starts_at=soon + 24 * HOUR)

    with pytest.raises(RuleBroken) as moved:
        actions.move(coordinator, other, starts_at=soon, minutes=60, purpose="")
    actions.move(coordinator, other, starts_at=soon + 25 * HOUR, minutes=90, purpose="")

    assert rule(moved) == "visit.twice"


def test_what_the_form_did_not_see_yet_is_refused_without_a_word_too_much() -> None:
    volunteer, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    other = make.match(db.session.get_one(type(match.volunteer), volunteer.id))
    make.visit(other, starts_at=soon)

    with pytest.raises(RuleBroken) as asked:
        actions.plan(coordinator, match, starts_at=soon, anyway=False)

    assert rule(asked) == "visit.objection"
    assert actions.plan(coordinator, match, starts_at=soon).id


def test_the_form_names_a_visit_to_a_couple_once(sign_in: SignIn) -> None:
    volunteer, he = make.volunteer(called="Griet"), person()
    she = make.contact("Ploeg")
    at = make.at(clock.today() + timedelta(days=5), 14)
    for one in (he, she):
        make.visit(make.match(volunteer, one), starts_at=at)

    page = sign_in(make.coordinator()).get(f"/visits/of/{he.id}/plan")

    [line] = page.texts("#agenda li")
    assert "Griet comes here" in line


def test_the_form_says_who_is_where_and_goes_on_when_it_is_meant(
    sign_in: SignIn,
) -> None:
    volunteer, someone = make.volunteer(called="Griet"), person()
    make.match(volunteer, someone)
    at = make.at(clock.today() + timedelta(days=5), 14)
    make.visit(make.match(volunteer, make.contact("Zwaluw")), starts_at=at)
    browser = sign_in(make.coordinator())
    page = browser.get(f"/visits/of/{someone.id}/plan")
    assert "Griet visits somebody else" in page.text("#agenda")
    assert not page.has("[name=anyway]")

    day = clock.local(at).date()
    refused = browser.submit(page.one("#plan-form"), on=day, at="14:30")

    assert refused.status == 422
    assert any("Griet visits somebody else from 14:00" in e for e in refused.errors())
    assert "Zwaluw" not in refused.text("#content")
    sent = browser.submit(refused.one("#plan-form"), anyway="y")
    assert sent.status == 303 and _visits_to(someone.id) == 1


def test_days_off_and_the_night_are_asked_about_on_the_form(sign_in: SignIn) -> None:
    volunteer, someone = make.volunteer(called="Griet"), person()
    make.match(volunteer, someone)
    day = clock.today() + timedelta(days=9)
    make.saved(VolunteerBlock(user_id=volunteer.id, from_on=day, until_on=day))
    browser = sign_in(make.coordinator())
    page = browser.get(f"/visits/of/{someone.id}/plan")
    assert "Griet has days off" in page.text("#agenda")

    refused = browser.submit(page.one("#plan-form"), on=day, at="03:00")

    said = " ".join(refused.errors())
    assert refused.status == 422 and "days off" in said and "at night" in said
    assert _visits_to(someone.id) == 0


def test_the_same_visit_cannot_be_meant(sign_in: SignIn) -> None:
    volunteer, someone = make.volunteer(), person()
    match = make.match(volunteer, someone)
    make.visit(match, starts_at=make.at(date.fromisoformat(later()), 14))
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/of/{someone.id}/plan").one("#plan-form")

    refused = browser.submit(form, on=later(), at="14:30")

    assert refused.status == 422 and _visits_to(someone.id) == 1
    assert not refused.has("[name=anyway]")
    assert any("already meet" in said for said in refused.errors())


def test_the_hour_that_the_clock_skips_is_refused_at_the_field(
    sign_in: SignIn,
) -> None:
    someone = person()
    make.match(make.volunteer(), someone)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/visits/of/{someone.id}/plan").one("#plan-form")

    refused = browser.submit(form, on=date(2027, 3, 28), at="02:30")

    assert refused.status == 422 and _visits_to(someone.id) == 0
    assert any("skips this hour" in said for said in refused.errors())


def test_two_who_plan_the_same_visit_at_once_plan_it_once(
    app: Flask, sign_in: SignIn
) -> None:
    volunteer, someone = make.volunteer(), person()
    make.match(volunteer, someone)
    address = f"/visits/of/{someone.id}/plan"
    browsers = [sign_in(make.coordinator()) for _one in range(4)]
    sheets = [(one, one.get(address).one("#plan-form")) for one in browsers]
    start, statuses = Barrier(len(sheets)), list[int]()
    db.session.commit()

    def send(browser: Browser, form: Tag) -> None:
        with app.app_context():
            start.wait(10)
            statuses.append(browser.submit(form, on=later(), at="14:30").status)

    threads = [Thread(target=send, args=sheet) for sheet in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(statuses)[0] == 303 and set(sorted(statuses)[1:]) <= {409, 422}
    assert _visits_to(someone.id) == 1


def _visits_to(contact_id: int) -> int:
    theirs = select(func.count(Visit.id)).where(Visit.contact_id == contact_id)
    return db.session.scalar(theirs) or 0


def test_who_meet_late_are_not_asked_about_the_night_again(sign_in: SignIn) -> None:
    volunteer, someone = make.volunteer(), person()
    day = clock.today() + timedelta(days=3)
    match = make.match(volunteer, someone)
    visit = make.visit(match, starts_at=make.at(day, 22, 30))
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit.id}/move").one("#move-form")

    later_on = (day + timedelta(days=1)).isoformat()
    assert browser.submit(form, on=later_on, informed="knows").status == 303


def test_what_has_been_is_written_down_without_a_question(sign_in: SignIn) -> None:
    volunteer, someone = make.volunteer(), person()
    make.match(volunteer, someone)
    day = clock.today() - timedelta(days=1)
    make.visit(make.match(volunteer), starts_at=make.at(day, 10))
    browser = sign_in(make.coordinator())
    form = browser.get(f"/visits/of/{someone.id}/plan").one("#plan-form")

    assert browser.submit(form, on=day.isoformat(), at="10:30").status == 303
