import pytest

from tests import make
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.rhythm import policy as rhythm_policy
from thuis_app.visiting.visits import policy, queries
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")


def knows(user: User, visit: Visit) -> bool:
    try:
        queries.get(make.actor(user), visit.id)
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
    make.give_roles(volunteer, Role.BOARD)

    assert not knows(volunteer, visit)


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


def test_the_system_itself_knows_every_visit_to_plan_by() -> None:
    visit = make.visit()

    assert queries.get(SYSTEM, visit.id) is not None
    assert rhythm_policy.may_plan_by_rhythm(SYSTEM)
    assert not rhythm_policy.may_plan_by_rhythm(make.actor(make.coordinator()))
