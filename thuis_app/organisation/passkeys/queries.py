"""Passkeys, and the links and challenges that are open."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts.models import Passkey, User, UserSession
from thuis_app.organisation.passkeys import rules
from thuis_app.organisation.passkeys.models import PasskeyLink


def mine(actor: Actor) -> Sequence[Passkey]:
    """The passkeys of the actor, the oldest first."""
    theirs = select(Passkey).where(Passkey.user_id == actor.id)
    return db.session.scalars(theirs.order_by(Passkey.id)).all()


def get(actor: Actor, passkey_id: int) -> Passkey:
    """A passkey of the actor; any other does not exist."""
    found = db.session.scalar(
        select(Passkey).where(Passkey.user_id == actor.id, Passkey.id == passkey_id)
    )
    if found is None:
        raise Missing
    return found


def ids_of(user: User) -> Sequence[str]:
    """The ids of the credentials of this user, as devices know them."""
    query = select(Passkey.credential_id).where(Passkey.user_id == user.id)
    return db.session.scalars(query.order_by(Passkey.id)).all()


def count_of(user: User) -> int:
    """The number of passkeys of a user."""
    query = select(func.count(Passkey.id)).where(Passkey.user_id == user.id)
    return db.session.scalar(query) or 0


def presented(credential_id: str) -> tuple[Passkey, User] | None:
    """The passkey that a device used, and whose it is."""
    row = db.session.execute(
        select(Passkey, User)
        .join(User, User.id == Passkey.user_id)
        .where(Passkey.credential_id == credential_id)
    ).first()
    return (row[0], row[1]) if row else None


def link(key: str) -> tuple[PasskeyLink, User] | None:
    """The link with this key, while it stands, and whose account it is for.

    It ends with the session that showed it: a new password ends both.
    """
    row = db.session.execute(
        select(PasskeyLink, User)
        .join(User, User.id == PasskeyLink.user_id)
        .outerjoin(UserSession, UserSession.id == PasskeyLink.session_id)
        .where(PasskeyLink.key_hash == hash_key(key), _stands(), User.is_active)
        .where(UserSession.ended_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def _stands() -> ColumnElement[bool]:
    since = clock.now() - rules.LINK_LASTS
    is_recent = PasskeyLink.made_at.between(since, clock.latest())
    return and_(PasskeyLink.used_at.is_(None), is_recent)
