"""Who may change the name and the colours of the foundation."""

from thuis_app.core.actors import Actor


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the settings."""
    return actor.is_administrator
