"""What follows from a report, and goes with it when it is put right."""

import pytest
from sqlalchemy import select

from tests.visiting.visit_reports.written import reported
from tests.visiting.visits.scenarios import GOOD, count, fresh, scenario
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskGroup, TaskKind, group_of
from thuis_app.people.wishes import actions as wishes
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Subject, WishState
from thuis_app.team.claims import actions as claims
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import actions, queries
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import (
    AbsenceDetails,
    Findings,
    How,
    ReportDetails,
)
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")

HEARD = Findings(How.GOOD, wishes=[Subject.EATING], wish_text="Pea soup.")


def heard() -> list[tuple[Subject, str]]:
    rows = db.session.scalars(select(Wish).order_by(Wish.id))
    return [(wish.subject, wish.words) for wish in rows]


def task(kind: TaskKind) -> Task | None:
    query = select(Task).where(Task.kind == kind, Task.closed_at.is_(None))
    return db.session.scalar(query)


def test_one_sentence_with_two_ticks_is_said_once() -> None:
    volunteer, _, _, visit = scenario()
    ticks = [Subject.EATING, Subject.GOING_OUT]

    actions.report(
        volunteer, visit, findings=Findings(How.GOOD, wishes=ticks, wish_text="Soup.")
    )

    assert heard() == [(Subject.EATING, "Soup."), (Subject.GOING_OUT, "")]


@pytest.mark.parametrize("how", [How.NOBODY_HOME, How.CANCELLED])
def test_who_met_nobody_heard_no_wish(how: How) -> None:
    volunteer, _, _, visit = scenario()

    findings = Findings(how, wishes=[Subject.EATING], agreed="Cards.", note="Dark.")
    actions.report(volunteer, visit, findings=findings)

    written = queries.current_report(volunteer, visit)
    assert (written.wishes, written.agreed, written.note) == (frozenset(), "", "Dark.")
    assert heard() == []


def test_a_correction_takes_its_wishes_back_and_records_the_new_ones() -> None:
    volunteer, _, _, visit = scenario()
    actions.report(volunteer, visit, findings=HEARD)
    written = queries.current_report(volunteer, visit)

    going = Findings(How.GOOD, wishes=[Subject.GOING_OUT], wish_text="The market.")
    actions.correct(volunteer, visit, written, findings=going)

    assert heard() == [(Subject.GOING_OUT, "The market.")]
    [waits] = db.session.scalars(
        select(Task).where(Task.kind == TaskKind.WISH, Task.closed_at.is_(None))
    )
    assert "The market." in waits.details


def test_a_wish_that_somebody_took_up_stays_and_is_not_doubled() -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=HEARD)
    [wish] = db.session.scalars(select(Wish))
    wishes.move(coordinator, db.session.merge(wish), to=WishState.DONE)
    written = queries.current_report(volunteer, visit)

    more = Findings(How.SO_SO, wishes=[Subject.EATING], wish_text="Pea soup.")
    actions.correct(volunteer, visit, written, findings=more)

    assert heard() == [(Subject.EATING, "Pea soup.")]


def test_a_correction_that_changes_nothing_makes_no_version() -> None:
    volunteer, _, _, visit = scenario()
    actions.report(volunteer, visit, findings=HEARD)
    written = queries.current_report(volunteer, visit)

    assert not actions.correct(volunteer, visit, written, findings=HEARD)

    assert count(VisitReport) == 1


def test_a_closed_door_is_a_call_the_same_day_and_before_all_else() -> None:
    volunteer, _, _, visit = scenario()

    actions.report(volunteer, visit, findings=Findings(How.NOBODY_HOME, note="Dark."))

    found = task(TaskKind.ABSENT)
    assert found is not None and group_of(found.kind, found.rank) is TaskGroup.FIRST
    assert (found.number, found.read_details(AbsenceDetails).words) == (1, "Dark.")
    assert task(TaskKind.REPORT) is None


def test_hard_visits_one_after_the_other_are_counted() -> None:
    volunteer, _, match, visit = scenario()
    for days, mood in ((-40, "hard"), (-30, "good"), (-20, "hard"), (-10, "hard")):
        reported(match, days, mood=mood)
    reported(match, -5, happened="cancelled", mood=None)

    actions.report(volunteer, visit, findings=Findings(How.HARD, note="Tears."))

    found = task(TaskKind.REPORT)
    assert found is not None
    assert found.read_details(ReportDetails).in_a_row == 3


def test_a_good_report_without_a_word_asks_nothing_of_anybody() -> None:
    volunteer, _, _, visit = scenario()

    actions.report(volunteer, visit, findings=GOOD)

    kinds = (TaskKind.REPORT, TaskKind.ABSENT, TaskKind.WISH)
    assert [task(kind) for kind in kinds] == [None] * 3


def test_a_door_that_opens_again_ends_the_call() -> None:
    volunteer, _, _, visit = scenario()
    closed = Findings(How.NOBODY_HOME)
    actions.report(volunteer, visit, findings=closed)
    written = queries.current_report(volunteer, visit)

    actions.correct(volunteer, visit, written, findings=GOOD)

    assert task(TaskKind.ABSENT) is None


def corrected(actor: Actor, visit: Visit, findings: Findings) -> None:
    written = queries.current_report(actor, visit)
    actions.correct(actor, visit, written, findings=findings)


def claimed(volunteer: Actor, visit: Visit) -> Claim:
    proposal = queries.claim_to_make(volunteer, visit)
    assert proposal is not None
    return claims.take_over(volunteer, proposal)


def state_of(match: Match) -> MatchState:
    db.session.refresh(match)
    return match.state


def claim_now() -> Claim | None:
    return db.session.scalar(select(Claim))


@pytest.mark.parametrize("how", [How.NOBODY_HOME, How.CANCELLED])
def test_after_a_correction_the_last_visit_is_the_one_before(how: How) -> None:
    volunteer, _, match, visit = scenario()
    before = reported(match, days=-7)
    actions.report(volunteer, visit, findings=GOOD)

    corrected(volunteer, visit, Findings(how))

    assert fresh(match.contact_id).last_visit_on == before.day


def test_a_first_visit_that_was_none_leaves_two_who_are_still_to_meet() -> None:
    volunteer, _, match, visit = scenario()
    match.state = MatchState.INTRODUCED
    actions.report(volunteer, visit, findings=GOOD)
    assert state_of(match) is MatchState.ACTIVE

    corrected(volunteer, visit, Findings(How.NOBODY_HOME))

    assert state_of(match) is MatchState.INTRODUCED


def test_who_met_before_goes_on_after_a_visit_that_was_none() -> None:
    volunteer, _, match, visit = scenario()
    reported(match, days=-7)
    actions.report(volunteer, visit, findings=GOOD)

    corrected(volunteer, visit, Findings(How.NOBODY_HOME))

    assert state_of(match) is MatchState.ACTIVE


@pytest.mark.parametrize("is_approved", [False, True])
def test_the_hours_of_a_visit_that_was_none_are_sent_back_by_the_coordinator(
    is_approved: bool,
) -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)
    claim = claimed(volunteer, visit)
    if is_approved:
        claims.approve(coordinator, claim)

    corrected(coordinator, visit, Findings(How.NOBODY_HOME))

    assert (claim.state, claim.total) == (ClaimState.REFUSED, None)
    assert task(TaskKind.HOURS) is None


def test_who_made_no_visit_after_all_claims_nothing_even_when_it_was_approved() -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=GOOD)
    claims.approve(coordinator, claimed(volunteer, visit))

    corrected(volunteer, visit, Findings(How.CANCELLED))

    assert claim_now() is None


def paid() -> tuple[Actor, Actor, Visit, Claim]:
    """A volunteer, the coordinator, and a visit of which the hours were paid."""
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=Findings(How.GOOD, minutes=90))
    claim = claimed(volunteer, visit)
    claims.approve(coordinator, claim)
    claim.state = ClaimState.PAID
    return volunteer, coordinator, visit, claim


@pytest.mark.parametrize(
    "findings", [Findings(How.NOBODY_HOME), Findings(How.GOOD, minutes=30)]
)
def test_what_was_paid_stays_and_is_to_be_settled(findings: Findings) -> None:
    volunteer, coordinator, visit, claim = paid()

    corrected(coordinator, visit, findings)

    settling = task(TaskKind.SETTLE_HOURS)
    assert claim.state is ClaimState.PAID
    assert settling is not None and settling.volunteer_id == volunteer.id
    assert queries.paid_otherwise(volunteer, visit) is claim
    assert queries.paid_otherwise(coordinator, visit) is claim


def test_what_was_paid_is_not_to_be_settled_when_there_was_a_visit_after_all() -> None:
    volunteer, coordinator, visit, _claim = paid()
    corrected(coordinator, visit, Findings(How.NOBODY_HOME))

    corrected(coordinator, visit, Findings(How.GOOD, minutes=90))

    assert task(TaskKind.SETTLE_HOURS) is None
    assert queries.paid_otherwise(volunteer, visit) is None


@pytest.mark.parametrize("by_coordinator", [False, True])
def test_other_minutes_reach_the_hours_and_they_wait_again(
    by_coordinator: bool,
) -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=Findings(How.GOOD, minutes=90))
    claim = claimed(volunteer, visit)
    claims.approve(coordinator, claim)

    who = coordinator if by_coordinator else volunteer
    corrected(who, visit, Findings(How.GOOD, minutes=45))

    assert (claim.minutes, claim.state) == (45, ClaimState.CLAIMED)
    assert task(TaskKind.HOURS) is not None


def test_minutes_that_the_volunteer_chose_stay() -> None:
    volunteer, coordinator, _, visit = scenario()
    actions.report(volunteer, visit, findings=Findings(How.GOOD, minutes=90))
    claim = claimed(volunteer, visit)
    claim.minutes = 120

    corrected(coordinator, visit, Findings(How.GOOD, minutes=45))

    assert (claim.minutes, claim.state) == (120, ClaimState.CLAIMED)
