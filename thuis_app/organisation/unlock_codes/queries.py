"""The session of the actor, with its unlock code."""

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import UserSession


def own_session(actor: Actor) -> UserSession:
    """The session that the actor is in."""
    return db.session.get_one(UserSession, actor.session_id)
