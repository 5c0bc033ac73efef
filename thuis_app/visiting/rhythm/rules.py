"""When two people meet next, from how they met so far.

Thuis plans ahead only where there is a usual moment, as people made it themselves. It
keeps to the weekday and the hour on the village clock, and never fills up a day that
was called off.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from thuis_app.core import clock
from thuis_app.core.holidays import holidays
from thuis_app.visiting.matches.rules import WATCHED, MatchState, Rhythm

WEEK = timedelta(weeks=1)
PLANNED_AHEAD = 3 * WEEK
LOOKED_BACK = 26 * WEEK
NEAR = timedelta(days=3)
LAST_MOMENTS, ALIKE = 4, 2

PLANNED_FOR = frozenset({MatchState.INTRODUCED, MatchState.ACTIVE})
"""The states with planning; the last visits of a match are planned by hand."""


class Pace(NamedTuple):
    """Weeks from one visit to the next."""

    at_first: int
    later: int
    instead: int


PACES: dict[Rhythm, Pace] = {
    Rhythm.WEEKLY: Pace(at_first=1, later=1, instead=2),
    Rhythm.FORTNIGHTLY: Pace(at_first=1, later=2, instead=1),
    Rhythm.MONTHLY: Pace(at_first=2, later=4, instead=2),
}
"""The weeks between visits, fewer in the first month.

Monthly is every four weeks, so that the weekday stays. `instead` is the other interval
that is offered after a report.
"""


class AwayPeriod(NamedTuple):
    """Days on which a volunteer or a person is away, the last one included."""

    first: date
    last: date


class Usual(NamedTuple):
    """The moment at which two people mostly meet; Monday is 0."""

    weekday: int
    hour: time


@dataclass(frozen=True)
class Arrangement:
    """The arrangement of a match: rhythm, first day, and days away."""

    rhythm: Rhythm
    started_on: date
    away: Collection[AwayPeriod] = ()
    busy: Collection[datetime] = ()

    def weeks_after(self, day: date) -> int:
        """The weeks until the next visit; fewer in the first month."""
        pace = PACES[self.rhythm]
        return pace.at_first if day < self.started_on + WATCHED else pace.later

    def is_closed(self, day: date, hour: time) -> bool:
        """Whether nobody goes then: a holiday, days off, or a visit to another."""
        here = clock.at(day, hour)
        return (
            day in holidays(day.year)
            or any(first <= day <= last for first, last in self.away)
            or any(abs(other - here) < timedelta(hours=1) for other in self.busy)
        )

    def next_day(self, last: date, usual: Usual, until: date) -> date:
        """The day after this visit, near the rhythm; a closed one moves a week."""
        day = last + self.weeks_after(last) * WEEK
        day += timedelta(days=(usual.weekday - day.weekday() + 3) % 7 - 3)
        while day <= until and self.is_closed(day, usual.hour):
            day += WEEK
        return day


def usual_moment(agreed: Iterable[datetime]) -> Usual | None:
    """When two people mostly meet: what two of their last four moments share."""
    newest = sorted(agreed, reverse=True)[:LAST_MOMENTS]
    found = Counter(_on_the_clock(moment) for moment in newest).most_common(1)
    return found[0][0] if found and found[0][1] >= ALIKE else None


def missing(
    arranged: Arrangement,
    usual: Usual,
    visits: Collection[date],
    *,
    today: date,
    until: date,
) -> list[datetime]:
    """The moments to come at which a visit is not planned yet, and could be.

    `visits` are the days on which one was, is planned or was called off; where
    there is one before its turn is long over, that is the turn, and the rhythm goes on
    from there: nothing is added beside what people agreed.
    """
    days, found = sorted(visits), []
    longest = max(PACES[arranged.rhythm]) * WEEK
    here = max((day for day in days if day <= today), default=min(days, default=until))
    while here < until:
        coming = arranged.next_day(here, usual, until)
        latest = max(coming, here + longest) + NEAR
        its_turn = [day for day in days if here < day <= latest]
        if not its_turn and today < coming <= until:
            found.append(clock.at(coming, usual.hour))
        here = min(its_turn, default=coming)
    return found


def days_offered(arranged: Arrangement, last: datetime, today: date) -> list[date]:
    """The days to go again: first what the rhythm says, then another; none has been."""
    day, hour = clock.local(last).date(), clock.local(last).time()
    pace, days = PACES[arranged.rhythm], []
    for weeks in dict.fromkeys((arranged.weeks_after(day), pace.instead, pace.later)):
        missed = max(0, (today - day).days // (7 * weeks))
        coming = day + weeks * WEEK * (missed + 1)
        usual = Usual(coming.weekday(), hour)
        while coming < today + LOOKED_BACK and arranged.is_closed(coming, usual.hour):
            coming += WEEK
        days.append(coming)
    return list(dict.fromkeys(days))[:2]


def _on_the_clock(moment: datetime) -> Usual:
    here = clock.local(moment)
    return Usual(here.weekday(), here.time().replace(second=0, microsecond=0))
