"""Who may read the texts of card and letter, and who may change them."""

from thuis_app.core.actors import Actor
from thuis_app.reaching.outreach_steps import policy as steps


def may_read_texts(actor: Actor) -> bool:
    """Who goes out or plans it; a text holds no names."""
    return steps.may_read_table(actor)


def may_change_texts(actor: Actor) -> bool:
    """The texts hold for every village, as the table does."""
    return steps.may_change_table(actor)
