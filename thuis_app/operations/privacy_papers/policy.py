"""Who reads and prints the privacy papers; there is nothing about a person in them."""

from thuis_app.core.actors import Actor


def may_read(actor: Actor) -> bool:
    """The administrator, a coordinator, who leaves the leaflet, and the board."""
    return actor.is_administrator or actor.is_coordinator or actor.is_board


def has_in_menu(actor: Actor) -> bool:
    """A coordinator finds them where the leaflet is needed."""
    return actor.is_administrator or actor.is_board
