"""Who may change what the foundation is called and how it looks."""

from thuis_app.core.actors import Actor


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the settings."""
    return actor.is_administrator
