"""A volunteer's visits as a calendar shows them: initials and hours, nothing else."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from icalendar import Alarm, Calendar, Event

from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.calendar_feed import rules
from thuis_app.visiting.calendar_feed.models import VisitFeed
from thuis_app.visiting.calendar_feed.rules import FeedAuditEvent
from thuis_app.visiting.visits.models import Visit, in_calls
from thuis_app.visiting.visits.rules import VisitState
from thuis_app.web.links import external

ASKED_AGAIN = timedelta(hours=4)


AUDIT_EVENTS = {
    FeedAuditEvent.MADE: _l("Calendar address made"),
    FeedAuditEvent.REVOKED: _l("Calendar address withdrawn"),
    FeedAuditEvent.READ: _l("Visits read by a calendar"),
}


def calendar(visits: Iterable[Visit], feed: VisitFeed) -> bytes:
    """These visits as a calendar program reads them. Hours stand in UTC, so that no
    change of the clock, here or there, moves a visit."""
    found = Calendar()
    found.add("prodid", "-//Thuis//NL")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "Thuis")
    found.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    # Outlook reads this one, and Apple the one above.
    found.add("x-published-ttl", "PT4H")
    for call in in_calls(list(visits)):
        found.add_component(_event(call, feed))
    return bytes(found.to_ical())


def initials(contact: Contact) -> str:
    """Enough to know who it is for who knows them: 'T.P.'."""
    words = (contact.called_name or contact.initials, contact.last_name)
    letters = (next(filter(str.isalpha, word), "") for word in words)
    return "".join(f"{letter.upper()}." for letter in letters if letter)


def _event(call: list[Visit], feed: VisitFeed) -> Event:
    visit = call[0]
    changes = (visit.moved_at, visit.called_off_at)
    changed = rules.last_modified(feed.made_at, changes, visit.version)
    is_off = visit.state is VisitState.CANCELLED
    who = _(" and ").join(initials(one.contact) for one in call)
    title = _("Visit %(who)s") % {"who": who}
    event = Event()
    event.add("uid", rules.uid(visit.id, feed.uid_domain))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", visit.version)
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    event.add("summary", _("Off: %(what)s") % {"what": title} if is_off else title)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("url", external("visit_reports.show", visit_id=visit.id))
    if visit.state is VisitState.PLANNED:
        event.add_component(_reminder(visit, title))
    return event


def _reminder(visit: Visit, title: str) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", title)
    found.add("trigger", rules.evening_before(visit.day))
    return found
