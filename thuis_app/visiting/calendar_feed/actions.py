"""The secret address at which a calendar program reads a volunteer's visits."""

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.rules import AccountNews, TabletLost
from thuis_app.visiting.calendar_feed import policy
from thuis_app.visiting.calendar_feed.models import VisitFeed
from thuis_app.visiting.calendar_feed.rules import FeedAuditEvent


def make_feed(actor: Actor, *, uid_domain: str) -> str:
    """Create the address for a calendar and return its key; an older one stops, and
    its owner is mailed."""
    require(policy.may_have_feed(actor))
    _stop(actor)
    key = new_key()
    feed = VisitFeed(user_id=actor.id, key_hash=hash_key(key), uid_domain=uid_domain)
    db.session.add(feed)
    audit_log.record(actor, FeedAuditEvent.MADE, feed, contact_id=None)
    accounts.post_news(actor.id, AccountNews.CALENDAR_LINK_MADE)
    return key


def revoke_feed(actor: Actor, feed: VisitFeed) -> None:
    """Stop an address: a calendar that asks there finds nothing any more."""
    require(policy.may_revoke(actor, feed))
    _stop(actor)
    audit_log.record(actor, FeedAuditEvent.REVOKED, feed, contact_id=None)


def on_tablet_lost(_actor: Actor, event: TabletLost) -> None:
    """Stop the address that stood in the calendar of that tablet."""
    standing = VisitFeed.user_id == event.user_id, VisitFeed.revoked_at.is_(None)
    stopped = update(VisitFeed).where(*standing)
    db.session.execute(stopped.values(revoked_at=clock.now()))


def _stop(actor: Actor) -> None:
    standing = update(VisitFeed).where(
        policy.own_feeds(actor), VisitFeed.revoked_at.is_(None)
    )
    db.session.execute(standing.values(revoked_at=clock.now()))
