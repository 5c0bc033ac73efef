from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from tests import make
from tests.visiting.visits.scenarios import GOOD, count, events, fresh, rule, scenario
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.visit_reports import actions, queries
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import Findings, Happened, How, Worry
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")


def test_a_report_does_all_that_follows_from_it() -> None:
    volunteer, _, match, visit = scenario()
    actions.keep_draft(volunteer, visit, answers=[("note", "x")], is_begun=True)
    next_day = clock.today() + timedelta(days=14)

    findings = Findings(
        How.GOOD,
        minutes=75,
        wishes=[Subject.GOING_OUT, Subject.EATING],
        wish_text="To the market, for cloth",
        note="Her grandson passed his test.",
    )
    actions.report(volunteer, visit, findings=findings, next_at=make.at(next_day))

    report = queries.current_report(volunteer, visit)
    assert visit.state is VisitState.REPORTED
    assert (report.number, report.is_current, report.minutes) == (1, True, 75)
    assert (report.happened, report.how) == (Happened.YES, How.GOOD)
    recorded = db.session.scalars(select(Wish).order_by(Wish.id)).all()
    assert [wish.subject for wish in recorded] == [Subject.GOING_OUT, Subject.EATING]
    assert recorded[0].words == "To the market, for cloth"
    person = fresh(match.contact_id)
    assert person.last_visit_on == visit.day
    assert (person.next_step, person.next_step_on) == ("visit", next_day)
    assert count(Visit) == 2 and count(VisitDraft) == 0 and count(Concern) == 0
    assert {"visit.reported", "visit.planned"} <= set(events())


def test_the_next_step_is_the_first_visit_no_matter_who_makes_it() -> None:
    volunteer, _, match, visit = scenario()
    other = make.match(make.volunteer(), fresh(match.contact_id))
    tomorrow = clock.today() + timedelta(days=1)
    make.visit(other, starts_at=make.at(tomorrow))

    actions.report(
        volunteer,
        visit,
        findings=GOOD,
        next_at=make.at(clock.today() + timedelta(days=14)),
    )

    assert fresh(match.contact_id).next_step_on == tomorrow


@pytest.mark.parametrize("how", [How.NOBODY_HOME, How.CANCELLED])
def test_who_was_not_met_was_not_visited(how: How) -> None:
    volunteer, _, match, visit = scenario()

    actions.report(volunteer, visit, findings=Findings(how, minutes=60))
    report = queries.current_report(volunteer, visit)

    assert report.minutes is None and report.mood is None
    assert fresh(match.contact_id).last_visit_on is None
    is_off = how is How.CANCELLED
    assert visit.state is (VisitState.CANCELLED if is_off else VisitState.REPORTED)


def test_a_concern_leaves_nothing_in_the_file() -> None:
    volunteer, _, match, visit = scenario()

    actions.report(
        volunteer,
        visit,
        findings=GOOD,
        worry=Worry.URGENT,
        worry_text="There was a bruise on her arm.",
    )

    concern = db.session.scalars(select(Concern)).one()
    assert concern.is_urgent and concern.words == "There was a bruise on her arm."
    report = db.session.scalars(select(VisitReport)).one()
    assert "bruise" not in repr(vars(report))
    about = select(AuditEntry).where(AuditEntry.contact_id == match.contact_id)
    assert not [row for row in db.session.scalars(about) if "concern" in row.event]


def test_a_visit_is_reported_once() -> None:
    volunteer, _, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)

    with pytest.raises(RuleBroken) as again:
        actions.report(volunteer, visit, findings=GOOD)

    assert rule(again) == "visit.closed"
    assert count(VisitReport) == 1


def test_a_visit_that_somebody_else_changed_meanwhile_is_not_reported() -> None:
    volunteer, _, _, visit = scenario()
    seen = visit.version
    elsewhere = update(Visit).where(Visit.id == visit.id).values(version=seen + 1)
    db.session.execute(elsewhere, execution_options={"synchronize_session": False})

    with pytest.raises(StaleDataError):
        actions.report(volunteer, visit, findings=GOOD)

    db.session.rollback()
    assert count(VisitReport) == 0


def test_a_visit_that_this_very_request_changed_is_reported() -> None:
    volunteer, _, _, visit = scenario()
    visit.minutes = 90

    actions.report(volunteer, visit, findings=GOOD)

    db.session.refresh(visit)
    assert (visit.minutes, visit.state) == (90, VisitState.REPORTED)


def test_who_saw_a_visit_before_it_was_reported_sees_that_it_changed() -> None:
    volunteer, _, _, visit = scenario()
    seen = visit.version

    actions.report(volunteer, visit, findings=GOOD)

    db.session.refresh(visit)
    assert (visit.version, visit.state) == (seen + 1, VisitState.REPORTED)


def test_a_visit_of_tomorrow_is_not_reported_today() -> None:
    volunteer, _, _, visit = scenario()
    visit.starts_at = make.at(clock.today() + timedelta(days=1))

    with pytest.raises(RuleBroken) as early:
        actions.report(volunteer, visit, findings=GOOD)

    assert rule(early) == "visit.not_yet"


def test_another_day_moves_what_was_planned_already() -> None:
    volunteer, _, match, visit = scenario()
    first, other = (make.at(clock.today() + timedelta(days=d)) for d in (7, 9))
    planned = visits.plan(volunteer, match, starts_at=first, purpose="Cards")

    actions.report(volunteer, visit, findings=GOOD, next_at=other)

    assert count(Visit) == 2
    assert (planned.starts_at, planned.purpose) == (other, "Cards")


def test_outreach_keeps_its_own_next_step() -> None:
    volunteer, _, match, visit = scenario(stage=Stage.OUTREACH)
    make.plan(fresh(match.contact_id), attempts=1)

    actions.report(volunteer, visit, findings=GOOD)

    person = fresh(match.contact_id)
    assert (person.next_step, person.next_step_number) == ("attempt", 2)


def test_without_a_next_visit_its_planning_is_asked_for_within_a_week() -> None:
    volunteer, _, match, visit = scenario()

    actions.report(volunteer, visit, findings=GOOD)

    person, in_a_week = fresh(match.contact_id), clock.today() + timedelta(days=7)
    assert (person.next_step, person.next_step_on) == ("plan_visit", in_a_week)


def test_a_correction_is_a_new_version() -> None:
    volunteer, _, _match, visit = scenario()
    wish = Findings(How.GOOD, wishes=[Subject.EATING], note="Wrong.")
    actions.report(volunteer, visit, findings=wish)
    first = queries.current_report(volunteer, visit)

    both = [Subject.EATING, Subject.CHORE]
    better = Findings(How.SO_SO, wishes=both, note="Right.")
    actions.correct(volunteer, visit, first, findings=better)
    second = queries.current_report(volunteer, visit)

    assert (first.number, first.is_current, first.note) == (1, False, "Wrong.")
    assert (second.number, second.is_current, second.note) == (2, True, "Right.")
    recorded = db.session.scalars(select(Wish.subject).order_by(Wish.id)).all()
    assert recorded == [Subject.EATING, Subject.CHORE]
    assert "visit.corrected" in events()


def test_a_correction_may_say_that_there_was_no_visit_after_all() -> None:
    volunteer, _, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)
    first = queries.current_report(volunteer, visit)

    actions.correct(volunteer, visit, first, findings=Findings(How.CANCELLED))

    assert visit.state is VisitState.CANCELLED


def test_after_the_day_only_the_coordinator_corrects() -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)
    first = queries.current_report(volunteer, visit)
    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)

    with pytest.raises(RuleBroken) as late:
        actions.correct(volunteer, visit, first, findings=GOOD)
    actions.correct(coordinator, visit, first, findings=Findings(How.SO_SO))
    second = queries.current_report(coordinator, visit)

    assert rule(late) == "report.settled"
    assert second.number == 2
    with pytest.raises(RuleBroken) as later:
        actions.correct(volunteer, visit, second, findings=GOOD)
    assert rule(later) == "report.settled"


def test_a_draft_begins_with_the_first_words_and_leaves_no_second() -> None:
    volunteer, _, _, visit = scenario()

    nothing = actions.keep_draft(
        volunteer, visit, answers=[("how", "good")], is_begun=False
    )
    for words in ("She", "She likes", "She likes cards"):
        answers = [("note", words)]
        actions.keep_draft(volunteer, visit, answers=answers, is_begun=True)

    assert nothing is None
    kept = db.session.scalars(select(VisitDraft)).one()
    assert kept.answers == '[["note", "She likes cards"]]'
    assert events().count("visit.draft_begun") == 1


def test_a_draft_whose_words_are_taken_away_is_gone() -> None:
    volunteer, _, _, visit = scenario()
    actions.keep_draft(volunteer, visit, answers=[("note", "x")], is_begun=True)

    actions.keep_draft(volunteer, visit, answers=[], is_begun=False)

    assert count(VisitDraft) == 0


def test_a_draft_that_arrives_late_does_not_come_back() -> None:
    volunteer, _, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)

    with pytest.raises(RuleBroken):
        actions.keep_draft(volunteer, visit, answers=[("note", "x")], is_begun=True)
