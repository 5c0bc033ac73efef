import pytest

from tests import make
from thuis_app.core.actors import Role
from thuis_app.team.rates import policy

pytestmark = pytest.mark.usefixtures("database")


def test_the_amounts_are_for_the_administrator_and_who_works_everywhere() -> None:
    assert policy.may_set_rates(make.actor(make.user(Role.ADMINISTRATOR)))
    assert policy.may_set_rates(make.actor(make.coordinator()))
    for user in (
        make.coordinator(make.area()),
        make.volunteer(),
        make.user(Role.BOARD),
    ):
        assert not policy.may_set_rates(make.actor(user))
