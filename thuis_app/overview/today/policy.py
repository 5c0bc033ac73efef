"""Which parts of the first page an actor has."""

from thuis_app.core.actors import Actor
from thuis_app.visiting.concerns import policy as concerns


def may_see_board(actor: Actor) -> bool:
    """The work board is the coordinator's."""
    return actor.is_coordinator


def may_see_concerns(actor: Actor) -> bool:
    """Concerns are for the safeguarding lead alone; nobody else sees that they are."""
    return concerns.may_read(actor)
