"""The account numbers of the volunteers of the example, and a list that was paid."""

from datetime import time, timedelta

from flask import current_app
from sqlalchemy import select
from stdnum import iban

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.tablet_encryption import keyring
from thuis_app.operations.demo.people import DemoVillage
from thuis_app.operations.demo.writer import Writer
from thuis_app.organisation.accounts.models import User
from thuis_app.team.bank_accounts.rules import stored_for
from thuis_app.team.payments import actions, queries
from thuis_app.team.payments.rules import last_closed_month

WITHOUT = 12
"""One in so many volunteers did not give an account number yet."""

DAYS_TO_PAY, AFTER_WORK = 3, time(20)


def account_numbers(writer: Writer, village: DemoVillage) -> None:
    """An invented account number for most volunteers."""
    keys = keyring(current_app.config["TABLET_KEYS"])
    for user_id, _name, _area in village.volunteers:
        if user_id % WITHOUT:
            stored = keys.encrypt(_number(user_id), *stored_for(user_id))
            writer.add(
                "bank_account",
                user_id=user_id,
                account_number=stored,
                changed_by=user_id,
                changed_at=village.moment(village.today - timedelta(days=90)),
            )


def paid() -> None:
    """Pay what was approved up to the month before the last one that is over, some
    days after that; what was approved since is still to be paid."""
    query = select(User).where(User.has_role(Role.TREASURER)).limit(1)
    user = db.session.scalar(query)
    last = last_closed_month(clock.today())
    month = last_closed_month(last)
    keys = keyring(current_app.config["TABLET_KEYS"])
    if user is None:
        return
    treasurer = Actor(user.id, user.name, user.called, frozenset({Role.TREASURER}))
    due = queries.due(treasurer, month, keys)
    payable = [one.user_id for one in due if not one.not_payable]
    if payable:
        with clock.standing_at(clock.at(last, AFTER_WORK)):
            made = actions.make(treasurer, month, payable)
        paid_on = min(last + timedelta(days=DAYS_TO_PAY), clock.today())
        with clock.standing_at(clock.at(paid_on, AFTER_WORK)):
            actions.record_paid(treasurer, made, paid_on=paid_on)


def _number(user_id: int) -> str:
    """An account number that a bank could have given."""
    rest = f"INGB{user_id:010d}"
    return f"NL{iban.calc_check_digits(f'NL00{rest}')}{rest}"
