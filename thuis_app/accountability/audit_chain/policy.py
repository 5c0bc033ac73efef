"""Who adds blocks to the chain of the audit log, and who verifies it."""

from thuis_app.core.actors import SYSTEM, Actor


def may_append(actor: Actor) -> bool:
    """Thuis does, by a job."""
    return actor == SYSTEM


def may_verify(actor: Actor) -> bool:
    """Thuis does each night, and who runs the machine by a command."""
    return actor == SYSTEM
