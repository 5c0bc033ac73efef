from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.team.volunteers import policy

pytestmark = pytest.mark.usefixtures("database")


def known_to(user: User) -> set[int]:
    wanted = select(User.id).where(policy.visible_to(make.actor(user)))
    return set(db.session.scalars(wanted))


def test_a_coordinator_knows_the_volunteers_of_their_villages() -> None:
    here, there = make.area(), make.area()
    near, both = make.volunteer(here), make.volunteer(here, there)
    make.volunteer(there)

    assert known_to(make.coordinator(here)) == {near.id, both.id}


def test_a_coordinator_of_all_villages_knows_them_all_and_nobody_else() -> None:
    volunteers = {make.volunteer(make.area()).id, make.volunteer().id}
    make.user(Role.BOARD)

    assert known_to(make.coordinator()) == volunteers


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_knows_the_volunteers(role: Role) -> None:
    here = make.area()
    make.volunteer(here)

    assert known_to(make.user(role, areas=[here])) == set()


def test_the_card_is_kept_by_a_coordinator_of_the_village() -> None:
    here = make.area()
    volunteer = make.volunteer(here)

    assert policy.may_edit(make.actor(make.coordinator(here)), volunteer)
    assert not policy.may_edit(make.actor(make.coordinator(make.area())), volunteer)
    assert not policy.may_edit(make.actor(volunteer), volunteer)


def test_when_somebody_can_come_is_for_themselves_and_their_coordinators() -> None:
    here = make.area()
    volunteer, other = make.volunteer(here), make.volunteer(here)
    wanted = select(User.id).where(policy.known_to(make.actor(volunteer)))

    assert set(db.session.scalars(wanted)) == {volunteer.id}
    for action in (policy.may_keep_times, policy.may_request_talk):
        assert action(make.actor(volunteer), volunteer)
        assert action(make.actor(make.coordinator(here)), volunteer)
        assert not action(make.actor(other), volunteer)
        assert not action(make.actor(make.coordinator(make.area())), volunteer)


def test_what_is_asked_is_read_by_more_than_may_change_it() -> None:
    near, all_over = make.coordinator(make.area()), make.coordinator()
    keeper, board = make.user(Role.ADMINISTRATOR), make.user(Role.BOARD)

    def those(action: Callable[[Actor], bool]) -> set[int]:
        users = (near, all_over, keeper, board, make.volunteer())
        return {user.id for user in users if action(make.actor(user))}

    assert those(policy.may_read_settings) == {near.id, all_over.id, keeper.id}
    assert those(policy.may_change_settings) == {all_over.id, keeper.id}
    assert those(policy.may_begin) == {near.id, all_over.id}
