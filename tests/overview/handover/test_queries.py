"""Whose people are to be handed over, and to whom."""

from typing import Any

import pytest

from tests import make
from tests.visiting.matching.scenarios import actor as actor
from tests.visiting.matching.scenarios import ago, volunteer
from tests.visiting.matching.scenarios import area as area
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.handover import queries
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.rules import EndReason, MatchState

pytestmark = pytest.mark.usefixtures("database")


def leaving(area: Area, **more: Any) -> User:
    return volunteer(area, stage=VolunteerStage.LEAVING, stage_since=ago(10), **more)


def test_what_is_arranged_is_counted_apart(actor: Actor, area: Area) -> None:
    user, person = leaving(area), make.contact
    ended: dict[str, Any] = {"state": MatchState.ENDED}
    ended |= {"ended_because": EndReason.VOLUNTEER_STOPS}
    left = make.match(user, person(area=area))
    kept = make.match(user, person(area=area), kept_until=clock.today())
    late = make.match(user, person("Zwart", area=area), kept_until=ago(1))
    done = make.match(user, person(area=area), ended_on=ago(3), **ended)
    make.match(user, person(area=area), ended_on=ago(11), **ended)
    make.match(user, person())

    state = queries.handover(actor, db.session.get_one(Volunteer, user.id))

    assert [list(state.to_do), list(state.kept)] == [[left, late], [kept]]
    assert (list(state.done), state.elsewhere) == ([done], 1)
    assert (state.arranged, state.total) == (2, 5)
    assert state.chosen(None) == left and state.chosen(late.id) == late


def test_three_are_proposed_who_may_go_on(actor: Actor, area: Area) -> None:
    contact = make.contact(area=area)
    match = make.match(leaving(area), contact)
    volunteer(area, ready=False)
    make.match(volunteer(area), contact)
    fit = {volunteer(area).id for _ in range(4)}

    found = queries.successors(actor, matches.get(actor, match.id))

    assert len(found) == 3
    assert {p.one.user_id for p in found} <= fit
