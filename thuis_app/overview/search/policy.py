"""Who may search, and in what.

A coordinator finds the people and volunteers of their villages; a volunteer only the
people they visit. Both find what is in the local directory.
"""

from sqlalchemy import ColumnElement

from thuis_app.core.actors import Actor
from thuis_app.visiting.matches import policy as matches


def may_search(actor: Actor) -> bool:
    """Those who work with people look them up."""
    return actor.is_coordinator or actor.is_volunteer


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who may see the person finds them."""
    return matches.visible_contacts(actor)
