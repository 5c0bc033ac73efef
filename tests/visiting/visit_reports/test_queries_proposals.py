"""Which visits can be claimed as hours, as claims asks for them."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.team.claims import queries
from thuis_app.team.claims.rules import Source, WhatFor
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")


def reported(match: Match, days_ago: int = 2, **more: Any) -> Visit:
    """A visit of some days ago with its report."""
    values: dict[str, Any] = {"happened": Happened.YES, "minutes": 75} | more
    visit = make.visit(
        match,
        starts_at=clock.now() - timedelta(days=days_ago),
        state=VisitState.REPORTED,
    )
    by = match.volunteer_id
    make.saved(VisitReport(visit_id=visit.id, written_by=by, **values))
    return visit


def proposed(user: User) -> list[int]:
    found = queries.proposals(make.actor(user), clock.today())
    return [one.source.id for one in found]


def test_a_reported_visit_is_proposed_until_it_is_claimed() -> None:
    volunteer = make.volunteer()
    visit = reported(make.match(volunteer))

    assert proposed(volunteer) == [visit.id]
    make.claim(volunteer, visit_id=visit.id)
    assert proposed(volunteer) == []
    with pytest.raises(Missing):
        queries.proposal(make.actor(volunteer), Source(WhatFor.VISIT, visit.id))


def test_what_did_not_happen_or_is_of_others_or_long_ago_is_not_proposed() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)
    reported(match, happened=Happened.NOBODY_HOME, minutes=None)
    reported(match, 50)
    make.visit(match, starts_at=clock.now() - timedelta(days=1))
    theirs = reported(make.match())

    assert proposed(volunteer) == []
    with pytest.raises(Missing):
        queries.proposal(make.actor(volunteer), Source(WhatFor.VISIT, theirs.id))


def test_who_coordinates_too_is_not_proposed_the_visits_of_others() -> None:
    village = make.area()
    both = make.user(Role.COORDINATOR, Role.VOLUNTEER, areas=[village])
    theirs = reported(make.match(contact=make.contact(area=village)))

    assert proposed(both) == []
    with pytest.raises(Missing):
        queries.proposal(make.actor(both), Source(WhatFor.VISIT, theirs.id))


def test_minutes_come_from_the_report_and_kilometres_from_the_last_time() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    match = make.match(volunteer, contact)
    for days, kilometres in ((20, 4), (10, 9)):
        visit = reported(match, days)
        make.claim(volunteer, visit_id=visit.id, kilometres=kilometres, on=visit.day)
    reported(match, minutes=None)

    [found] = queries.proposals(make.actor(volunteer), clock.today())

    assert (found.minutes, found.kilometres) == (60, 9)


def test_two_people_visited_in_one_go_are_one_time() -> None:
    volunteer = make.volunteer()
    first, second = (reported(make.match(volunteer)) for _one in range(2))
    first.together_with, second.together_with = second.id, first.id
    make.saved(first)
    make.saved(second)

    assert proposed(volunteer) == [first.id]
    make.claim(volunteer, visit_id=first.id)
    assert proposed(volunteer) == []


def test_work_of_another_kind_is_no_visit() -> None:
    volunteer = make.volunteer()
    visit = reported(make.match(volunteer))

    with pytest.raises(Missing):
        queries.proposal(make.actor(volunteer), Source(WhatFor.RIDE, visit.id))
