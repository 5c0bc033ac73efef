"""The tries to reach somebody, what to try next and when, and when to stop.

Thuis proposes, whoever goes decides. A day that was agreed with the person herself is
not a proposal: it stands as it was agreed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from thuis_app.core.day_parts import DayPart


class Channel(StrEnum):
    DOOR = "door"
    TELEPHONE = "telephone"
    CARD = "card"
    LETTER = "letter"
    FLOWERS = "flowers"
    VIA_SOMEBODY = "via_somebody"
    ACTIVITY = "activity"


class Outcome(StrEnum):
    NOBODY_HOME = "nobody_home"
    HEARD_SOMEBODY = "heard_somebody"
    TALK_AT_DOOR = "talk_at_door"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    APPOINTMENT = "appointment"
    GOOD_TALK = "good_talk"


class Reason(StrEnum):
    """Why this is the next thing to try."""

    FIRST = "first"
    OTHER_PART = "other_part"
    OTHER_CHANNEL = "other_channel"
    SAME_AGAIN = "same_again"
    AGREED = "agreed"
    RESTED = "rested"


GAPS = (3, 7, 14, 28, 56)
"""Days to wait after the first try, the second, and so on; the last one stays."""

MINIMUM_GAP = timedelta(days=3)
AFTER_A_TALK = timedelta(days=7)
NOT_NOW_RESTS = timedelta(days=28)
LONGEST_REST = timedelta(days=366)

MOST_PROPOSED = (
    Channel.CARD,
    Channel.DOOR,
    Channel.TELEPHONE,
    Channel.VIA_SOMEBODY,
    Channel.FLOWERS,
    Channel.LETTER,
)
"""What is proposed, in this order; an activity cannot be planned for somebody."""

BY_DAY = (DayPart.MORNING, DayPart.AFTERNOON)
PARTS: dict[Channel, tuple[DayPart, ...]] = {
    Channel.TELEPHONE: (*BY_DAY, DayPart.EVENING),
    Channel.VIA_SOMEBODY: (*BY_DAY, DayPart.EVENING),
}
"""When a channel is proposed. Nobody rings an old person's bell in the evening."""

SOMEBODY_ANSWERS = {Channel.DOOR, Channel.TELEPHONE, Channel.FLOWERS}
UNANSWERED = {Outcome.NOBODY_HOME, Outcome.HEARD_SOMEBODY}
REACHED = frozenset(Outcome) - UNANSWERED
TOWARDS_TAKING_PART = {Outcome.APPOINTMENT, Outcome.GOOD_TALK}


class Tried(NamedTuple):
    """One try, as far as it matters for the next."""

    on: date
    channel: Channel
    part: DayPart
    outcome: Outcome


@dataclass(frozen=True)
class Why:
    """A reason with its figure: so many `times` in this part, or by this channel."""

    reason: Reason
    times: int = 0
    tried: str = ""

    def __str__(self) -> str:
        return f"{self.reason}:{self.times}:{self.tried}"

    @classmethod
    def read(cls, text: str) -> "Why":
        """The reason as it was stored; a bare word is a reason without figures."""
        reason, times, tried = (*text.split(":"), "", "")[:3]
        return cls(Reason(reason), int(times or 0), tried)


@dataclass(frozen=True)
class Step:
    """What to try next: on this day, in this way, at this part of the day."""

    on: date
    channel: Channel
    part: DayPart
    why: Why
    resting: bool = False


def propose_next(
    history: Sequence[Tried], today: date, *, has_telephone: bool = True
) -> Step:
    """The next try for somebody, whatever was tried before, in whatever order."""
    tried = sorted(history, key=lambda one: one.on)
    day = max(today, _wait_until(tried)) if tried else today
    tried = _since_refused(tried)
    if tried and tried[-1].outcome in REACHED:
        return _same_again(tried[-1], first_open_day(day))
    channel = _channel(tried, has_telephone)
    part = _part(tried, channel)
    return Step(first_open_day(day), channel, part, _why(tried, channel, part))


def rest(
    history: Sequence[Tried], until: date, today: date, *, has_telephone: bool = True
) -> Step:
    """Leave somebody alone until a day; what to try then is known already."""
    then = propose_next(history, max(until, today), has_telephone=has_telephone)
    return Step(then.on, then.channel, then.part, Why(Reason.RESTED), resting=True)


def after(
    history: Sequence[Tried],
    today: date,
    *,
    again_on: date | None = None,
    has_telephone: bool = True,
) -> Step:
    """What follows from the latest try, and from what was agreed at it."""
    last = max(history, key=lambda one: one.on)
    if last.outcome is Outcome.NOT_NOW:
        until = again_on or last.on + NOT_NOW_RESTS
        return rest(history, until, today, has_telephone=has_telephone)
    if again_on and last.outcome in REACHED:
        return Step(again_on, Channel.DOOR, last.part, Why(Reason.AGREED))
    return propose_next(history, today, has_telephone=has_telephone)


def gap_after(number: int) -> timedelta:
    """How long to wait after this many tries."""
    return timedelta(days=GAPS[min(max(number, 1), len(GAPS)) - 1])


def first_open_day(day: date) -> date:
    """This day, or the first one after it that is no Sunday and no holiday."""
    while day.weekday() == 6 or day in holidays(day.year):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The Dutch public holidays, on which nobody is called upon.

    Source: Algemene termijnenwet, article 3 (https://wetten.overheid.nl/BWBR0002448),
    with Easter Day and Whit Sunday. The King's birthday moves to the 26th when the
    27th of April is a Sunday.
    """
    easter = easter_day(year)
    moving = (-2, 0, 1, 39, 49, 50)
    king = date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    birthday = king - timedelta(days=1) if king.weekday() == 6 else king
    return frozenset(
        fixed | {birthday} | {easter + timedelta(days=days) for days in moving}
    )


def easter_day(year: int) -> date:
    """Easter Day by the anonymous Gregorian rule.

    Source: J. Meeus, Astronomical Algorithms (1991), chapter 8; first printed in
    Nature, 20 April 1876.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _wait_until(tried: Sequence[Tried]) -> date:
    last = tried[-1]
    gap = AFTER_A_TALK if last.outcome in REACHED else gap_after(len(tried))
    return last.on + max(gap, MINIMUM_GAP)


def _since_refused(tried: Sequence[Tried]) -> list[Tried]:
    """Who said no for good, and later called us herself, begins anew."""
    ends = [at for at, one in enumerate(tried, 1) if one.outcome is Outcome.REFUSED]
    return list(tried[max(ends, default=0) :])


def _same_again(last: Tried, on: date) -> Step:
    """Somebody spoke to us: come back in the way, and at the time, that worked."""
    channel = last.channel if last.channel in MOST_PROPOSED else Channel.DOOR
    return Step(on, channel, last.part, Why(Reason.SAME_AGAIN))


def _channel(tried: Sequence[Tried], has_telephone: bool) -> Channel:
    """The one tried least; never the one that was tried last."""
    times = Counter(one.channel for one in tried)
    usable = [
        channel
        for channel in MOST_PROPOSED
        if (has_telephone or channel is not Channel.TELEPHONE)
        and not (tried and tried[-1].channel is channel)
    ]
    return min(usable, key=times.__getitem__)


def _part(tried: Sequence[Tried], channel: Channel) -> DayPart:
    """The part of the day at which was tried least, first of all by this channel."""
    here = Counter(one.part for one in tried if one.channel is channel)
    answered = Counter(one.part for one in tried if one.channel in SOMEBODY_ANSWERS)
    parts = PARTS.get(channel, BY_DAY)
    return min(parts, key=lambda part: (answered[part] + here[part], here[part]))


def _why(tried: Sequence[Tried], channel: Channel, part: DayPart) -> Why:
    if not tried:
        return Why(Reason.FIRST)
    parts = Counter(one.part for one in tried if one.channel in SOMEBODY_ANSWERS)
    most = max(parts, key=parts.__getitem__, default=part)
    if parts[most] > 1 and most is not part:
        return Why(Reason.OTHER_PART, parts[most], most)
    last = tried[-1].channel
    return Why(Reason.OTHER_CHANNEL, sum(one.channel is last for one in tried), last)
