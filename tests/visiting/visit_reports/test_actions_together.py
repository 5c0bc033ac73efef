from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.visiting.visits.couple import Couple, both, couple
from tests.visiting.visits.scenarios import GOOD, count, events
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import actions, queries
from thuis_app.visiting.visit_reports.actions import LinkedReport
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Findings, How, Whose, Worry
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

REPORTED = Findings(
    How.SO_SO, minutes=45, wishes=[Subject.EATING], agreed="Cards.", note="Tea."
)


def opened(known: Couple) -> tuple[Visit, Visit]:
    found = (
        visit_queries.get(known.visitor, n) for n in (known.to_aafke, known.to_harm)
    )
    one, other = found
    return one, other


def test_one_report_is_written_for_two() -> None:
    known = couple()
    visit, other = opened(known)
    next_at = make.at(clock.today() + timedelta(days=14))

    actions.report(
        known.visitor,
        visit,
        findings=REPORTED,
        next_at=next_at,
        also=LinkedReport(other),
    )

    mine, theirs = db.session.scalars(
        select(VisitReport).order_by(VisitReport.visit_id)
    )
    assert (mine.visit_id, theirs.visit_id) == (known.to_aafke, known.to_harm)
    for name in ("happened", "mood", "minutes", "agreed", "note"):
        assert getattr(mine, name) == getattr(theirs, name) is not None
    assert mine.wishes == {Subject.EATING}
    assert not theirs.wishes
    assert [one.contact_id for one in db.session.scalars(select(Wish))] == [known.aafke]
    ahead = db.session.scalars(select(Visit).where(Visit.starts_at == next_at)).all()
    assert {one.contact_id for one in ahead} == {known.aafke, known.harm}
    assert all(one.together_with in {two.id for two in ahead} for one in ahead)
    assert events().count("visit.reported") == 2


def test_a_wish_and_a_worry_are_of_the_one_they_are_about() -> None:
    known = couple()
    visit, other = opened(known)
    theirs = LinkedReport(other, wish_of=Whose.OTHER, worry_about=Whose.OTHER)

    actions.report(
        known.visitor,
        visit,
        findings=REPORTED,
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
    apart = LinkedReport(other, is_reported=False, wish_of=Whose.OTHER)

    actions.report(known.visitor, visit, findings=REPORTED, also=apart)

    assert count(VisitReport) == 1 and both(known)[1].is_open
    assert [one.contact_id for one in db.session.scalars(select(Wish))] == [known.harm]


def test_either_both_reports_are_kept_or_none() -> None:
    known = couple()
    visit, other = opened(known)
    other.state = VisitState.CANCELLED

    with pytest.raises(RuleBroken):
        actions.report(known.visitor, visit, findings=GOOD, also=LinkedReport(other))
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
    visit = visit_queries.get(known.visitor, known.to_aafke)

    assert visit_queries.in_one_go(known.visitor, visit) is None
    at = make.at(clock.today() + timedelta(days=3))
    visits.move(known.visitor, visit, starts_at=at, minutes=60, purpose="", both=True)
    assert both(known)[1].starts_at != at
    shown = queries.to_report_in_one_go(known.visitor, visit)
    assert shown is None or what == "match ended"
