"""Hours, kilometres and costs: what they come to, and how much is too much.

Money is in whole cents, time in whole minutes. What is paid to a volunteer for hours,
kilometres and costs together counts towards what the law leaves untaxed, by the month
and the year of the day itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails
from thuis_app.team.rates.rules import Rates

WRITTEN_AFTERWARDS = timedelta(days=366)
PROPOSED_FOR = timedelta(days=42)
LONGEST = 24 * 60
FARTHEST = 1_000
DEAREST = 1_000_00
YEARS_SHOWN = 50
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


class WhatFor(StrEnum):
    VISIT = "visit"
    RIDE = "ride"
    TRAINING = "training"
    MEETING = "meeting"
    OTHER = "other"


@dataclass(frozen=True)
class Source:
    """The source of a claim, by its kind and id.

    The table of claims has a column for visits alone until there is another kind.
    """

    kind: WhatFor
    id: int


@dataclass(frozen=True)
class ProposalsWanted:
    """A question to features above: what did this actor do that is not claimed yet?

    All since a day, or one source alone. A handler returns a list of proposals, the
    latest first.
    """

    since: date | None = None
    source: Source | None = None


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    APPROVED = "approved"
    REFUSED = "refused"
    LISTED = "listed"
    PAID = "paid"


@dataclass(frozen=True)
class SettleDetails(TaskDetails):
    """What the line of hours to settle shows: the day for which they were paid."""

    on: date | None = None


class Over(StrEnum):
    """Which maximum would be passed."""

    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


MOVES: Moves[ClaimState] = {
    ClaimState.CLAIMED: {ClaimState.APPROVED, ClaimState.REFUSED},
    ClaimState.REFUSED: {ClaimState.CLAIMED},
    ClaimState.APPROVED: {ClaimState.LISTED, ClaimState.CLAIMED},
    ClaimState.LISTED: {ClaimState.PAID, ClaimState.APPROVED},
    ClaimState.PAID: {ClaimState.LISTED},
}

CHANGEABLE = (ClaimState.CLAIMED, ClaimState.REFUSED)
COUNTED = (ClaimState.APPROVED, ClaimState.LISTED, ClaimState.PAID)
UNPAID = (ClaimState.APPROVED, ClaimState.LISTED)
CORRECTABLE = (ClaimState.LISTED, ClaimState.PAID)


def total(minutes: int, kilometres: int, costs: int, rates: Rates) -> int:
    """The amount of a day in cents, at the rates of that day."""
    return amount(minutes, kilometres, costs, rates.per_kilometre, rates.per_hour)


def amount(
    minutes: int, kilometres: int, costs: int, per_kilometre: int, per_hour: int
) -> int:
    """The amount of a day in cents; half a cent for the hours is rounded up."""
    hours = (minutes * per_hour * 2 + 60) // 120
    return hours + kilometres * per_kilometre + costs


@dataclass(frozen=True)
class Reached:
    """The amounts a user had in a month and in the year of it, in cents."""

    month: int = 0
    year: int = 0

    def with_more(self, cents: int) -> "Reached":
        return Reached(self.month + cents, self.year + cents)


class Ledger:
    """The amounts of each volunteer by calendar month, with those being checked."""

    def __init__(self, sums: Iterable[tuple[int, date, int]] = ()) -> None:
        self._cents: dict[tuple[int, date], int] = {}
        for user_id, day, cents in sums:
            self.add(user_id, day, cents)

    def add(self, user_id: int, day: date, cents: int) -> None:
        key = user_id, first_of_month(day)
        self._cents[key] = self._cents.get(key, 0) + cents

    def reached(self, user_id: int, day: date) -> Reached:
        """In the calendar month and year of this day."""
        months = (date(day.year, month, 1) for month in range(1, 13))
        by_month = {month: self._cents.get((user_id, month), 0) for month in months}
        return Reached(by_month[first_of_month(day)], sum(by_month.values()))


def over(reached: Reached, more: int, rates: Rates) -> tuple[Over, ...]:
    """Which maxima are passed when so many cents come on top; the maximum is not over.

    Who gets nothing passes nothing.
    """
    if not more:
        return ()
    then = reached.with_more(more)
    passed = {
        Over.HOUR: rates.per_hour > rates.hourly_compensation_max,
        Over.MONTH: then.month > rates.month_max,
        Over.YEAR: then.year > rates.year_max,
    }
    return tuple(one for one in Over if passed[one])


def check_over(passed: tuple[Over, ...], because: str) -> None:
    """Over the maximum takes a reason that is written down."""
    if passed and not because:
        raise RuleBroken("claim.over_maximum")


def next_state(current: ClaimState, wanted: ClaimState) -> ClaimState:
    return move(MOVES, current, wanted)


def check_changeable(state: ClaimState) -> None:
    """Raise RuleBroken when the claim was approved or paid."""
    if state not in CHANGEABLE:
        raise RuleBroken("claim.settled")


def check_correctable(state: ClaimState) -> None:
    """Raise RuleBroken when the claim is not on a payment list, nor paid."""
    if state not in CORRECTABLE:
        raise RuleBroken("claim.not_paid")


def is_something(*amounts: int | None) -> bool:
    """Whether there were hours, kilometres or costs at all."""
    return any(amounts)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before."""
    return first_of_month(first_of_month(day) - timedelta(days=1))


def year_of(day: date) -> tuple[date, date]:
    """The first day of the year, and that of the next."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def near_month(month: date | None, today: date) -> date:
    """The month that is wanted, if its year can be shown; else this one."""
    found = month or today
    return first_of_month(found if _is_shown(found.year, today) else today)


def near_year(year: int | None, today: date) -> int:
    """The year that is wanted, if it can be shown; else this one."""
    return year if year and _is_shown(year, today) else today.year


def _is_shown(year: int, today: date) -> bool:
    """Whether hours of that year can be looked at."""
    return abs(year - today.year) <= YEARS_SHOWN


def as_text(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula.

    What begins with a sign that makes a formula gets a quote before it: OWASP
    Application Security Verification Standard 5.0, requirement 1.2.10.
    """
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


class ClaimAuditEvent(AuditEvent):
    WRITTEN = "claim.written"
    WRITTEN_FOR = "claim.written_for"
    TAKEN_OVER = "claim.taken_over"
    CHANGED = "claim.changed"
    TAKEN_BACK = "claim.taken_back"
    APPROVED = "claim.approved"
    REFUSED = "claim.refused"
    REOPENED = "claim.reopened"
    CORRECTED = "claim.corrected"
    PAID = "claim.paid"
    PROPOSED = "hours.proposed"
    EXPORTED = "hours.exported"
    LISTED_TO_PAY = "hours.listed_to_pay"


# Coordinators wrote these down before there were payment lists; their lines are read.
EARLIER_EVENTS = {
    event.value: event
    for event in (ClaimAuditEvent.PAID, ClaimAuditEvent.LISTED_TO_PAY)
}
