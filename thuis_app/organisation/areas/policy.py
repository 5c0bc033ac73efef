"""The villages an actor works in, and those that were chosen, as conditions."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor


def within(actor: Actor, area_id: Any) -> ColumnElement[bool]:
    """The condition that a row lies in a village where this actor works."""
    if actor.all_areas:
        return true()
    found: ColumnElement[bool] = area_id.in_(sorted(actor.area_ids))
    return found


def is_chosen(area_ids: frozenset[int] | None, area_id: Any) -> ColumnElement[bool]:
    """The condition that a row lies in one of these villages; None for everywhere."""
    if area_ids is None:
        return true()
    found: ColumnElement[bool] = area_id.in_(sorted(area_ids))
    return found


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that a village stands in the list that this actor keeps."""
    return true() if actor.is_administrator else false()


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the list of villages."""
    return actor.is_administrator
