"""Account numbers, decrypted for who may read them."""

from collections.abc import Collection

from sqlalchemy import select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.tablet_encryption import DecryptionFailed, Keyring
from thuis_app.organisation.accounts.models import User
from thuis_app.team.bank_accounts import policy, rules
from thuis_app.team.bank_accounts.models import BankAccount


def myself(actor: Actor) -> User:
    """The account of a volunteer who keeps their own number."""
    require(policy.may_change_own(actor))
    return db.session.get_one(User, actor.id)


def volunteer(actor: Actor, user_id: int) -> User:
    """A volunteer this coordinator works with; raises Missing for others."""
    query = select(User).where(policy.visible_to(actor), User.id == user_id)
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def of_user(user: User) -> BankAccount:
    """The row of a user who was found with their actor; a blank one at first."""
    return db.session.get(BankAccount, user.id) or BankAccount.blank(user.id)


def number(row: BankAccount, keys: Keyring) -> str:
    """The account number; '' when there is none, or when its key is gone."""
    try:
        stored_for = rules.stored_for(row.user_id)
        return keys.decrypt(row.account_number, *stored_for)
    except DecryptionFailed:
        return ""


def numbers(actor: Actor, user_ids: Collection[int], keys: Keyring) -> dict[int, str]:
    """The account numbers of these users that are known, by id, for the treasurer."""
    require(policy.may_read_all(actor))
    query = select(BankAccount).where(
        BankAccount.user_id.in_(user_ids), BankAccount.account_number != ""
    )
    found = {row.user_id: number(row, keys) for row in db.session.scalars(query)}
    return {user_id: known for user_id, known in found.items() if known}
