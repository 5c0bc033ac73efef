"""A volunteer's visits as a calendar shows them: initials and hours, nothing else."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from icalendar import Calendar, Event

from thuis_app.core import clock
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.calendar_feed.rules import FeedAuditEvent
from thuis_app.visiting.visits.models import Visit

ASKED_AGAIN = timedelta(hours=4)


AUDIT_EVENTS = {
    FeedAuditEvent.MADE: _l("Calendar address made"),
    FeedAuditEvent.REVOKED: _l("Calendar address withdrawn"),
    FeedAuditEvent.READ: _l("Visits read by a calendar"),
}


def calendar(visits: Iterable[Visit]) -> bytes:
    """These visits as a calendar program reads them. Hours stand in UTC, so that no
    change of the clock, here or there, moves a visit."""
    found = Calendar()
    found.add("prodid", "-//Thuis//NL")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "Thuis")
    found.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    for pair in _calls(list(visits)):
        found.add_component(_event(pair[0], *pair[1:]))
    return bytes(found.to_ical())


def initials(contact: Contact) -> str:
    """Enough to know who it is for who knows them: 'T.P.'."""
    words = (contact.called_name or contact.initials, contact.last_name)
    letters = (next(filter(str.isalpha, word), "") for word in words)
    return "".join(f"{letter.upper()}." for letter in letters if letter)


def _calls(visits: list[Visit]) -> list[list[Visit]]:
    """The visits, those of one call at one house together."""
    known = {visit.id: visit for visit in visits}
    found, second = list[list[Visit]](), set[int]()
    for visit in visits:
        other = known.get(visit.together_with or 0)
        if visit.id in second:
            continue
        if other is not None and visit.is_with(other):
            second.add(other.id)
            found.append([visit, other])
        else:
            found.append([visit])
    return found


def _event(visit: Visit, other: Visit | None = None) -> Event:
    event = Event()
    event.add("uid", f"visit-{visit.id}@thuis")
    event.add("dtstamp", clock.now())
    event.add("sequence", visit.version)
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    people = [one.contact for one in (visit, other) if one is not None]
    who = _(" and ").join(initials(person) for person in people)
    event.add("summary", _("Visit %(who)s") % {"who": who})
    event.add("class", "PRIVATE")
    return event
