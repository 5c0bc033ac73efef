"""Who has an address at which a calendar reads their visits."""

from sqlalchemy import ColumnElement

from thuis_app.core.actors import Actor
from thuis_app.visiting.calendar_feed.models import VisitFeed


def own_feeds(actor: Actor) -> ColumnElement[bool]:
    """The addresses somebody made for their own calendar."""
    return VisitFeed.user_id == actor.id


def may_have_feed(actor: Actor) -> bool:
    """Who visits may read their visits in their own calendar."""
    return actor.is_volunteer


def may_revoke(actor: Actor, feed: VisitFeed) -> bool:
    """Everybody stops the address of their own calendar."""
    return feed.user_id == actor.id
