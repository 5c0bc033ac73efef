import pytest

from tests import make
from thuis_app.core.actors import Actor, Role
from thuis_app.core.errors import Denied, Missing
from thuis_app.team.claims import policy, queries
from thuis_app.team.claims.models import Claim

pytestmark = pytest.mark.usefixtures("database")


def sees(actor: Actor, claim: Claim) -> bool:
    try:
        return queries.get(actor, claim.id) is claim
    except Missing:
        return False


def test_a_volunteer_sees_their_own_and_nobody_elses() -> None:
    mine, other = make.volunteer(make.area()), make.volunteer(make.area())
    claim = make.claim(mine)

    assert sees(make.actor(mine), claim)
    assert not sees(make.actor(other), claim)


def test_a_coordinator_sees_those_of_their_own_villages() -> None:
    village, elsewhere = make.area(), make.area()
    claim = make.claim(make.volunteer(village))

    assert sees(make.actor(make.coordinator(village)), claim)
    assert not sees(make.actor(make.coordinator(elsewhere)), claim)


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_board_and_administrator_see_no_hours(role: Role) -> None:
    claim, actor = make.claim(), make.actor(make.user(role))

    assert not sees(actor, claim)
    for wanted in (queries.waiting, queries.months_to_pay):
        with pytest.raises(Denied):
            wanted(actor)
    with pytest.raises(Denied):
        queries.years(actor, 2026, [])


def test_nobody_judges_their_own() -> None:
    village = make.area()
    both = make.user(Role.COORDINATOR, Role.VOLUNTEER, areas=[village])
    claim, actor = make.claim(both), make.actor(both)

    assert sees(actor, claim)
    assert not policy.may_judge(actor, claim)
    assert not policy.may_write_for(actor, both)
    assert queries.count_waiting(actor) == 0
    with pytest.raises(Missing):
        queries.to_judge(actor, claim.id)
    with pytest.raises(Missing):
        queries.volunteer(actor, both.id)
