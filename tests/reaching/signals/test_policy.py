import pytest

from tests import make
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.errors import Denied, Missing
from thuis_app.reaching.signals import policy, queries

pytestmark = pytest.mark.usefixtures("database")


def test_a_coordinator_reads_the_signals_of_their_own_villages() -> None:
    village, elsewhere = make.area(), make.area()
    here, there = make.signal(village), make.signal(elsewhere)
    actor = make.actor(make.coordinator(village))

    assert queries.get(actor, here.id) is here
    assert list(queries.waiting(actor).rows) == [here]
    with pytest.raises(Missing):
        queries.get(actor, there.id)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_reads_one_not_even_who_handed_it_in(role: Role) -> None:
    user = make.user(role, all_areas=True)
    signal = make.signal(received_by=user.id)
    actor = make.actor(user)

    with pytest.raises(Missing):
        queries.get(actor, signal.id)
    with pytest.raises(Denied):
        queries.waiting(actor)
    with pytest.raises(Denied):
        queries.handled(actor)
    assert not policy.may_handle(actor, signal)


def test_volunteers_and_coordinators_hand_one_in_where_they_work() -> None:
    village, elsewhere = make.area(), make.area()
    for user in (make.volunteer(village), make.coordinator(village)):
        actor = make.actor(user)
        assert policy.may_hand_in_at(actor, village.id)
        assert not policy.may_hand_in_at(actor, elsewhere.id)
    board = make.actor(make.user(Role.BOARD, all_areas=True))
    assert not policy.may_hand_in_at(board, village.id)


def test_only_thuis_itself_clears() -> None:
    assert policy.may_clear(SYSTEM)
    assert not policy.may_clear(make.actor(make.coordinator()))
