"""Queries about changes that can be undone or put right."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.changes import policy
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import BRIEF, PUT_RIGHT, ChangeKind

SHOWN = 20


def get(actor: Actor, change_id: int) -> ChangeSet:
    """A change of this actor, or of a village of theirs; Missing for any other."""
    query = select(ChangeSet).where(ChangeSet.id == change_id, policy.visible_to(actor))
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def of_person(actor: Actor, contact_id: int) -> Sequence[ChangeSet]:
    """What was done about a person and can be put right, the latest first."""
    query = select(ChangeSet).where(
        policy.visible_to(actor),
        ChangeSet.contact_id == contact_id,
        ChangeSet.kind.not_in(sorted(BRIEF)),
        ChangeSet.undone_at.is_(None),
        ChangeSet.made_at >= clock.now() - PUT_RIGHT,
    )
    return db.session.scalars(query.order_by(ChangeSet.id.desc()).limit(SHOWN)).all()


def latest(
    actor: Actor, contact_id: int, kinds: Collection[ChangeKind]
) -> ChangeSet | None:
    """The last change of one of these kinds, while it can be put right; or None."""
    query = select(ChangeSet).where(
        policy.visible_to(actor),
        ChangeSet.contact_id == contact_id,
        ChangeSet.kind.in_(sorted(kinds)),
        ChangeSet.undone_at.is_(None),
        ChangeSet.made_at >= clock.now() - PUT_RIGHT,
    )
    return db.session.scalar(query.order_by(ChangeSet.id.desc()).limit(1))
