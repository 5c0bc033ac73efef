from datetime import timedelta

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import policy, queries
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")


def knows(user: User, visit: Visit) -> bool:
    try:
        visit_queries.get(make.actor(user), visit.id)
    except Missing:
        return False
    return True


def may_report(actor: Actor, visit: Visit) -> bool:
    try:
        queries.get_to_report(actor, visit.id)
    except Missing:
        return False
    return True


@pytest.mark.parametrize(("days", "known"), [(14, True), (15, False)])
def test_reports_can_be_finished_two_weeks_after_a_match(
    days: int, known: bool
) -> None:
    volunteer, today = make.volunteer(), clock.today()
    ended = make.match(
        volunteer,
        state=MatchState.ENDED,
        started_on=today - timedelta(days=90),
        ended_on=today - timedelta(days=days),
    )

    visit, actor = make.visit(ended), make.actor(volunteer)

    assert may_report(actor, visit) is known
    assert not knows(volunteer, visit)


def test_a_draft_is_its_writers_alone() -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    visit = make.visit(make.match(volunteer))
    make.saved(VisitDraft(visit_id=visit.id, author_id=volunteer.id, answers="[]"))

    found = visit_queries.get(make.actor(coordinator), visit.id)

    assert queries.draft(make.actor(volunteer), found) is not None
    assert queries.draft(make.actor(coordinator), found) is None


def test_a_report_is_changed_by_who_visited_or_wrote_it_or_the_coordinator() -> None:
    writer, elsewhere = make.volunteer(), make.coordinator(make.area())
    actors = [make.actor(user) for user in (writer, make.coordinator())]
    others = [make.actor(user) for user in (make.volunteer(), elsewhere)]
    row = make.visit(make.match(writer))
    report = make.saved(
        VisitReport(visit_id=row.id, happened=Happened.YES, written_by=writer.id)
    )

    visit = visit_queries.get(actors[0], row.id)

    assert all(policy.may_correct(actor, visit, report) for actor in actors)
    assert not any(policy.may_correct(actor, visit, report) for actor in others)
    report.written_by = others[1].id
    assert policy.may_correct(actors[0], visit, report)
