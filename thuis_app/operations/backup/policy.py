"""Who makes backups, and who sees whether they are made."""

from thuis_app.core.actors import SYSTEM, Actor


def may_make(actor: Actor) -> bool:
    """Thuis does, by a job, or by a command of who runs the machine."""
    return actor == SYSTEM


def may_look(actor: Actor) -> bool:
    """The administrator sees when they were made, and opens none."""
    return actor.is_administrator
