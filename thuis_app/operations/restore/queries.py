"""Backups that were put back."""

from collections.abc import Sequence

from sqlalchemy import select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.operations.restore import policy
from thuis_app.operations.restore.models import Restore


def get(actor: Actor, restore_id: int) -> Restore:
    """One of them; `Missing` for who may not know of it."""
    query = select(Restore).where(policy.visible_to(actor), Restore.id == restore_id)
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def unseen(actor: Actor) -> Sequence[Restore]:
    """Those of which no administrator said yet that they know, the newest first."""
    require(policy.may_look(actor))
    waiting = select(Restore).where(policy.visible_to(actor), Restore.seen_at.is_(None))
    return db.session.scalars(waiting.order_by(Restore.id.desc())).all()
