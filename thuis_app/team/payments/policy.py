"""Who may see and make payment lists: the treasurer, and nobody else."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The treasurer sees every payment list."""
    return true() if actor.is_treasurer else false()


def may_pay(actor: Actor) -> bool:
    """The treasurer makes payment lists, and records that they were paid."""
    return actor.is_treasurer
