from datetime import timedelta

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits import actions, policy, queries
from thuis_app.visiting.visits.models import Visit, VisitDraft, VisitFeed, VisitReport
from thuis_app.visiting.visits.rules import Happened

pytestmark = pytest.mark.usefixtures("database")


def knows(user: User, visit: Visit) -> bool:
    try:
        queries.get(make.actor(user), visit.id)
    except Missing:
        return False
    return True


def may_report(actor: Actor, visit: Visit) -> bool:
    try:
        queries.get_to_report(actor, visit.id)
    except Missing:
        return False
    return True


def test_a_volunteer_knows_their_own_visits_and_no_others() -> None:
    mine, hers = make.volunteer(), make.volunteer()
    person = make.contact()
    make.match(mine, person)
    visit = make.visit(make.match(hers, person))

    assert knows(hers, visit)
    assert not knows(mine, visit)


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


def test_a_coordinator_knows_the_visits_of_their_villages() -> None:
    here, there = make.area(), make.area()
    visit = make.visit(make.match(contact=make.contact(area=here)))

    assert knows(make.coordinator(here), visit)
    assert knows(make.coordinator(), visit)
    assert not knows(make.coordinator(there), visit)


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_board_and_administrator_know_of_no_visit(role: Role) -> None:
    assert not knows(make.user(role, all_areas=True), make.visit())


def test_who_was_a_volunteer_sees_nothing_any_more() -> None:
    volunteer = make.volunteer()
    visit = make.visit(make.match(volunteer))
    volunteer.roles = {Role.BOARD}
    db.session.commit()

    assert not knows(volunteer, visit)


def test_a_draft_is_its_writers_alone() -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    visit = make.visit(make.match(volunteer))
    make.saved(VisitDraft(visit_id=visit.id, author_id=volunteer.id, answers="[]"))

    found = queries.get(make.actor(coordinator), visit.id)

    assert queries.draft(make.actor(volunteer), found) is not None
    assert queries.draft(make.actor(coordinator), found) is None


def test_a_report_is_changed_by_its_writer_or_the_coordinator() -> None:
    writer, elsewhere = make.volunteer(), make.coordinator(make.area())
    actors = [make.actor(user) for user in (writer, make.coordinator())]
    others = [make.actor(user) for user in (make.volunteer(), elsewhere)]
    row = make.visit(make.match(writer))
    report = make.saved(
        VisitReport(visit_id=row.id, happened=Happened.YES, written_by=writer.id)
    )

    visit = queries.get(actors[0], row.id)

    assert all(policy.may_correct(actor, visit, report) for actor in actors)
    assert not any(policy.may_correct(actor, visit, report) for actor in others)


def test_a_volunteer_plans_within_their_own_match_alone() -> None:
    volunteer, person = make.volunteer(), make.contact()
    coordinator = make.actor(make.coordinator())
    other = make.actor(make.volunteer())
    elsewhere = make.actor(make.coordinator(make.area()))
    actor = make.actor(volunteer)
    made = make.match(volunteer, person)

    match = matches.get(coordinator, made.id)

    assert policy.may_plan(actor, match) and policy.may_plan(coordinator, match)
    assert not policy.may_plan(other, match)
    assert not policy.may_plan(elsewhere, match)


def test_the_house_itself_knows_every_visit_to_plan_by() -> None:
    visit = make.visit()

    assert queries.get(SYSTEM, visit.id) is not None
    assert policy.may_plan_by_rhythm(SYSTEM)
    assert not policy.may_plan_by_rhythm(make.actor(make.coordinator()))


def test_everybody_stops_the_address_of_their_own_calendar() -> None:
    volunteer, other = make.volunteer(), make.volunteer()
    feed = make.saved(VisitFeed(user_id=volunteer.id, key_hash="x"))

    assert policy.may_revoke(make.actor(volunteer), feed)
    assert not policy.may_revoke(make.actor(other), feed)
    assert queries.feed(make.actor(other)) is None
    with pytest.raises(Denied):
        actions.make_feed(make.actor(make.coordinator()))
