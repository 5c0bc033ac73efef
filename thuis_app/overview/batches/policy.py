"""Who does several tasks at once; each of them asks its own policy besides."""

from thuis_app.core.actors import Actor


def may_do_several(actor: Actor) -> bool:
    """Coordinators, whose board it is."""
    return actor.is_coordinator
