"""Who may read the totals."""

from thuis_app.core.actors import Actor


def may_read(actor: Actor) -> bool:
    """The board and the coordinators read totals; nothing in them leads to a person."""
    return actor.is_board or actor.is_coordinator
