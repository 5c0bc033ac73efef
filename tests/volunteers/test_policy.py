import pytest
from sqlalchemy import select

from tests import make
from thuis_app.accounts.models import User
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.volunteers import policy

pytestmark = pytest.mark.usefixtures("database")


def known_to(user: User) -> set[int]:
    asked = select(User.id).where(policy.visible_to(make.actor(user)))
    return set(db.session.scalars(asked))


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
