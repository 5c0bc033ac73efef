from datetime import timedelta

import pytest

from tests import make
from tests.visiting.visits.couple import Couple, both, couple
from tests.visiting.visits.scenarios import events
from thuis_app.core import clock
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.visits import actions, queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


def opened(known: Couple) -> tuple[Visit, Visit]:
    found = (queries.get(known.visitor, n) for n in (known.to_aafke, known.to_harm))
    one, other = found
    return one, other


def test_one_call_is_planned_for_two_at_one_house() -> None:
    known = couple()
    one = matches.get(known.visitor, opened(known)[0].match_id or 0)
    server = matches.together(known.visitor, one)
    at = make.at(clock.today() + timedelta(days=5))

    visit = actions.plan(known.visitor, one, starts_at=at, together=server)

    other = queries.get(known.visitor, visit.together_with or 0)
    assert (other.together_with, other.starts_at) == (visit.id, at)
    assert {visit.contact_id, other.contact_id} == {known.aafke, known.harm}
    assert events().count("visit.planned") == 2


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
        cancelled_by=VisitCancelledBy.PERSON,
        because="Away.",
        both=too,
    )

    states = [one.state for one in both(known)]
    expected = VisitState.CANCELLED if too else VisitState.PLANNED
    assert states == [VisitState.CANCELLED, expected]
    assert both(known)[1].together_with is None


def test_who_passes_away_takes_nothing_from_the_other() -> None:
    known = couple(in_days=2)
    coordinator = make.actor(known.coordinator)
    harm, today = matches.contact(coordinator, known.harm), clock.today()

    stopping.stop(coordinator, harm, stage=Stage.DECEASED, on=today, because="At home.")

    to_aafke, to_harm = both(known)
    assert to_aafke.is_open and to_aafke.together_with is None
    assert to_harm.state is VisitState.CANCELLED
