"""Queries of the directory, by word and by village."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import selectinload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.normalize import fold
from thuis_app.core.paging import in_order, page
from thuis_app.core.search_words import as_spelled
from thuis_app.directory.offerings import policy
from thuis_app.directory.offerings.models import Offering, OfferingArea
from thuis_app.directory.offerings.rules import Starter
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import is_chosen

SHORTEST_IN_SENTENCES = 4


@dataclass(frozen=True)
class OfferingPage:
    """Part of the directory: the number found, and after which one to go on."""

    offerings: Sequence[Offering]
    number: int
    after: int | None


def directory(
    actor: Actor,
    *,
    words: str = "",
    area_ids: frozenset[int] | None = None,
    is_active: bool = True,
    after: int | None = None,
) -> OfferingPage:
    """A page of offerings: those of the villages themselves first, 25 at a time, by
    name."""
    require(policy.may_read(actor))
    wanted = and_(
        policy.visible_to(actor),
        Offering.is_active.is_(is_active),
        *(Offering.search_text.contains(word) for word in fold(words).split()),
        *([_serves(area_ids)] if area_ids else []),
    )
    number = db.session.scalar(select(func.count(Offering.id)).where(wanted)) or 0
    found = page(_rows(_far(area_ids), wanted, after), lambda row: row.id)
    return OfferingPage(found.rows, number, found.after)


def search(actor: Actor, words: Sequence[str], size: int) -> Sequence[Offering]:
    """The first offerings in use with these words, by name."""
    held = (_holds(word) for word in words)
    wanted = and_(policy.visible_to(actor), Offering.is_active, *held)
    named = _with_areas().where(wanted).order_by(Offering.sort_name, Offering.id)
    return db.session.scalars(named.limit(size)).all()


def get(actor: Actor, offering_id: int) -> Offering:
    """The offering with its villages; to an actor who may not see it, there is none."""
    found: Offering | None = db.session.scalar(
        _with_areas().where(Offering.id == offering_id, policy.visible_to(actor))
    )
    if found is None:
        raise Missing
    return found


def serving(actor: Actor, area_id: int) -> Sequence[Offering]:
    """All that is in use and serves this village: its own first, then by name."""
    here = frozenset({area_id})
    return db.session.scalars(
        _with_areas()
        .where(policy.visible_to(actor), Offering.is_active, _serves(here))
        .order_by(_far(here), Offering.sort_name, Offering.id)
    ).all()


def villages(actor: Actor) -> Sequence[Area]:
    """The villages an offering can serve, by name."""
    require(policy.may_read(actor))
    return db.session.scalars(
        select(Area).where(Area.is_active).order_by(Area.sort_name)
    ).all()


def only_area(offering: Offering) -> int | None:
    """The one village that an offering serves; None for several or all of them."""
    served = select(OfferingArea.area_id).where(OfferingArea.offering_id == offering.id)
    found = db.session.scalars(served.limit(2)).all()
    return found[0] if len(found) == 1 and not offering.all_areas else None


def is_taken(actor: Actor, name: str, *, besides: int | None = None) -> bool:
    """Whether another offering has this name, spelled more or less so."""
    require(policy.may_read(actor))
    same = select(Offering.id).where(Offering.sort_name == fold(name))
    others = same.where(Offering.id != besides) if besides else same
    return db.session.scalar(others.limit(1)) is not None


def starters_left(actor: Actor) -> list[Starter]:
    """What of the starter list is not in the directory yet, in its order."""
    require(policy.may_keep(actor))
    wanted = {fold(one.value): one for one in Starter}
    names = select(Offering.sort_name).where(Offering.sort_name.in_(wanted))
    taken = set(db.session.scalars(names))
    return [one for name, one in wanted.items() if name not in taken]


def _holds(word: str) -> ColumnElement[bool]:
    """A word of the offering begins so; of few letters, a word of its name."""
    is_short = len(word) < SHORTEST_IN_SENTENCES
    text = Offering.sort_name if is_short else Offering.search_text
    words = literal(" ") + text
    return or_(*(words.contains(f" {one}") for one in as_spelled(word)))


def _with_areas() -> Select[Any]:
    return select(Offering).options(selectinload(Offering.areas))


def _rows(
    far: Any, wanted: ColumnElement[bool], after: int | None
) -> Sequence[Offering]:
    order = far, Offering.sort_name, Offering.id
    last = db.session.execute(select(*order).where(Offering.id == after)).first()
    return db.session.scalars(in_order(_with_areas().where(wanted), order, last)).all()


def _serves(area_ids: frozenset[int]) -> ColumnElement[bool]:
    return or_(Offering.all_areas, _is_of(area_ids))


def _is_of(area_ids: frozenset[int]) -> ColumnElement[bool]:
    lies_there = is_chosen(area_ids, OfferingArea.area_id)
    return Offering.id.in_(select(OfferingArea.offering_id).where(lies_there))


def _far(area_ids: frozenset[int] | None) -> Any:
    """0 for what lies in the villages themselves, 1 for what comes from elsewhere."""
    return case((_is_of(area_ids), 0), else_=1) if area_ids else literal(0)
