"""When users are reminded, in numbers alone, never a name."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.holidays import first_open_day
from thuis_app.core.payloads import MailPayload
from thuis_app.team.volunteers.rules import Requirement

FROM = time(8)
SATURDAY = 5
REQUESTED_AFTER = (1, 3, 7, 14)


@dataclass(frozen=True)
class DayMail(MailPayload):
    """A mail on this day about what waits for a user."""

    kind: ClassVar[str] = "reminder"
    day: date


@dataclass(frozen=True)
class PapersMail(MailPayload):
    """A mail that a paper of a volunteer runs out within so many days."""

    kind: ClassVar[str] = "papers"
    volunteer_id: int
    requirement: Requirement
    within: int


@dataclass(frozen=True)
class ReportsMail(MailPayload):
    """That a coordinator asks for the reports that are missing."""

    kind: ClassVar[str] = "reports"

    day: date


@dataclass(frozen=True)
class ReminderFigures:
    """The numbers of things that wait for one user on a day.

    `requests_today` is how many of the reports, to write or left on a tablet, of people
    to call for a first time and of questions to answer are asked for today: that is
    done a few times, and not every day until they are there.
    """

    visits_today: int = 0
    visits_tomorrow: int = 0
    to_report: int = 0
    requests_today: int = 0
    on_tablet: int = 0
    to_put_right: int = 0
    board: int = 0
    overdue: int = 0
    papers: int = 0
    tablets: int = 0
    new_people: int = 0
    questions: int = 0

    @property
    def is_worth_a_mail(self) -> bool:
        """The rest is said along with these, and is no reason by itself."""
        own = self.visits_today or self.visits_tomorrow or self.requests_today
        return bool(own or self.board)


def is_wanted(visited: date, today: date) -> bool:
    """Whether a report that is not there yet is kindly asked for on this day."""
    return (today - visited).days in REQUESTED_AFTER


def is_for_volunteers(day: date) -> bool:
    """True on days on which volunteers get mail: no Sundays or holidays."""
    return first_open_day(day) == day


def is_for_coordinators(day: date) -> bool:
    """For a coordinator Saturday is a free day too."""
    return is_for_volunteers(day) and day.weekday() != SATURDAY


def key_of_day(user_id: int, day: date) -> str:
    """The same for everything on one day: that is why there is one mail a day."""
    return f"reminder:{user_id}:{day.isoformat()}"


def key_of_reports(user_id: int, day: date) -> str:
    """The same for every colleague who asks on one day."""
    return f"reports:{user_id}:{day.isoformat()}"


def key_of_papers(
    volunteer_id: int, paper: str, review_by: date, within: int, user_id: int
) -> str:
    """One for each announcement: 90, 30 and 7 days before, and again when renewed."""
    what = f"{volunteer_id}:{paper}:{review_by.isoformat()}:{within}"
    return f"papers:{what}:{user_id}"


class ReminderAuditEvent(AuditEvent):
    POSTED = "reminder.posted"
    PAPERS_ANNOUNCED = "papers.announced"
    REPORTS_ASKED = "reports.asked"
