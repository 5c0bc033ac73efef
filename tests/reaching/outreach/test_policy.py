import pytest

from tests import make
from tests.reaching.outreach.test_queries import plan
from thuis_app.core.actors import Role
from thuis_app.core.errors import Denied, Missing
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach import policy, queries
from thuis_app.reaching.outreach.queries import OutreachList

pytestmark = pytest.mark.usefixtures("database", "as_loaded")


def test_a_coordinator_finds_the_people_of_their_own_villages() -> None:
    village, elsewhere = make.area(), make.area()
    here, there = plan(area=village), plan(area=elsewhere)
    actor = make.actor(make.coordinator(village))

    assert queries.get(actor, here.contact_id).contact_id == here.contact_id
    with pytest.raises(Missing):
        queries.get(actor, there.contact_id)


def test_a_volunteer_finds_somebody_only_while_the_plan_is_theirs() -> None:
    village = make.area()
    volunteer, other = make.volunteer(village), make.volunteer(village)
    mine = plan(area=village, assigned_to=volunteer.id)
    actor = make.actor(volunteer)

    assert queries.get(actor, mine.contact_id)
    with pytest.raises(Missing):
        queries.get(make.actor(other), mine.contact_id)

    mine.is_open = False
    make.saved(mine)
    with pytest.raises(Missing):
        queries.get(actor, mine.contact_id)


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_a_volunteer_no_longer_finds_who_is_left_in_peace(stage: Stage) -> None:
    volunteer = make.volunteer(make.area())
    mine = plan(stage=stage, assigned_to=volunteer.id)

    with pytest.raises(Missing):
        queries.get(make.actor(volunteer), mine.contact_id)
    assert not queries.attempts(make.actor(volunteer), mine.contact_id)


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_the_board_and_the_administrator_see_nobody(role: Role) -> None:
    row = plan()
    actor = make.actor(make.user(role, all_areas=True))

    with pytest.raises(Missing):
        queries.get(actor, row.contact_id)
    with pytest.raises(Denied):
        queries.lines(actor, row.next_on, shown=OutreachList.DUE)
    assert not queries.attempts(actor, row.contact_id)
    assert not policy.may_record(actor, row)


def test_only_a_coordinator_stops_or_hands_over() -> None:
    village = make.area()
    volunteer = make.volunteer(village)
    row = plan(area=village, assigned_to=volunteer.id)
    goes, leads = make.actor(volunteer), make.actor(make.coordinator(village))

    assert policy.may_record(goes, row) and policy.may_rest(goes, row)
    assert not policy.may_stop(goes, row.contact)
    assert not policy.may_assign(goes, row)
    assert not policy.may_begin(goes, row.contact)
    assert policy.may_stop(leads, row.contact) and policy.may_assign(leads, row)
