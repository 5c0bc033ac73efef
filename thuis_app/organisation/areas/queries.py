"""The villages in which the foundation works."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.normalize import fold
from thuis_app.organisation.areas import policy
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.rules import VillageOption


def in_order(actor: Actor) -> Sequence[Area]:
    """All villages, for an administrator; those out of use last."""
    found = db.session.scalars(select(Area).where(policy.visible_to(actor)))
    return sorted(found, key=lambda one: (not one.is_active, one.sort_key, one.id))


def options(actor: Actor) -> list[VillageOption]:
    """The villages where the actor works, by name, also those no longer in use."""
    return _options(policy.within(actor, Area.id))


def options_everywhere() -> list[VillageOption]:
    """The villages in use, by name."""
    return _options(Area.is_active.is_(True))


def _options(condition: ColumnElement[bool]) -> list[VillageOption]:
    columns = (getattr(Area, name) for name in VillageOption._fields)
    rows = db.session.execute(
        select(*columns).where(condition).order_by(Area.sort_name)
    )
    return [VillageOption._make(row) for row in rows]


def names() -> Sequence[str]:
    """The names of the villages, which passwords may not hold."""
    return db.session.scalars(select(Area.name)).all()


def get(actor: Actor, area_id: int) -> Area:
    """The village with this id, for an administrator."""
    found = db.session.scalar(
        select(Area).where(policy.visible_to(actor), Area.id == area_id)
    )
    if found is None:
        raise Missing
    return found


def is_named(actor: Actor, name: str, *, besides: int = 0) -> bool:
    """Whether another village has this name already, in whatever capitals."""
    same = select(Area.id).where(Area.sort_name == fold(name), Area.id != besides)
    return bool(
        db.session.scalar(select(and_(policy.visible_to(actor), same.exists())))
    )
