"""Second factors and recovery codes."""

from sqlalchemy import func, select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.printed_codes import plain_code
from thuis_app.core.secrets import hash_key
from thuis_app.core.tablet_encryption import DecryptionFailed, Keyring
from thuis_app.organisation.accounts.models import RecoveryCode, SecondFactor, User
from thuis_app.organisation.factors import rules


def myself(actor: Actor) -> User:
    """The account of the actor."""
    return db.session.scalars(select(User).where(User.id == actor.id)).one()


def mine(actor: Actor) -> SecondFactor | None:
    """The second factor of the actor."""
    return db.session.scalar(
        select(SecondFactor).where(SecondFactor.user_id == actor.id)
    )


def secret(factor: SecondFactor, keys: Keyring) -> str:
    """The secret of a second factor; one that fits no code when its key is gone."""
    try:
        return keys.decrypt(factor.secret, *rules.stored_for(factor.user_id))
    except DecryptionFailed:
        return rules.new_secret()


def codes_left(actor: Actor) -> int:
    """The number of recovery codes that the actor has not used yet."""
    unused = RecoveryCode.user_id == actor.id, RecoveryCode.used_at.is_(None)
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(*unused)) or 0


def recovery_code(actor: Actor, typed: str) -> RecoveryCode | None:
    """The code of the actor that was typed, as long as it was not used."""
    code_hash = hash_key(plain_code(typed))
    return db.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.user_id == actor.id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
    )
