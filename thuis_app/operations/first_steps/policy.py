"""Who sees the first steps, and who says that one does not apply."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor


def may_look(actor: Actor) -> bool:
    """The administrator sets up the installation."""
    return actor.is_administrator


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor sees which steps were skipped."""
    return true() if actor.is_administrator else false()
