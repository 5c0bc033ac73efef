"""The rates that are paid and the maxima of the law, each from a day on.

Money is in whole cents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

MOST_CENTS = 10_000_00


class RateKind(StrEnum):
    """The kind of a rate: two that we pay, three that the law sets."""

    PER_KILOMETRE = "per_kilometre"
    PER_HOUR = "per_hour"
    HOUR_MAX = "hourly_compensation_max"
    MONTH_MAX = "month_max"
    YEAR_MAX = "year_max"


@dataclass(frozen=True)
class Amount:
    """So many cents, from a day on."""

    kind: RateKind
    cents: int
    from_on: date


# Belastingdienst, 'Vrijwilligersvergoedingen' for volunteers of 21 and older, 2025;
# the kilometre is what may be paid untaxed for one's own car. We pay no hours unless
# the foundation says so.
KNOWN: tuple[Amount, ...] = (
    Amount(RateKind.PER_KILOMETRE, 23, date(2025, 1, 1)),
    Amount(RateKind.PER_HOUR, 0, date(2025, 1, 1)),
    Amount(RateKind.HOUR_MAX, 5_60, date(2025, 1, 1)),
    Amount(RateKind.MONTH_MAX, 210_00, date(2025, 1, 1)),
    Amount(RateKind.YEAR_MAX, 2_100_00, date(2025, 1, 1)),
)

OF_THE_LAW = (RateKind.HOUR_MAX, RateKind.MONTH_MAX, RateKind.YEAR_MAX)


@dataclass(frozen=True)
class Rates:
    """The amounts that hold on one day."""

    per_kilometre: int
    per_hour: int
    hourly_compensation_max: int
    month_max: int
    year_max: int


def rates_on(day: date, set_here: Iterable[Amount] = ()) -> Rates:
    """Of each kind the newest amount that holds on this day; ours before the known.

    Before the first day that is known, the first amounts hold.
    """
    found = {amount.kind: amount for amount in KNOWN}
    for amount in set_here:
        if found[amount.kind].from_on <= amount.from_on <= day:
            found[amount.kind] = amount
    return Rates(**{kind.value: found[kind].cents for kind in RateKind})


def check_rate_day(from_on: date, today: date) -> None:
    """A year that is over stays as it was."""
    if from_on < first_day_for_rate(today):
        raise RuleBroken("rate.year_over")


def check_not_begun(from_on: date, today: date) -> None:
    """An amount that holds, or did, is not taken away."""
    if from_on <= today:
        raise RuleBroken("rate.in_use")


def first_day_for_rate(today: date) -> date:
    """An amount begins this year or later: a year that is over stays as it was."""
    return date(today.year, 1, 1)


def is_of_this_year(set_here: Iterable[Amount], today: date) -> bool:
    """True when the maxima of the law were set in this year."""
    begun = [one for one in (*KNOWN, *set_here) if one.from_on <= today]
    looked_up = {one.kind for one in begun if one.from_on.year == today.year}
    return looked_up.issuperset(OF_THE_LAW)


class RateAuditEvent(AuditEvent):
    ADDED = "rate.added"
    TAKEN_BACK = "rate.taken_back"
