"""Choosing an unlock code, and unlocking a session with it."""

from dataclasses import replace

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db, write_transaction
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import UserSession
from thuis_app.organisation.accounts.rules import AccountNews
from thuis_app.organisation.unlock_codes import policy, queries, rules
from thuis_app.organisation.unlock_codes.rules import UnlockCodeAuditEvent


def choose(actor: Actor, *, code_hash: str) -> None:
    """Let this session last two weeks, and be unlocked with this code; its owner is
    mailed."""
    require(policy.may_choose(actor))
    session = queries.own_session(actor)
    session.code_hash, session.wrong_codes = code_hash, 0
    audit_log.record(actor, UnlockCodeAuditEvent.CHOSEN, session, contact_id=None)
    accounts.post_news(actor.id, AccountNews.UNLOCK_CODE_CHOSEN)


def take_try(actor: Actor) -> str:
    """Count one try in a transaction of its own, before any code is compared.

    The hash to compare with comes back; none where no try is left. So of many tries at
    once no more are answered than of those one after the other.
    """
    require(policy.may_unlock(actor))
    own = UserSession.id == actor.session_id, UserSession.ended_at.is_(None)
    counted = (
        update(UserSession)
        .where(*own, UserSession.wrong_codes < rules.MOST_WRONG)
        .values(wrong_codes=UserSession.wrong_codes + 1)
        .returning(UserSession.code_hash)
    )
    with write_transaction():
        return db.session.scalar(counted) or ""


def unlock(actor: Actor) -> Actor:
    """Go on with a session after its code was right; it has another key from now on.

    The actor that comes back carries that key.
    """
    require(policy.may_unlock(actor))
    session, key = queries.own_session(actor), new_key()
    session.key_hash, session.wrong_codes = hash_key(key), 0
    session.seen_at = clock.now()
    audit_log.record(actor, UnlockCodeAuditEvent.UNLOCKED, session, contact_id=None)
    return replace(actor, token=key, next_step=None)


def refuse(actor: Actor) -> None:
    """Add an audit line of a wrong code, also after a rollback."""
    require(policy.may_unlock(actor))
    audit_log.log_refusal(actor, UnlockCodeAuditEvent.REFUSED)
