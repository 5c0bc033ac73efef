"""Who runs jobs, and who sees their results."""

from thuis_app.core.actors import SYSTEM, Actor


def may_run(actor: Actor) -> bool:
    """Thuis does them by itself, called by a clock outside."""
    return actor == SYSTEM


def may_look(actor: Actor) -> bool:
    """The administrator sees how they went, in numbers."""
    return actor.is_administrator
