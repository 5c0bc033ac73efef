import pytest

from tests import make
from thuis_app.core.actors import Role
from thuis_app.core.errors import Missing
from thuis_app.people.contacts import policy, queries
from thuis_app.people.contacts.rules import Stage

NOBODY_ELSE = [Role.BOARD, Role.ADMINISTRATOR, Role.VOLUNTEER]


def test_a_coordinator_sees_the_people_of_her_own_villages(database: None) -> None:
    bedum, winsum = make.area("Bedum"), make.area("Winsum", "9951")
    mine, other = make.contact(area=bedum), make.contact(area=winsum)
    actor = make.actor(make.coordinator(bedum))

    assert queries.get(actor, mine.id) is mine
    with pytest.raises(Missing):
        queries.get(actor, other.id)


def test_a_coordinator_of_all_areas_sees_everybody(database: None) -> None:
    someone = make.contact()

    assert queries.get(make.actor(make.coordinator()), someone.id) is someone


@pytest.mark.parametrize("role", NOBODY_ELSE)
def test_nobody_else_sees_anybody_here(database: None, role: Role) -> None:
    someone = make.contact()
    actor = make.actor(make.user(role, all_areas=True))

    with pytest.raises(Missing):
        queries.get(actor, someone.id)
    assert not policy.may_list(actor)
    assert not policy.may_edit(actor, someone)
    assert not policy.may_stop(actor, someone)
    assert not policy.may_reopen(actor, someone)


def test_registering_is_for_ones_own_villages(database: None) -> None:
    bedum, winsum = make.area("Bedum"), make.area("Winsum", "9951")
    actor = make.actor(make.coordinator(bedum))

    assert policy.may_register(actor, bedum.id)
    assert not policy.may_register(actor, winsum.id)


def test_a_visit_of_a_volunteer_may_show_in_the_list(database: None) -> None:
    someone = make.contact()

    assert policy.may_work_with(make.actor(make.volunteer()), someone)
    assert not policy.may_work_with(make.actor(make.user(Role.BOARD)), someone)
    assert not policy.may_work_with(make.actor(make.user(Role.ADMINISTRATOR)), someone)


def test_only_a_coordinator_opens_a_door_that_was_shut(database: None) -> None:
    someone = make.contact(stage=Stage.NO_CONTACT)

    assert not policy.may_change_stage(make.actor(make.volunteer()), someone)
    assert policy.may_change_stage(make.actor(make.coordinator()), someone)
