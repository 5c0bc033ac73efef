from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing
from thuis_app.organisation.areas import actions, queries
from thuis_app.organisation.areas.models import Area

pytestmark = pytest.mark.usefixtures("database")

BEDUM = {"name": "Bedum", "postcode4": "9781", "cluster": "zuid"}
ACTIONS: dict[str, Callable[[Actor, Area], object]] = {
    "create": lambda actor, _area: actions.create(actor, **BEDUM),
    "edit": lambda actor, area: actions.edit(actor, area, **BEDUM),
    "retire": actions.retire,
    "take_back": actions.take_back,
}


@pytest.mark.parametrize("action", ACTIONS)
def test_the_administrator_does_this_and_it_is_in_the_audit_log(
    action: str,
) -> None:
    ACTIONS[action](make.actor(make.user(Role.ADMINISTRATOR)), make.area())

    line = db.session.scalars(select(AuditEntry)).one()
    assert line.event.startswith("area.") and line.contact_id is None


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_nobody_else_does(action: str, role: Role) -> None:
    with pytest.raises(Denied):
        ACTIONS[action](make.actor(make.user(role, all_areas=True)), make.area())


def test_to_nobody_else_there_is_a_list_to_keep() -> None:
    village, other = make.area(), make.actor(make.coordinator())

    assert queries.in_order(other) == []
    with pytest.raises(Missing):
        queries.get(other, village.id)


def test_who_lives_in_a_village_stays_when_it_is_taken_out_of_use() -> None:
    village = make.area()
    someone = make.contact(area=village)

    actions.retire(make.actor(make.user(Role.ADMINISTRATOR)), village)

    assert not village.is_active
    assert someone.area_id == village.id
