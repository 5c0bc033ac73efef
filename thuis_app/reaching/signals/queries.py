"""The signals that wait, and what became of the others."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import ROWS, MomentCursor, Page, in_order, page
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.reaching.signals import policy, rules
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState

SignalPage = Page[Signal, MomentCursor]


def get(actor: Actor, signal_id: int) -> Signal:
    """A signal from one of the actor's villages; any other does not exist."""
    found = db.session.scalar(_signals(actor).where(Signal.id == signal_id))
    if found is None:
        raise Missing
    return found


def waiting(
    actor: Actor,
    area_ids: frozenset[int] | None = None,
    *,
    owner: TaskOwner = TaskOwner.ALL,
    after: MomentCursor | None = None,
    limit: int = ROWS,
) -> SignalPage:
    """Signals that were not handled, the oldest first, which is also deleted first."""
    found = _in(actor, area_ids).where(Signal.state == SignalState.NEW)
    if owner is TaskOwner.MINE:
        asked = tasks.is_asked_of(actor, clock.today())
        found = found.where(Signal.open_task.has(asked))
    order = (Signal.received_at, Signal.id)
    rows = db.session.scalars(in_order(found, order, after, size=limit)).all()
    return page(rows, lambda row: (row.received_at, row.id), limit)


def handled(
    actor: Actor,
    area_ids: frozenset[int] | None = None,
    *,
    after: MomentCursor | None = None,
    limit: int = ROWS,
) -> SignalPage:
    """Signals that were accepted or declined, the latest decision first."""
    found = _in(actor, area_ids).where(Signal.decided_at.is_not(None))
    order = (Signal.decided_at, Signal.id)
    found = in_order(found, order, after, is_descending=True, size=limit)
    rows = db.session.scalars(found).all()
    return page(rows, lambda row: (row.decided_at or row.received_at, row.id), limit)


def count_waiting(actor: Actor, area_ids: frozenset[int] | None = None) -> int:
    """The number of signals that were not handled."""
    waits = _in(actor, area_ids).where(Signal.state == SignalState.NEW)
    return db.session.scalar(waits.with_only_columns(func.count())) or 0


def last_decided(actor: Actor) -> datetime | None:
    """When a signal was last handled, to say why the list is empty."""
    latest = select(func.max(Signal.decided_at)).where(policy.visible_to(actor))
    return db.session.scalar(latest)


def declined_long_ago(actor: Actor) -> Sequence[Signal]:
    """Declined signals whose words are not kept any longer; for Thuis itself."""
    require(policy.may_clear(actor))
    return db.session.scalars(
        select(Signal)
        .where(
            Signal.state == SignalState.DECLINED,
            Signal.decided_at < clock.now() - rules.KEPT,
            Signal.noticed != "",
        )
        .order_by(Signal.id)
    ).all()


def misdated(actor: Actor) -> Sequence[Signal]:
    """Signals declined in the future, by a wrong clock; for Thuis itself."""
    require(policy.may_clear(actor))
    return db.session.scalars(
        select(Signal).where(
            Signal.state == SignalState.DECLINED, Signal.decided_at > clock.latest()
        )
    ).all()


def _in(actor: Actor, area_ids: frozenset[int] | None) -> Select[Signal]:
    require(policy.may_list(actor))
    return _signals(actor).where(is_chosen(area_ids, Signal.area_id))


def _signals(actor: Actor) -> Select[Signal]:
    return (
        select(Signal)
        .options(
            joinedload(Signal.area),
            joinedload(Signal.contact),
            joinedload(Signal.open_task).joinedload(Task.owner),
        )
        .where(policy.visible_to(actor))
    )


def has_any() -> bool:
    """Whether there is any signal."""
    return db.session.scalar(select(Signal.id).limit(1)) is not None
