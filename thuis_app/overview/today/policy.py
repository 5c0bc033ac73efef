"""Which parts of the first page an actor has."""

from thuis_app.core.actors import Actor
from thuis_app.overview.today.rules import QueueKind
from thuis_app.visiting.concerns import policy as concerns


def may_see_board(actor: Actor) -> bool:
    """The work board is the coordinator's."""
    return actor.is_coordinator


def may_see_queue(actor: Actor, kind: QueueKind) -> bool:
    """Concerns are for the safeguarding lead alone; nobody else sees that queue."""
    return kind is not QueueKind.CONCERN or concerns.may_read(actor)
