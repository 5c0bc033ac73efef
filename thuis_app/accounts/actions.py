"""Signing in and out, choosing a password, and keeping the accounts."""

from sqlalchemy import insert, update

from thuis_app.accounts import policy
from thuis_app.accounts.models import Invitation, SignInTry, User, UserSession
from thuis_app.core import afterwards, clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_key, hash_password, new_key


def sign_in(user: User, *, device: str, device_key: str) -> Actor:
    """Open a session; the actor that comes back carries its key."""
    require(policy.may_sign_in(user))
    now, key = clock.now(), new_key()
    session = UserSession(
        user_id=user.id,
        key_hash=hash_key(key),
        device=device,
        device_key=device_key,
        started_at=now,
        seen_at=now,
    )
    db.session.add(session)
    db.session.flush()
    actor = Actor(
        id=user.id,
        name=user.name,
        called=user.called,
        roles=user.roles,
        language=user.language,
        session_id=session.id,
        token=key,
    )
    trail.record(actor, "account.signed_in", session, contact_id=None)
    return actor


def count_wrong_try(account: str, device: str) -> None:
    """Remember a wrong password, also though the request itself is undone."""
    values = {"account": account, "device": device, "at": clock.now()}
    afterwards.keep(insert(SignInTry), values)


def mark_seen(actor: Actor) -> None:
    """Keep a session alive while it is used."""
    seen = update(UserSession).where(UserSession.id == actor.session_id)
    afterwards.keep(seen.values(seen_at=clock.now()))


def end_session(actor: Actor, session: UserSession) -> None:
    """Sign out on one device."""
    require(policy.may_end(actor, session))
    session.ended_at = clock.now()
    trail.record(actor, "account.signed_out", session, contact_id=None)


def end_all_sessions(actor: Actor, user: User) -> None:
    """Sign out everywhere, this device included."""
    require(policy.may_change_self(actor, user) or policy.may_manage(actor))
    _end_all(user)
    trail.record(actor, "account.signed_out_everywhere", user, contact_id=None)


def choose_language(actor: Actor, user: User, *, language: str) -> None:
    """Show the pages in this language from now on."""
    require(policy.may_change_self(actor, user))
    user.language = language
    trail.record(actor, "account.language_chosen", user, contact_id=None)


def choose_keys(actor: Actor, user: User, *, keys_on: bool) -> None:
    """Switch the single-letter keys of the work board on or off."""
    require(policy.may_change_self(actor, user))
    user.keys_on = keys_on
    trail.record(actor, "account.keys_chosen", user, contact_id=None)


def change_password(actor: Actor, user: User, *, password: str) -> None:
    """Choose a new password; every session ends, this one too."""
    require(policy.may_change_self(actor, user))
    user.password_hash = hash_password(password)
    _end_all(user)
    trail.record(actor, "account.password_changed", user, contact_id=None)


def accept(invitation: Invitation, user: User, *, password: str) -> None:
    """Use an invitation: choose a password, once."""
    require(policy.may_accept(invitation))
    actor = Actor(user.id, user.name, user.called, user.roles)
    user.password_hash = hash_password(password)
    invitation.used_at = clock.now()
    _end_all(user)
    trail.record(actor, "account.invitation_accepted", user, contact_id=None)


def _end_all(user: User) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
