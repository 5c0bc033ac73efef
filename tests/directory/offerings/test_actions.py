import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.directory.offerings import actions, queries

pytestmark = pytest.mark.usefixtures("database")


def test_other_villages_make_a_new_version() -> None:
    actor = make.actor(make.coordinator())
    village = make.area()
    offering = queries.get(actor, make.offering("Choir").id)
    version = offering.version

    actions.edit(actor, offering, area_ids=[village.id], name="Choir")
    db.session.commit()

    assert queries.get(actor, offering.id).area_ids == [village.id]
    assert offering.version == version + 1


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD])
def test_who_does_not_keep_the_map_confirms_nothing(role: Role) -> None:
    offering = make.offering()

    with pytest.raises(Denied):
        actions.confirm(make.actor(make.user(role)), offering)

    assert offering.confirmed_on is None


def test_what_is_confirmed_is_trusted_again_and_leaves_an_audit_entry() -> None:
    offering = make.offering()

    actions.confirm(make.actor(make.user(Role.ADMINISTRATOR)), offering)

    assert offering.confirmed_on == clock.today()
    assert db.session.scalars(select(AuditEntry.event)).all() == ["offering.confirmed"]
