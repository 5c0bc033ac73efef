"""Who plans visits by the rhythm of a match."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.visiting.visits import policy as visits


def planned_for(actor: Actor) -> ColumnElement[bool]:
    """The condition for planning by rhythm: all matches, for Thuis itself."""
    return true() if may_plan_by_rhythm(actor) else false()


def may_plan_by_rhythm(actor: Actor) -> bool:
    """The house itself plans ahead; people plan one visit at a time."""
    return visits.may_plan_ahead(actor)
