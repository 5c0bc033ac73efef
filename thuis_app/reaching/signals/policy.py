"""Who may hand in a signal, and who may read and handle it.

A volunteer hands one in and hears that it was received; only the coordinators of the
village read it.
"""

from sqlalchemy import ColumnElement, false

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.reaching.signals.models import Signal


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of a village see its signals."""
    return within(actor, Signal.area_id) if actor.is_coordinator else false()


def may_list(actor: Actor) -> bool:
    """Only coordinators have a list of signals."""
    return actor.is_coordinator


def may_hand_in(actor: Actor) -> bool:
    """Coordinators and volunteers pass on what they hear."""
    return actor.is_coordinator or actor.is_volunteer


def may_hand_in_at(actor: Actor, area_id: int) -> bool:
    """In the villages where they work."""
    return may_hand_in(actor) and actor.works_in(area_id)


def may_handle(actor: Actor, signal: Signal) -> bool:
    """The coordinators of the village take it up, or do not."""
    return actor.coordinates(signal.area_id)


def may_clear(actor: Actor) -> bool:
    """Deleting what nobody handled is nobody's choice: Thuis does it by itself."""
    return actor == SYSTEM
