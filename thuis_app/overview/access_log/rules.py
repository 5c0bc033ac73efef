"""What the audit log shows of a person, of an account and of a month; what is odd."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

# Of a concern nobody but its lead learns that it exists, from no line of the log.
HIDDEN = "concern."
REFUSED = frozenset({"request.refused", "request.missing"})
WRONG = frozenset(
    {
        *("account.sign_in_refused", "account.password_refused"),
        *("account.code_refused", "device.code_refused", "agreement.codes_refused"),
    }
)
FAULTS = frozenset({"chain.fault_found", "job.clock_was_wrong"})
WAYS_IN = frozenset(
    {
        *("account.invited", "account.created", "account.changed", "account.let_in"),
        *("deputy.named", "account.begun", "agreement.codes_made"),
        *("agreement.agreed", "agreement.agreed_by_codes"),
        *("agreement.agreed_on_server", "passkey.added", "factor.reset"),
    }
)
OF_ACCOUNTS = ("account", "agreement", "emergency", "deputy", "factor")
ACCOUNT = frozenset({"User", ""})
"""The subjects of lines whose `subject_id` is that of an account."""
EMERGENCY = "emergency.begun"
MOST_REFUSED, MOST_WRONG, MOST_FILES = 9, 9, 59
NIGHT_ENDS = 5
FIRST_OF_MONTHS = 12


class AccessLogAuditEvent(AuditEvent):
    PERSON_SHOWN = "log.person_shown"
    USER_SHOWN = "log.user_shown"
    MONTH_SHOWN = "log.month_shown"
    MONTH_SIGNED = "log.month_signed"


class Ground(StrEnum):
    """The reason for which a user may see a person."""

    AREA = "area"
    MATCH = "match"
    SYSTEM = "system"


class LogLine(NamedTuple):
    """What is read of a line of the audit log."""

    at: datetime
    actor_id: int
    role: str
    event: str
    contact_id: int | None
    subject: str
    subject_id: str
    ground: str


@dataclass(frozen=True)
class DayOfUser:
    """What one user did on one day: how often each event, and in how many files."""

    on: date
    user_id: int
    ground: Ground
    first_at: datetime
    last_at: datetime
    events: Mapping[str, int]
    files: int


class OddityKind(StrEnum):
    """Why what a user did is worth a look."""

    LOG_FAULT = "log_fault"
    WALK = "walk"
    WRONG_PASSWORDS = "wrong_passwords"
    NIGHT = "night"
    MANY_FILES = "many_files"
    WAY_IN = "way_in"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Oddity:
    """Something of a month to look at: who, how often, and at whose account when that
    is not their own."""

    kind: OddityKind
    user_id: int
    count: int
    on: date | None = None
    event: str = ""
    about_user_id: int = 0
    reason: str = ""


def is_shown(event: str) -> bool:
    """Whether a line of this event may be seen at all."""
    return not event.startswith(HIDDEN)


def ground_of(line: LogLine) -> Ground:
    """On which ground the actor of a line could see the person."""
    if line.actor_id == 0:
        return Ground.SYSTEM
    if line.ground in (Ground.AREA, Ground.MATCH):
        return Ground(line.ground)
    roles = line.role.split()
    return Ground.AREA if "coordinator" in roles else Ground.MATCH


def by_day_and_user(lines: Iterable[LogLine]) -> list[DayOfUser]:
    """The lines of each user on each day together, the newest day first."""
    found: dict[tuple[date, int], list[LogLine]] = defaultdict(list)
    for line in lines:
        if is_shown(line.event):
            found[clock.local(line.at).date(), line.actor_id].append(line)
    days = [_together(on, user_id, those) for (on, user_id), those in found.items()]
    return sorted(days, key=lambda one: (one.on, one.last_at), reverse=True)


def oddities(lines: Iterable[LogLine]) -> list[Oddity]:
    """What is odd in the lines of a month, by kind."""
    kept = [line for line in lines if is_shown(line.event)]
    found = [*_faults(kept), *_refused(kept), *_wrong(kept), *_at_night(kept)]
    return [*_emergencies(kept), *found, *_many_files(kept), *_ways_in(kept)]


def must_be_over(month: date, today: date) -> None:
    """A month of which lines are still written cannot be signed."""
    if month >= today.replace(day=1):
        raise RuleBroken("log.month_not_over")


def next_month(month: date) -> date:
    """The first day of the month after."""
    later = month.year + month.month // 12, month.month % 12 + 1
    return date(*later, 1)


def months_before(today: date) -> list[date]:
    """The first days of the months that are over, the newest first."""
    first = today.replace(day=1)
    found: list[date] = []
    while len(found) < FIRST_OF_MONTHS:
        before = first.year - (first.month == 1), (first.month - 2) % 12 + 1
        first = date(*before, 1)
        found.append(first)
    return found


def months_to_review(today: date, first_line_on: date | None) -> list[date]:
    """The months that are over and have lines, the newest first; `first_line_on` is
    the day of the first line of the log, None while it is empty."""
    if first_line_on is None:
        return []
    begun = first_line_on.replace(day=1)
    return [month for month in months_before(today) if month >= begun]


def _together(on: date, user_id: int, lines: list[LogLine]) -> DayOfUser:
    moments = [line.at for line in lines]
    files = {line.contact_id for line in lines if line.contact_id is not None}
    return DayOfUser(
        on=on,
        user_id=user_id,
        ground=ground_of(lines[0]),
        first_at=min(moments),
        last_at=max(moments),
        events=Counter(line.event for line in lines),
        files=len(files),
    )


def _faults(lines: list[LogLine]) -> Iterator[Oddity]:
    found = Counter(line.event for line in lines if line.event in FAULTS)
    for event, count in found.items():
        yield Oddity(OddityKind.LOG_FAULT, 0, count, event=event)


def _emergencies(lines: list[LogLine]) -> Iterator[Oddity]:
    for line in lines:
        if line.event == EMERGENCY:
            on = clock.local(line.at).date()
            yield Oddity(OddityKind.EMERGENCY, line.actor_id, 1, on, reason=line.ground)


def _refused(lines: list[LogLine]) -> Iterator[Oddity]:
    found = Counter(line.actor_id for line in lines if line.event in REFUSED)
    for user_id, count in found.items():
        if count > MOST_REFUSED:
            yield Oddity(OddityKind.WALK, user_id, count)


def _wrong(lines: list[LogLine]) -> Iterator[Oddity]:
    wrong = [line for line in lines if line.event in WRONG]
    found = Counter(line.actor_id or _number(line.subject_id) for line in wrong)
    for user_id, count in found.items():
        if count > MOST_WRONG:
            yield Oddity(OddityKind.WRONG_PASSWORDS, user_id, count)


def _at_night(lines: list[LogLine]) -> Iterator[Oddity]:
    found: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        is_night = clock.local(line.at).hour < NIGHT_ENDS
        if is_night and line.actor_id and line.contact_id is not None:
            found[line.actor_id].add(line.contact_id)
    for user_id, files in found.items():
        yield Oddity(OddityKind.NIGHT, user_id, len(files))


def _many_files(lines: list[LogLine]) -> Iterator[Oddity]:
    found: dict[tuple[int, date], set[int]] = defaultdict(set)
    for line in lines:
        if line.actor_id and line.contact_id is not None:
            on = clock.local(line.at).date()
            found[line.actor_id, on].add(line.contact_id)
    for (user_id, on), files in found.items():
        if len(files) > MOST_FILES:
            yield Oddity(OddityKind.MANY_FILES, user_id, len(files), on)


def _ways_in(lines: list[LogLine]) -> Iterator[Oddity]:
    ways = [line for line in lines if line.event in WAYS_IN]
    found = Counter((one.actor_id, one.event, _account_of(one)) for one in ways)
    for (user_id, event, about), count in found.items():
        yield Oddity(
            OddityKind.WAY_IN, user_id, count, event=event, about_user_id=about
        )


def _account_of(line: LogLine) -> int:
    """The id of the account that a line is about; 0 where it is the actor's own."""
    about = _number(line.subject_id) if line.subject in ACCOUNT else 0
    return 0 if about == line.actor_id else about


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
