"""Queries about what ends, and what ended."""

from collections.abc import Collection

from sqlalchemy import select

from thuis_app.core import clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.endings import policy
from thuis_app.organisation.endings.models import Ending
from thuis_app.organisation.endings.rules import (
    PUT_RIGHT,
    EndingCause,
    EndingLine,
    OpenUnder,
)


def open_under(actor: Actor, event: object) -> list[EndingLine]:
    """What this event would end, as each feature says it for its own."""
    answers = events.gather(actor, OpenUnder(event))
    return [line for lines in answers for line in lines]


def get(actor: Actor, ending_id: int) -> Ending:
    """Something that ended in a village of this actor; Missing for any other."""
    query = select(Ending).where(Ending.id == ending_id, policy.visible_to(actor))
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def latest(
    actor: Actor, contact_id: int, causes: Collection[EndingCause]
) -> Ending | None:
    """What ended last by one of these causes, while it can be put right; or None."""
    query = select(Ending).where(
        policy.visible_to(actor),
        Ending.contact_id == contact_id,
        Ending.cause.in_(sorted(causes)),
        Ending.undone_at.is_(None),
        Ending.made_at >= clock.now() - PUT_RIGHT,
    )
    return db.session.scalar(query.order_by(Ending.id.desc()).limit(1))
