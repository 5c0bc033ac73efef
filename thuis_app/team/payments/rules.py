"""Payment lists: of closed months, paid once, and taken back before that.

Money is in whole cents.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken


class ListState(StrEnum):
    """The state of a payment list."""

    OPEN = "open"
    PAID = "paid"
    TAKEN_BACK = "taken_back"


class NotPayable(StrEnum):
    """Why a volunteer is not on the next payment list."""

    NO_NUMBER = "no_number"
    PAID_TOO_MUCH = "paid_too_much"


@dataclass(frozen=True)
class Payee:
    """What is to be paid to one volunteer, or was."""

    user_id: int
    name: str
    claims: int
    minutes: int
    kilometres: int
    costs: int
    cents: int
    account_number: str = ""

    @property
    def not_payable(self) -> NotPayable | None:
        """Why nothing can be paid to them now; None when it can.

        Where it comes to nothing no number is needed.
        """
        if self.cents < 0:
            return NotPayable.PAID_TOO_MUCH
        is_unknown = self.cents > 0 and not self.account_number
        return NotPayable.NO_NUMBER if is_unknown else None


def last_closed_month(today: date) -> date:
    """The first day of the month before: what a payment list goes up to."""
    before = today.year * 12 + today.month - 2
    return date(before // 12, before % 12 + 1, 1)


def check_closed(month: date, today: date) -> None:
    """Raise RuleBroken for a month that is not over."""
    if month > last_closed_month(today):
        raise RuleBroken("payment.month_open")


def check_open(state: ListState) -> None:
    """Raise RuleBroken when the list was paid or taken back."""
    if state is not ListState.OPEN:
        raise RuleBroken(f"payment.{state}")


def check_paid_on(paid_on: date, made_on: date) -> None:
    """Nothing is paid from a list before it is made."""
    if paid_on < made_on:
        raise RuleBroken("payment.paid_before_made")


def check_something(payees: int) -> None:
    """Raise RuleBroken when nothing could be on the list."""
    if not payees:
        raise RuleBroken("payment.nothing")


class PaymentAuditEvent(AuditEvent):
    DUE_OPENED = "payment.due_opened"
    LIST_OPENED = "payment.list_opened"
    MADE = "payment.made"
    TAKEN_BACK = "payment.taken_back"
    PAID = "payment.paid"
    EXPORTED = "payment.exported"
