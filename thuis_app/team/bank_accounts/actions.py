"""Keeping the account number of a volunteer."""

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import AccountNews
from thuis_app.team.bank_accounts import policy
from thuis_app.team.bank_accounts.models import BankAccount
from thuis_app.team.bank_accounts.rules import BankAccountAuditEvent


def change(actor: Actor, user: User, row: BankAccount, *, account_number: str) -> None:
    """Store another account number, encrypted already, and mail its owner.

    The mail does not say the number.
    """
    require(policy.may_change(actor, user))
    row.account_number = account_number
    row.changed_by, row.changed_at = actor.id, clock.now()
    db.session.add(row)
    audit_log.record(actor, BankAccountAuditEvent.CHANGED, row, contact_id=None)
    if user.email:
        accounts.post_news(user.id, AccountNews.BANK_ACCOUNT_CHANGED)
