"""Who may see what lies ahead; each entry by the policy of its own feature."""

from thuis_app.core.actors import Actor


def may_see_week(actor: Actor) -> bool:
    """The week of all villages together is the coordinator's."""
    return actor.is_coordinator
