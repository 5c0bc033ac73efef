"""The next attempt to reach a person: the table, what to propose, and when to stop.

The table is the foundation's own; whatever stands in it, nothing is proposed within
its minimum gap. Thuis proposes; the user who goes decides. A day that was agreed
with the person, or asked for as a rest, is not a proposal: it stays as it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.day_parts import DayPart, part_at
from thuis_app.core.holidays import first_open_day


class Channel(StrEnum):
    DOOR = "door"
    TELEPHONE = "telephone"
    CARD = "card"
    LETTER = "letter"
    FLOWERS = "flowers"
    VIA_OTHERS = "via_somebody"
    ACTIVITY = "activity"


PROPOSABLE = (
    Channel.CARD,
    Channel.DOOR,
    Channel.TELEPHONE,
    Channel.VIA_OTHERS,
    Channel.FLOWERS,
    Channel.LETTER,
)
"""The channels that may be proposed; an activity cannot be planned."""

MOST_GAPS, LONGEST_GAP = 8, 366
FEWEST_WAYS = 2

BY_DAY = (DayPart.MORNING, DayPart.AFTERNOON)
ALL_DAY = (*BY_DAY, DayPart.EVENING)


class Fault(StrEnum):
    """An error in the table."""

    TOO_CLOSE = "too_close"
    SHRINKS = "shrinks"
    NO_PART = "no_part"
    TOO_FEW_WAYS = "too_few_ways"


@dataclass(frozen=True)
class Way:
    """A channel, and the parts of the day at which it is proposed."""

    channel: Channel
    parts: tuple[DayPart, ...]


@dataclass(frozen=True)
class Table:
    """Days to wait after the first try, the second, and so on; and the ways, in order.

    After the last gap in the table every next try waits as long.
    """

    gaps: tuple[int, ...]
    minimum_gap: int
    after_a_talk: int
    not_now_rests: int
    ways: tuple[Way, ...]

    def gap_after(self, number: int) -> timedelta:
        """The gap after this many attempts without success."""
        days = self.gaps[min(max(number, 1), len(self.gaps)) - 1]
        return self.at_least(days)

    def at_least(self, days: int) -> timedelta:
        """So many days, but never fewer than the minimum gap."""
        return timedelta(days=max(days, self.minimum_gap))

    def parts_of(self, channel: Channel) -> tuple[DayPart, ...]:
        """At which parts of the day this channel is proposed."""
        known: Mapping[Channel, tuple[DayPart, ...]] = {
            way.channel: way.parts for way in self.ways
        }
        return known.get(channel) or BY_DAY


STANDARD = Table(
    gaps=(3, 7, 14, 28, 56),
    minimum_gap=3,
    after_a_talk=7,
    not_now_rests=28,
    ways=(
        Way(Channel.CARD, BY_DAY),
        Way(Channel.DOOR, BY_DAY),
        Way(Channel.TELEPHONE, ALL_DAY),
        Way(Channel.VIA_OTHERS, ALL_DAY),
        Way(Channel.FLOWERS, BY_DAY),
        Way(Channel.LETTER, BY_DAY),
    ),
)
"""The default table. Evenings are not proposed for old people."""


def faults(table: Table) -> dict[str, Fault]:
    """The errors in a table by place: 'gap_2', 'parts_door', 'ways'."""
    found: dict[str, Fault] = {}
    for number, days in enumerate(table.gaps, 1):
        if days < table.minimum_gap:
            found[f"gap_{number}"] = Fault.TOO_CLOSE
        elif number > 1 and days < table.gaps[number - 2]:
            found[f"gap_{number}"] = Fault.SHRINKS
    for name in ("after_a_talk", "not_now_rests"):
        if getattr(table, name) < table.minimum_gap:
            found[name] = Fault.TOO_CLOSE
    for way in table.ways:
        if not way.parts:
            found[f"parts_{way.channel}"] = Fault.NO_PART
    if _ways_without_telephone(table) < FEWEST_WAYS:
        found["ways"] = Fault.TOO_FEW_WAYS
    return found


def _ways_without_telephone(table: Table) -> int:
    """Of some people we have no number; for them too there must be another way."""
    return sum(way.channel is not Channel.TELEPHONE for way in table.ways)


class AttemptOutcome(StrEnum):
    NOBODY_HOME = "nobody_home"
    HEARD_INSIDE = "heard_somebody"
    TALK_AT_DOOR = "talk_at_door"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    APPOINTMENT = "appointment"
    GOOD_TALK = "good_talk"


class OutreachReason(StrEnum):
    """Why this is the next thing to try."""

    FIRST = "first"
    OTHER_PART = "other_part"
    OTHER_CHANNEL = "other_channel"
    SAME_AGAIN = "same_again"
    AGREED = "agreed"
    ASKED = "asked"
    RESTED = "rested"


LONGEST_REST = timedelta(days=366)

ANSWERED_CHANNELS = {Channel.DOOR, Channel.TELEPHONE, Channel.FLOWERS}
UNANSWERED = {AttemptOutcome.NOBODY_HOME, AttemptOutcome.HEARD_INSIDE}
REACHED = frozenset(AttemptOutcome) - UNANSWERED
TOWARDS_TAKING_PART = {AttemptOutcome.GOOD_TALK}
GIVEN_BY_PEOPLE = {OutreachReason.AGREED, OutreachReason.ASKED, OutreachReason.RESTED}


class Tried(NamedTuple):
    """One try, as far as it matters for the next."""

    on: date
    channel: Channel
    part: DayPart
    outcome: AttemptOutcome

    @property
    def when(self) -> tuple[date, int]:
        """To put tries in order: the day, and on one day the morning first."""
        return self.on, list(DayPart).index(self.part)


@dataclass(frozen=True)
class StepReason:
    """A reason with its figure: so many `times` in this part, or by this channel.

    Of a day that was agreed `tried` holds the hour, as '14.30', when there is one.
    """

    reason: OutreachReason
    times: int = 0
    tried: str = ""

    @classmethod
    def agreed(cls, at: time | None) -> "StepReason":
        return cls(OutreachReason.AGREED, tried=f"{at:%H.%M}" if at else "")

    @property
    def hour(self) -> str:
        """The hour that was agreed, as people write it: '14:30'."""
        return self.tried.replace(".", ":")

    def __str__(self) -> str:
        return f"{self.reason}:{self.times}:{self.tried}"

    @classmethod
    def read(cls, text: str) -> "StepReason":
        """The reason as it was stored; a bare word is a reason without figures."""
        reason, times, tried = (*text.split(":"), "", "")[:3]
        return cls(OutreachReason(reason), int(times or 0), tried)


@dataclass(frozen=True)
class OutreachStep:
    """The next attempt: day, channel and part of the day."""

    on: date
    channel: Channel
    part: DayPart
    why: StepReason
    resting: bool = False

    @property
    def is_given(self) -> bool:
        """Whether people gave this day; else it is a proposal of ours."""
        return self.why.reason in GIVEN_BY_PEOPLE


def propose_next(
    history: Sequence[Tried], today: date, table: Table, *, has_telephone: bool = True
) -> OutreachStep:
    """The next attempt after any history."""
    tried = sorted(history, key=lambda one: one.when)
    day = max(today, _wait_until(tried, table)) if tried else today
    tried = _since_refused(tried)
    if tried and tried[-1].outcome in REACHED:
        return _same_again(tried[-1], first_open_day(day), table)
    channel = _channel(tried, table, has_telephone)
    part = _part(tried, table, channel)
    return OutreachStep(first_open_day(day), channel, part, _why(tried, channel, part))


def rest(
    history: Sequence[Tried],
    until: date,
    today: date,
    table: Table,
    *,
    has_telephone: bool = True,
) -> OutreachStep:
    """The next attempt after a rest that ends on `until`."""
    day = max(until, today)
    then = propose_next(history, day, table, has_telephone=has_telephone)
    return OutreachStep(
        then.on,
        then.channel,
        then.part,
        StepReason(OutreachReason.RESTED),
        resting=True,
    )


def requested_contact(today: date, *, has_telephone: bool = True) -> OutreachStep:
    """The next step for a person who asked for contact again: today."""
    channel = Channel.TELEPHONE if has_telephone else Channel.DOOR
    return OutreachStep(
        today, channel, DayPart.MORNING, StepReason(OutreachReason.ASKED)
    )


def after(
    history: Sequence[Tried],
    new: Tried,
    today: date,
    table: Table,
    *,
    again_on: date | None = None,
    again_at: time | None = None,
    standing: OutreachStep | None = None,
    has_telephone: bool = True,
) -> OutreachStep:
    """The next step after a new attempt, which `history` includes.

    Agreements stay: an attempt from before the last one, or one that reached
    nobody, takes no appointment and no rest away.
    """
    if standing is not None and _stands(standing, history, new, again_on):
        return standing
    if new.outcome is AttemptOutcome.NOT_NOW and _is_last_answer(history, new):
        until = again_on or new.on + table.at_least(table.not_now_rests)
        return rest(history, until, today, table, has_telephone=has_telephone)
    if again_on and new.outcome in REACHED:
        part = part_at(again_at) if again_at else new.part
        return OutreachStep(again_on, Channel.DOOR, part, StepReason.agreed(again_at))
    return propose_next(history, today, table, has_telephone=has_telephone)


def unanswered(table: Table, today: date, rounds: int = 8) -> list[OutreachStep]:
    """The steps that would be proposed from today on if no attempt succeeds."""
    steps: list[OutreachStep] = []
    for _round in range(rounds):
        history = [
            Tried(one.on, one.channel, one.part, AttemptOutcome.NOBODY_HOME)
            for one in steps
        ]
        steps.append(propose_next(history, today, table))
    return steps


def _stands(
    standing: OutreachStep, history: Sequence[Tried], new: Tried, again_on: date | None
) -> bool:
    """Whether a day that people gave holds, now that this was written down too."""
    if not standing.is_given or (again_on and new.outcome in REACHED):
        return False
    is_late = any(one.when > new.when for one in history)
    return is_late or (new.outcome in UNANSWERED and standing.on > new.on)


def _is_last_answer(history: Sequence[Tried], new: Tried) -> bool:
    return all(one.when <= new.when for one in history if one.outcome not in UNANSWERED)


def _wait_until(tried: Sequence[Tried], table: Table) -> date:
    """The first day on which we may propose anything again.

    Attempts of one day count once: the gaps grow with the days, not with the knocks.
    """
    last = tried[-1]
    gap = table.gap_after(len({one.on for one in tried}))
    if last.outcome in REACHED:
        gap = table.at_least(table.after_a_talk)
    answers = [one for one in tried if one.outcome in REACHED]
    if answers and answers[-1].outcome is AttemptOutcome.NOT_NOW:
        rests = table.at_least(table.not_now_rests)
        return max(last.on + gap, answers[-1].on + rests)
    return last.on + gap


def _since_refused(tried: Sequence[Tried]) -> list[Tried]:
    """The attempts after the last refusal: a person who calls later begins anew."""
    ends = [
        at for at, one in enumerate(tried, 1) if one.outcome is AttemptOutcome.REFUSED
    ]
    return list(tried[max(ends, default=0) :])


def _same_again(last: Tried, on: date, table: Table) -> OutreachStep:
    """The next step after a talk: the same channel and day part as the last one."""
    used = {way.channel for way in table.ways}
    channel = last.channel if last.channel in used else Channel.DOOR
    return OutreachStep(on, channel, last.part, StepReason(OutreachReason.SAME_AGAIN))


def _channel(tried: Sequence[Tried], table: Table, has_telephone: bool) -> Channel:
    """The one tried least; never the one that was tried last."""
    times = Counter(one.channel for one in tried)
    usable = [
        way.channel
        for way in table.ways
        if (has_telephone or way.channel is not Channel.TELEPHONE)
        and not (tried and tried[-1].channel is way.channel)
    ]
    return min(usable, key=times.__getitem__, default=Channel.DOOR)


def _part(tried: Sequence[Tried], table: Table, channel: Channel) -> DayPart:
    """The part of the day at which was tried least, first of all by this channel."""
    here = Counter(one.part for one in tried if one.channel is channel)
    answered = Counter(one.part for one in tried if one.channel in ANSWERED_CHANNELS)
    parts = table.parts_of(channel)
    return min(parts, key=lambda part: (answered[part] + here[part], here[part]))


def _why(tried: Sequence[Tried], channel: Channel, part: DayPart) -> StepReason:
    if not tried:
        return StepReason(OutreachReason.FIRST)
    parts = Counter(one.part for one in tried if one.channel in ANSWERED_CHANNELS)
    most = max(parts, key=parts.__getitem__, default=part)
    if parts[most] > 1 and most is not part:
        return StepReason(OutreachReason.OTHER_PART, parts[most], most)
    last = tried[-1].channel
    return StepReason(
        OutreachReason.OTHER_CHANNEL, sum(one.channel is last for one in tried), last
    )


class OutreachStepAuditEvent(AuditEvent):
    TABLE_CHANGED = "outreach.table_changed"
