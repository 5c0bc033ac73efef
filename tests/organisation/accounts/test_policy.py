import pytest

from tests import make
from thuis_app.core.actors import Role
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts import policy, queries

pytestmark = pytest.mark.usefixtures("database")

OTHERS = [role for role in Role if role is not Role.ADMINISTRATOR]


def test_the_administrator_keeps_the_accounts() -> None:
    keeper, someone = make.user(Role.ADMINISTRATOR), make.user()

    assert policy.may_manage(make.actor(keeper))
    assert queries.get(make.actor(keeper), someone.id) == someone


@pytest.mark.parametrize("role", OTHERS)
def test_to_anybody_else_there_are_no_accounts(role: Role) -> None:
    someone, other = make.user(), make.actor(make.user(role, all_areas=True))

    assert not policy.may_manage(other)
    assert queries.accounts(other) == ([], None)
    assert queries.villages(other) == []
    assert queries.now(other, someone).sessions == ()
    with pytest.raises(Missing):
        queries.get(other, someone.id)
