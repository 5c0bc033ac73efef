"""The clock: the only module that reads the time. UTC inside, Amsterdam at the edge."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SLACK = timedelta(minutes=5)


def _read() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _read


def now() -> datetime:
    """This moment, in UTC."""
    return _source()


def latest() -> datetime:
    """The latest moment that a clock in order can have written by now.

    What is stored as later was written while a clock was ahead, by more than two
    machines may differ. It says nothing about how long ago it was.
    """
    return now() + SLACK


def today() -> date:
    """The date on the wall calendar in the village."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on the clock in the village."""
    return moment.astimezone(AMSTERDAM)


def at(day: date, hour: time) -> datetime:
    """The moment that the village clock shows this hour on this day, in UTC.

    An hour that does not exist (the night the clock goes forward) becomes the hour
    after; an hour that comes twice means the first one.
    """
    return datetime.combine(day, hour, AMSTERDAM).astimezone(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let it be this moment meanwhile, for what the example did in the past."""
    before = _source
    set_source(lambda: moment)
    try:
        yield
    finally:
        set_source(before)


def set_source(source: Callable[[], datetime] | None) -> None:
    """Take the time from elsewhere (the example foundation, tests); None undoes it."""
    global _source
    _source = source or _read
