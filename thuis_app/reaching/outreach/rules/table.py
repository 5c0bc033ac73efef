"""The foundation's own table of outreach: how long to wait, and in which ways to try.

Whatever stands in it, nothing is proposed within its minimum gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from thuis_app.core.day_parts import DayPart


class Channel(StrEnum):
    DOOR = "door"
    TELEPHONE = "telephone"
    CARD = "card"
    LETTER = "letter"
    FLOWERS = "flowers"
    VIA_SOMEBODY = "via_somebody"
    ACTIVITY = "activity"


PROPOSABLE = (
    Channel.CARD,
    Channel.DOOR,
    Channel.TELEPHONE,
    Channel.VIA_SOMEBODY,
    Channel.FLOWERS,
    Channel.LETTER,
)
"""What Thuis may propose; an activity cannot be planned for somebody."""

MOST_GAPS, LONGEST_GAP = 8, 366
FEWEST_WAYS = 2

BY_DAY = (DayPart.MORNING, DayPart.AFTERNOON)
ALL_DAY = (*BY_DAY, DayPart.EVENING)


class Fault(StrEnum):
    """What is wrong at a place in the table."""

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
        """How long to wait after this many tries that reached nobody."""
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
        Way(Channel.VIA_SOMEBODY, ALL_DAY),
        Way(Channel.FLOWERS, BY_DAY),
        Way(Channel.LETTER, BY_DAY),
    ),
)
"""What a foundation begins with. Nobody rings an old person's bell in the evening."""


def faults(table: Table) -> dict[str, Fault]:
    """What cannot stand in the table, by its place: 'gap_2', 'parts_door', 'ways'."""
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
