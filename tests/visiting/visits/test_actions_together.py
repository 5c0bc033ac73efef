from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.visiting.visits.cases import GOOD, count, deeds
from tests.visiting.visits.couple import Couple, both, couple
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits import actions, queries
from thuis_app.visiting.visits.actions import Also
from thuis_app.visiting.visits.models import Visit, VisitReport
from thuis_app.visiting.visits.rules import (
    CancelledBy,
    Findings,
    How,
    VisitState,
    Worry,
)

pytestmark = pytest.mark.usefixtures("database")

TOLD = Findings(
    How.SO_SO, minutes=45, wishes=[Subject.EATING], agreed="Cards.", note="Tea."
)


def opened(known: Couple) -> tuple[Visit, Visit]:
    found = (queries.get(known.visitor, n) for n in (known.to_aafke, known.to_harm))
    one, other = found
    return one, other


def test_one_call_is_planned_for_two_at_one_house() -> None:
    known = couple()
    one = matches.get(known.visitor, opened(known)[0].match_id or 0)
    house = matches.together(known.visitor, one)
    at = make.at(clock.today() + timedelta(days=5))

    visit = actions.plan(known.visitor, one, starts_at=at, together=house)

    other = queries.get(known.visitor, visit.together_with or 0)
    assert (other.together_with, other.starts_at) == (visit.id, at)
    assert {visit.contact_id, other.contact_id} == {known.aafke, known.harm}
    assert deeds().count("visit.planned") == 2


@pytest.mark.parametrize("too", [True, False])
def test_a_call_moves_as_one_or_is_parted(too: bool) -> None:
    known = couple(in_days=2)
    visit, other = opened(known)
    before, at = other.starts_at, make.at(clock.today() + timedelta(days=5))

    actions.move(
        known.visitor, visit, starts_at=at, minutes=60, purpose="Cards", both=too
    )

    one, two = both(known)
    assert one.starts_at == at and two.starts_at == (at if too else before)
    assert (one.together_with, two.together_with) == (
        (two.id, one.id) if too else (None, None)
    )
    assert two.purpose == ""


def test_other_words_at_the_same_moment_part_nobody() -> None:
    known = couple(in_days=2)
    visit, _ = opened(known)

    actions.move(
        known.visitor, visit, starts_at=visit.starts_at, minutes=90, purpose="Cards"
    )

    assert both(known)[0].together_with == known.to_harm


@pytest.mark.parametrize("too", [True, False])
def test_a_call_is_off_for_both_or_for_one(too: bool) -> None:
    known = couple(in_days=2)
    visit, _ = opened(known)

    actions.cancel(
        known.visitor,
        visit,
        cancelled_by=CancelledBy.PERSON,
        because="Away.",
        both=too,
    )

    states = [one.state for one in both(known)]
    expected = VisitState.CANCELLED if too else VisitState.PLANNED
    assert states == [VisitState.CANCELLED, expected]
    assert both(known)[1].together_with is None


def test_one_report_is_written_for_two() -> None:
    known = couple()
    visit, other = opened(known)
    next_at = make.at(clock.today() + timedelta(days=14))

    actions.report(
        known.visitor, visit, findings=TOLD, next_at=next_at, also=Also(other)
    )

    mine, theirs = db.session.scalars(
        select(VisitReport).order_by(VisitReport.visit_id)
    )
    assert (mine.visit_id, theirs.visit_id) == (known.to_aafke, known.to_harm)
    for name in ("happened", "mood", "minutes", "agreed", "note"):
        assert getattr(mine, name) == getattr(theirs, name) is not None
    assert (mine.wish_words, theirs.wish_words) == ("eating", "")
    assert [one.contact_id for one in db.session.scalars(select(Wish))] == [known.aafke]
    ahead = db.session.scalars(select(Visit).where(Visit.starts_at == next_at)).all()
    assert {one.contact_id for one in ahead} == {known.aafke, known.harm}
    assert all(one.together_with in {two.id for two in ahead} for one in ahead)
    assert deeds().count("visit.reported") == 2


def test_a_wish_and_a_worry_are_of_the_one_they_are_about() -> None:
    known = couple()
    visit, other = opened(known)
    theirs = Also(other, wish_is_theirs=True, worry_is_theirs=True)

    actions.report(
        known.visitor,
        visit,
        findings=TOLD,
        also=theirs,
        worry=Worry.A_LITTLE,
        worry_text="He fell.",
    )

    assert [one.contact_id for one in db.session.scalars(select(Wish))] == [known.harm]
    concern = db.session.scalars(select(Concern)).one()
    assert concern.contact_id == known.harm


def test_who_is_not_told_of_keeps_their_wish_and_their_own_report() -> None:
    known = couple()
    visit, other = opened(known)
    apart = Also(other, is_told=False, wish_is_theirs=True)

    actions.report(known.visitor, visit, findings=TOLD, also=apart)

    assert count(VisitReport) == 1 and both(known)[1].is_open
    assert [one.contact_id for one in db.session.scalars(select(Wish))] == [known.harm]


def test_either_both_reports_are_kept_or_none() -> None:
    known = couple()
    visit, other = opened(known)
    other.state = VisitState.CANCELLED

    with pytest.raises(RuleBroken):
        actions.report(known.visitor, visit, findings=GOOD, also=Also(other))
    db.session.rollback()

    assert count(VisitReport) == 0 and both(known)[0].is_open


@pytest.mark.parametrize("what", ["stopped", "match ended", "reported"])
def test_what_became_of_one_is_no_part_of_the_other(what: str) -> None:
    known = couple()
    visit, other = opened(known)
    if what == "stopped":
        harm = db.session.get_one(Contact, known.harm)
        harm.stage, harm.stopped_on = Stage.DECEASED, clock.today()
    elif what == "match ended":
        match = db.session.get_one(Match, other.match_id)
        match.state, match.ended_on = MatchState.ENDED, clock.today()
    else:
        actions.report(known.visitor, other, findings=GOOD)
    db.session.commit()
    visit = queries.get(known.visitor, known.to_aafke)

    assert queries.in_one_go(known.visitor, visit) is None
    at = make.at(clock.today() + timedelta(days=3))
    actions.move(known.visitor, visit, starts_at=at, minutes=60, purpose="", both=True)
    assert both(known)[1].starts_at != at
    told = queries.to_report_in_one_go(known.visitor, visit)
    assert told is None or what == "match ended"


def test_who_passes_away_takes_nothing_from_the_other() -> None:
    known = couple(in_days=2)
    coordinator = make.actor(known.coordinator)
    harm, today = matches.contact(coordinator, known.harm), clock.today()

    stopping.stop(coordinator, harm, stage=Stage.DECEASED, on=today, because="At home.")

    to_aafke, to_harm = both(known)
    assert to_aafke.is_open and to_aafke.together_with is None
    assert to_harm.state is VisitState.CANCELLED
