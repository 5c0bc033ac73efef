"""Who has people to visit."""

from thuis_app.core.actors import Actor


def may_list(actor: Actor) -> bool:
    """A volunteer has a list of the people they visit."""
    return actor.is_volunteer


def is_in_menu(actor: Actor) -> bool:
    """A coordinator who visits too has them on the day."""
    return actor.is_volunteer and not actor.is_coordinator
