from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from thuis_app.concerns.models import Concern
from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import NO_STEP, Stage
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.core.trail import TrailEntry
from thuis_app.matches import queries as matches
from thuis_app.matches.models import Match
from thuis_app.matches.rules import MatchState
from thuis_app.visits import actions, queries
from thuis_app.visits.models import Visit, VisitDraft, VisitReport
from thuis_app.visits.rules import (
    CancelledBy,
    Findings,
    Happened,
    How,
    VisitState,
    Worry,
)
from thuis_app.wishes.models import Wish
from thuis_app.wishes.rules import Subject

pytestmark = pytest.mark.usefixtures("database")

GOOD = Findings(How.GOOD)


def case(**person: Any) -> tuple[Actor, Actor, Match, Visit]:
    """A volunteer, a coordinator, and their match with a visit of an hour ago."""
    volunteer, coordinator = make.volunteer(), make.coordinator()
    both = make.actor(volunteer), make.actor(coordinator)
    row = make.match(volunteer, make.contact(**person))
    visit_id, match_id = make.visit(row).id, row.id
    visit = queries.get(both[1], visit_id)
    return *both, matches.get(both[1], match_id), visit


def fresh(contact_id: int) -> Contact:
    db.session.flush()
    asked = select(Contact).where(Contact.id == contact_id)
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    assert found is not None
    return found


def deeds() -> list[str]:
    return list(db.session.scalars(select(TrailEntry.deed).order_by(TrailEntry.id)))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def rule(broken: pytest.ExceptionInfo[RuleBroken]) -> str:
    return broken.value.code


def test_a_visit_is_planned_and_shows_as_the_next_step() -> None:
    volunteer, _, match, _visit = case()
    day = clock.today() + timedelta(days=5)

    visit = actions.plan(volunteer, match, starts_at=make.at(day, 14), minutes=90)

    assert (visit.state, visit.minutes) == (VisitState.PLANNED, 90)
    assert fresh(match.contact_id).next_step_on == day
    assert fresh(match.contact_id).next_step == "visit"
    assert "visit.planned" in deeds()


@pytest.mark.parametrize(
    ("hour", "utc"),
    [
        (time(1, 30), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
        (time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (time(3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_night_the_clock_changes_has_visits_too(hour: time, utc: datetime) -> None:
    volunteer, _, match, _visit = case()

    starts_at = clock.at(date(2027, 3, 28), hour)
    visit = actions.plan(volunteer, match, starts_at=starts_at)

    assert visit.starts_at.astimezone(UTC) == utc


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nobody_visits_who_may_not_be_approached(stage: Stage) -> None:
    _, coordinator, match, visit = case(stage=stage, stopped_on=clock.today())

    with pytest.raises(RuleBroken) as planned:
        actions.plan(coordinator, match, starts_at=clock.now())
    with pytest.raises(RuleBroken) as moved:
        at = clock.now()
        actions.move(coordinator, visit, starts_at=at, minutes=60, purpose="")

    assert rule(planned) == rule(moved) == "contact.stopped"


def test_without_a_match_that_stands_nothing_is_planned() -> None:
    _, coordinator, match, visit = case()
    match.state = MatchState.ENDED
    db.session.flush()

    with pytest.raises(RuleBroken) as planned:
        actions.plan(coordinator, match, starts_at=clock.now())
    with pytest.raises(RuleBroken) as reported:
        next_at = clock.now() + timedelta(days=7)
        actions.report(coordinator, visit, findings=GOOD, next_at=next_at)

    assert rule(planned) == rule(reported) == "visit.no_match"


def test_another_volunteer_does_nothing_with_a_visit() -> None:
    _, _, match, visit = case()
    db.session.commit()
    other = make.actor(make.volunteer())
    visit, match = _again(visit, match)

    with pytest.raises(Denied):
        actions.plan(other, match, starts_at=clock.now())
    with pytest.raises(Denied):
        actions.report(other, visit, findings=GOOD)
    with pytest.raises(Denied):
        actions.cancel(other, visit, cancelled_by=CancelledBy.PERSON, because="x")
    with pytest.raises(Denied):
        actions.keep_draft(other, visit, answers=[("note", "x")], has_words=True)


def test_a_visit_is_called_off_by_somebody_for_a_reason() -> None:
    volunteer, _, match, visit = case(next_step="visit", next_step_on=clock.today())
    actions.keep_draft(volunteer, visit, answers=[("note", "x")], has_words=True)

    by = {"cancelled_by": CancelledBy.PERSON, "because": "Her sister is here."}
    actions.cancel(volunteer, visit, **by)  # type: ignore[arg-type]

    assert visit.state is VisitState.CANCELLED
    assert visit.cancelled_because == "Her sister is here."
    assert fresh(match.contact_id).next_step_on == NO_STEP
    assert count(VisitDraft) == 0
    with pytest.raises(RuleBroken):
        actions.report(volunteer, visit, findings=GOOD)


def test_a_report_does_all_that_follows_from_it() -> None:
    volunteer, _, match, visit = case()
    actions.keep_draft(volunteer, visit, answers=[("note", "x")], has_words=True)
    next_day = clock.today() + timedelta(days=14)

    findings = Findings(
        How.GOOD,
        minutes=75,
        wishes=[Subject.GOING_OUT, Subject.EATING],
        wish_text="To the market, for cloth",
        note="Her grandson passed his test.",
    )
    report = actions.report(
        volunteer, visit, findings=findings, next_at=make.at(next_day)
    )

    assert visit.state is VisitState.REPORTED
    assert (report.number, report.is_current, report.minutes) == (1, True, 75)
    assert (report.happened, report.how) == (Happened.YES, How.GOOD)
    heard = db.session.scalars(select(Wish).order_by(Wish.id)).all()
    assert [wish.subject for wish in heard] == [Subject.GOING_OUT, Subject.EATING]
    assert heard[0].words == "To the market, for cloth"
    person = fresh(match.contact_id)
    assert person.last_visit_on == visit.day
    assert (person.next_step, person.next_step_on) == ("visit", next_day)
    assert count(Visit) == 2 and count(VisitDraft) == 0 and count(Concern) == 0
    assert {"visit.reported", "visit.planned"} <= set(deeds())


@pytest.mark.parametrize("how", [How.NOBODY_HOME, How.CANCELLED])
def test_who_was_not_met_was_not_visited(how: How) -> None:
    volunteer, _, match, visit = case()

    report = actions.report(volunteer, visit, findings=Findings(how, minutes=60))

    assert report.minutes is None and report.mood is None
    assert fresh(match.contact_id).last_visit_on is None
    is_off = how is How.CANCELLED
    assert visit.state is (VisitState.CANCELLED if is_off else VisitState.REPORTED)


def test_a_concern_leaves_nothing_in_the_file() -> None:
    volunteer, _, match, visit = case()

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
    about = select(TrailEntry).where(TrailEntry.contact_id == match.contact_id)
    assert not [row for row in db.session.scalars(about) if "concern" in row.deed]


def test_a_visit_is_reported_once() -> None:
    volunteer, _, _, visit = case()
    actions.report(volunteer, visit, findings=GOOD)

    with pytest.raises(RuleBroken) as again:
        actions.report(volunteer, visit, findings=GOOD)

    assert rule(again) == "visit.closed"
    assert count(VisitReport) == 1


def test_a_visit_of_tomorrow_is_not_reported_today() -> None:
    volunteer, _, _, visit = case()
    visit.starts_at = make.at(clock.today() + timedelta(days=1))

    with pytest.raises(RuleBroken) as early:
        actions.report(volunteer, visit, findings=GOOD)

    assert rule(early) == "visit.not_yet"


def test_another_day_moves_what_was_planned_already() -> None:
    volunteer, _, match, visit = case()
    first, other = (make.at(clock.today() + timedelta(days=d)) for d in (7, 9))
    planned = actions.plan(volunteer, match, starts_at=first, purpose="Cards")

    actions.report(volunteer, visit, findings=GOOD, next_at=other)

    assert count(Visit) == 2
    assert (planned.starts_at, planned.purpose) == (other, "Cards")


def test_outreach_keeps_its_own_next_step() -> None:
    step = {"next_step": "attempt:2:door", "next_step_on": clock.today()}
    volunteer, _, match, visit = case(stage=Stage.OUTREACH, **step)

    actions.report(volunteer, visit, findings=GOOD)

    assert fresh(match.contact_id).next_step == "attempt:2:door"


def test_a_correction_is_a_new_version() -> None:
    volunteer, _, _match, visit = case()
    wish = Findings(How.GOOD, wishes=[Subject.EATING], note="Wrong.")
    first = actions.report(volunteer, visit, findings=wish)

    both = [Subject.EATING, Subject.CHORE]
    better = Findings(How.SO_SO, wishes=both, note="Right.")
    second = actions.correct(volunteer, visit, first, findings=better)

    assert (first.number, first.is_current, first.note) == (1, False, "Wrong.")
    assert (second.number, second.is_current, second.note) == (2, True, "Right.")
    heard = db.session.scalars(select(Wish.subject).order_by(Wish.id)).all()
    assert heard == [Subject.EATING, Subject.CHORE]
    assert "visit.corrected" in deeds()


def test_a_correction_may_say_that_there_was_no_visit_after_all() -> None:
    volunteer, _, _, visit = case()
    first = actions.report(volunteer, visit, findings=GOOD)

    actions.correct(volunteer, visit, first, findings=Findings(How.CANCELLED))

    assert visit.state is VisitState.CANCELLED


def test_after_the_day_only_the_coordinator_corrects() -> None:
    volunteer, coordinator, _, visit = case()
    first = actions.report(volunteer, visit, findings=GOOD)
    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)

    with pytest.raises(RuleBroken) as late:
        actions.correct(volunteer, visit, first, findings=GOOD)
    second = actions.correct(coordinator, visit, first, findings=GOOD)

    assert rule(late) == "report.settled"
    assert second.number == 2
    with pytest.raises(Denied):
        actions.correct(volunteer, visit, second, findings=GOOD)


def test_a_draft_begins_with_the_first_words_and_leaves_no_second() -> None:
    volunteer, _, _, visit = case()

    nothing = actions.keep_draft(
        volunteer, visit, answers=[("how", "good")], has_words=False
    )
    for words in ("She", "She likes", "She likes cards"):
        answers = [("note", words)]
        actions.keep_draft(volunteer, visit, answers=answers, has_words=True)

    assert nothing is None
    kept = db.session.scalars(select(VisitDraft)).one()
    assert kept.answers == '[["note", "She likes cards"]]'
    assert deeds().count("visit.draft_begun") == 1


def test_a_draft_whose_words_are_taken_away_is_gone() -> None:
    volunteer, _, _, visit = case()
    actions.keep_draft(volunteer, visit, answers=[("note", "x")], has_words=True)

    actions.keep_draft(volunteer, visit, answers=[], has_words=False)

    assert count(VisitDraft) == 0


def test_a_draft_that_arrives_late_does_not_come_back() -> None:
    volunteer, _, _, visit = case()
    actions.report(volunteer, visit, findings=GOOD)

    with pytest.raises(RuleBroken):
        actions.keep_draft(volunteer, visit, answers=[("note", "x")], has_words=True)


def _again(visit: Visit, match: Match) -> tuple[Visit, Match]:
    coordinator = make.actor(make.coordinator())
    found = matches.get(coordinator, match.id)
    return queries.get(coordinator, visit.id), found
