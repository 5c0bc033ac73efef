"""Setting up a second factor, giving a code, and taking a factor away."""

from dataclasses import replace

from sqlalchemy import delete, update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.printed_codes import plain_code
from thuis_app.core.secrets import hash_key, new_key
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts import queries as found_accounts
from thuis_app.organisation.accounts.models import (
    RecoveryCode,
    SecondFactor,
    User,
    UserSession,
)
from thuis_app.organisation.accounts.policy import may_give
from thuis_app.organisation.accounts.rules import (
    AccountNews,
    AgreementAsked,
    AgreementKind,
)
from thuis_app.organisation.agreements import actions as agreements
from thuis_app.organisation.agreements.rules import FactorAgreed
from thuis_app.organisation.factors import policy, rules
from thuis_app.organisation.factors.rules import FactorAuditEvent


def set_up(actor: Actor, user: User, *, secret: str, step: int) -> list[str]:
    """Take a new second factor, in place of one that is there; its recovery codes.

    `secret` is encrypted, and `step` that of the code that was typed. The other
    sessions end; of the codes the hashes alone are kept.
    """
    require(policy.may_use(actor, user))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    factor = SecondFactor(user_id=user.id, secret=secret, last_step=step)
    db.session.add(factor)
    codes = _new_codes(user)
    _end_others(actor, user)
    audit_log.record(actor, FactorAuditEvent.SET_UP, factor, contact_id=None)
    accounts.post_news(user.id, AccountNews.FACTOR_SET_UP)
    return codes


def give_code(actor: Actor, factor: SecondFactor, *, step: int) -> bool:
    """Use the code of this step; False when it was used already, or a later one.

    One statement compares and changes, so that of two at once one succeeds.
    """
    require(policy.may_give(actor, factor))
    later = update(SecondFactor).where(
        SecondFactor.id == factor.id, SecondFactor.last_step < step
    )
    taken = later.values(last_step=step).returning(SecondFactor.id)
    plain = taken.execution_options(synchronize_session=False)
    if db.session.scalar(plain) is None:
        return False
    audit_log.record(actor, FactorAuditEvent.GIVEN, factor, contact_id=None)
    return True


def use_recovery_code(actor: Actor, code: RecoveryCode) -> bool:
    """Use a printed code instead of one of the telephone; False when it was used."""
    require(policy.may_give(actor, code))
    unused = update(RecoveryCode).where(
        RecoveryCode.id == code.id, RecoveryCode.used_at.is_(None)
    )
    taken = unused.values(used_at=clock.now()).returning(RecoveryCode.id)
    plain = taken.execution_options(synchronize_session=False)
    if db.session.scalar(plain) is None:
        return False
    audit_log.record(actor, FactorAuditEvent.RECOVERY_USED, code, contact_id=None)
    accounts.post_news(actor.id, AccountNews.RECOVERY_CODE_USED)
    return True


def renew_session(actor: Actor, *, by_factor: bool) -> Actor:
    """Note that the actor showed who they are; the session goes on under a new key.

    The actor that comes back carries that key.
    """
    key, now = new_key(), clock.now()
    session = db.session.get_one(UserSession, actor.session_id)
    require(policy.may_give(actor, session))
    session.key_hash, session.proved_at = hash_key(key), now
    if by_factor:
        session.factor_at = now
    return replace(actor, token=key, next_step=None, is_fresh=True)


def make_codes(actor: Actor, user: User) -> list[str]:
    """New recovery codes; those of before are void."""
    require(policy.may_use(actor, user))
    codes = _new_codes(user)
    audit_log.record(actor, FactorAuditEvent.CODES_MADE, user, contact_id=None)
    accounts.post_news(user.id, AccountNews.RECOVERY_CODES_MADE)
    return codes


def remove(
    actor: Actor, factor: SecondFactor, user: User, *, is_required: bool
) -> None:
    """Sign in without a code again, where the role allows that or there is a passkey.

    `is_required` is whether the role asks for a second factor.
    """
    require(policy.may_use(actor, user))
    rules.must_not_be_required(is_required and not found_accounts.has_passkey(user))
    audit_log.record(actor, FactorAuditEvent.REMOVED, factor, contact_id=None)
    _delete(user)
    accounts.post_news(user.id, AccountNews.FACTOR_REMOVED)


def reset(actor: Actor, user: User) -> bool:
    """Take away the code of another who lost it, who is mailed about it.

    They are signed out everywhere, and set up a new one where they must have one. False
    when a second person is to agree first.
    """
    require(policy.may_reset(actor, user))
    rules.must_have_factor(found_accounts.has_code_to_reset(user) or None)
    rules.must_have_address(user.email)
    if waiting := found_accounts.waits_for(actor, user):
        kind = AgreementKind.FACTOR
        agreements.ask(actor, AgreementAsked(kind, user.id, waiting))
        return False
    audit_log.record(actor, FactorAuditEvent.RESET, user, contact_id=None)
    _reset(actor, user)
    return True


def on_factor_agreed(actor: Actor, event: FactorAgreed) -> None:
    """Take a second factor away, to which another agreed."""
    user = db.session.get_one(User, event.user_id)
    require(may_give(actor, user))
    if found_accounts.has_code_to_reset(user):
        audit_log.record(actor, FactorAuditEvent.RESET, user, contact_id=None)
        _reset(actor, user)


def _reset(actor: Actor, user: User) -> None:
    _delete(user)
    _end_others(actor, user)
    accounts.post_news(user.id, AccountNews.FACTOR_RESET)


def _delete(user: User) -> None:
    """Delete the second factor; the recovery codes stay where there is a passkey."""
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    if not found_accounts.has_passkey(user):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _new_codes(user: User) -> list[str]:
    codes = rules.new_recovery_codes()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=hash_key(plain_code(code)))
        for code in codes
    )
    return codes


def _end_others(actor: Actor, user: User) -> None:
    """End the sessions of a user, but the one in which this is done."""
    others = UserSession.user_id == user.id, UserSession.id != actor.session_id
    alive = update(UserSession).where(*others, UserSession.ended_at.is_(None))
    db.session.execute(alive.values(ended_at=clock.now(), code_hash=""))
