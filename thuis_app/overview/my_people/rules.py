"""The people of a volunteer: who is new, and what is read about them."""

from dataclasses import dataclass
from datetime import date

from thuis_app.core.audit_events import AuditEvent


class MyPeopleAuditEvent(AuditEvent):
    LISTED = "volunteer.people_listed"


@dataclass(frozen=True)
class VolunteerYear:
    """What a volunteer did in a year, as their reports say; a couple is one visit."""

    year: int
    visits: int
    people: int
    minutes: int

    @property
    def hours(self) -> int:
        """Whole hours, rounded as one says them."""
        return round(self.minutes / 60)


def thanks(today: date, sentences: int) -> int:
    """Which of so many sentences of thanks is said: another every month."""
    return (today.year * 12 + today.month) % sentences
