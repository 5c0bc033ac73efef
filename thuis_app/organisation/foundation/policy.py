"""Who may change the settings of the foundation."""

from thuis_app.core.actors import Actor


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the settings."""
    return actor.is_administrator


def may_keep_numbers(actor: Actor) -> bool:
    """The administrator, and the safeguarding lead, who calls these numbers."""
    return actor.is_administrator or actor.is_safeguarding_lead
