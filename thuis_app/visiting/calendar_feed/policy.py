"""Who may have an address for a calendar."""

from sqlalchemy import ColumnElement

from thuis_app.core.actors import Actor
from thuis_app.visiting.calendar_feed.models import VisitFeed


def own_feeds(actor: Actor) -> ColumnElement[bool]:
    """The condition for the actor's own addresses."""
    return VisitFeed.user_id == actor.id


def may_have_feed(actor: Actor) -> bool:
    """Volunteers may read their visits in their own calendar."""
    return actor.is_volunteer


def may_revoke(actor: Actor, feed: VisitFeed) -> bool:
    """Everybody stops the address of their own calendar."""
    return feed.user_id == actor.id
