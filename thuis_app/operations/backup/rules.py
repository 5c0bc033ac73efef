"""Which backups are kept, and how old the newest may be."""

from collections.abc import Callable, Collection, Hashable
from datetime import date, datetime, timedelta

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.people.practice.rules import PracticeAuditEvent

DAYS, WEEKS, MONTHS, FEWEST = 7, 5, 3, 3
OLDEST = timedelta(days=2)
ERASING = frozenset({PracticeAuditEvent.REMOVED})
"""What erases a person, as the audit log calls it."""
PERIODS: tuple[tuple[int, Callable[[date], Hashable]], ...] = (
    (DAYS, lambda day: day),
    (WEEKS, lambda day: day.isocalendar()[:2]),
    (MONTHS, lambda day: (day.year, day.month)),
)


class BackupAuditEvent(AuditEvent):
    MADE = "backup.made"
    KEYS_MADE = "backup.keys_made"
    TRIED = "backup.tried"


def kept(made: Collection[datetime]) -> set[datetime]:
    """Which of these backups are kept, by the moments at which they were made.

    The newest three, and the last one of each of seven days, five weeks and three
    months: those in which a backup was made, however long ago that was.
    """
    newest_first = sorted(made, reverse=True)
    found = set(newest_first[:FEWEST])
    for most, period_of in PERIODS:
        last_of: dict[Hashable, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(period_of(clock.local(moment).date()), moment)
        found |= set(list(last_of.values())[:most])
    return found


def is_recent(newest: datetime | None, now: datetime) -> bool:
    """Whether there is a backup of the last two days; one of the future is none."""
    return newest is not None and now - OLDEST <= newest <= now + clock.SLACK
