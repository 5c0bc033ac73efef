from tests import make
from thuis_app.core.actors import Role
from thuis_app.reaching.outreach_steps import policy


def test_the_table_is_changed_by_who_is_in_charge_of_every_village(
    database: None,
) -> None:
    village = make.area()
    may = {
        make.coordinator(): True,
        make.user(Role.ADMINISTRATOR): True,
        make.coordinator(village): False,
        make.volunteer(village): False,
        make.user(Role.VOLUNTEER, all_areas=True): False,
        make.user(Role.BOARD): False,
    }

    for user, answer in may.items():
        assert policy.may_change_table(make.actor(user)) is answer
    assert policy.may_read_table(make.actor(make.volunteer(village)))
    assert not policy.may_read_table(make.actor(make.user(Role.BOARD)))
