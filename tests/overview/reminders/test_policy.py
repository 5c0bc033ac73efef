from tests import make
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.overview.reminders import policy, queries


def test_only_thuis_itself_reminds() -> None:
    assert policy.may_remind(SYSTEM)
    for role in Role:
        assert not policy.may_remind(make.actor(make.user(role)))


def test_nobody_else_finds_out_who_wants_mail() -> None:
    someone = make.coordinator(make.area(), password_hash="set")

    assert queries.coordinators(make.actor(someone)) == []
    assert queries.coordinators(SYSTEM) == [someone]
