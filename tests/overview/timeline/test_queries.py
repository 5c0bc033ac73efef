"""What happened to one person, in the order and on the days of the village."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests import make
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.timeline import queries
from thuis_app.overview.timeline.rules import SHOWN, EventKind
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.respite.rules import RequestState
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

LATE = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)


def test_a_visit_is_on_the_day_that_the_village_had_then() -> None:
    contact = make.contact()
    match = make.match(contact=contact)
    make.visit(match, starts_at=LATE, state=VisitState.CANCELLED)

    found = queries.of_contact(make.actor(make.coordinator()), contact)

    assert date(2026, 7, 15) in {event.on for event in found.events}


def test_a_long_file_goes_on_with_what_was_before() -> None:
    contact = make.contact()
    match = make.match(contact=contact)
    for days in range(1, SHOWN + 4):
        past = clock.now() - timedelta(days=days)
        make.visit(match, starts_at=past, state=VisitState.CANCELLED)
    actor = make.actor(make.coordinator())

    first = queries.of_contact(actor, contact)
    then = queries.of_contact(actor, contact, before=first.earlier)

    assert first.earlier is not None
    assert len(first.events) + len(then.events) == first.total
    assert then.events[0].on < first.events[-1].on


def events_for(user: User, contact: Contact, **which: Any) -> list[tuple[str, str]]:
    """The kind and the words of each event that this user sees, from the top."""
    found = queries.of_contact(make.actor(user), contact, **which)
    return [(event.kind.value, event.words) for event in found.events]


def cancelled(match: Match, days: int, words: str) -> None:
    """A visit of so many days ago that did not go on, and why."""
    on = clock.today() - timedelta(days=days)
    state = VisitState.CANCELLED
    make.visit(match, starts_at=make.at(on), state=state, cancelled_because=words)


def tried(contact: Contact, by: User, note: str) -> None:
    """Somebody was at the door today, and nobody was home."""
    make.saved(
        OutreachAttempt(
            contact_id=contact.id,
            made_on=clock.today(),
            day_part=DayPart.MORNING,
            channel=Channel.DOOR,
            outcome=AttemptOutcome.NOBODY_HOME,
            made_by=by.id,
            note=note,
        )
    )


def placed(contact: Contact, room: Room) -> None:
    """A place in this room for a week ago, for a person that is cared for."""
    request = make.respite_request(cared_for=contact, state=RequestState.PLACED)
    make.saved(
        Booking(
            request_id=request.id,
            room_id=room.id,
            on=clock.today() - timedelta(days=7),
            day_part=DayPart.AFTERNOON,
            state=BookingState.ATTENDED,
            booked_by=1,
        )
    )


def rooms_shown(user: User, contact: Contact) -> set[str]:
    found = queries.of_contact(make.actor(user), contact, kind=EventKind.RESPITE)
    return {str(event.detail) for event in found.events}


def test_the_newest_stands_first_and_of_one_day_what_was_written_last() -> None:
    contact = make.contact()
    match = make.match(contact=contact, started_on=clock.today() - timedelta(days=90))
    for days, words in ((2, "Two days ago."), (5, "Five."), (2, "That day too.")):
        cancelled(match, days, words)

    found = events_for(make.coordinator(), contact, kind=EventKind.VISIT)

    assert [words for _kind, words in found] == [
        "That day too.",
        "Two days ago.",
        "Five.",
    ]


def test_what_is_planned_has_not_happened() -> None:
    contact = make.contact()
    make.visit(make.match(contact=contact))

    assert "visit" not in {kind for kind, _ in events_for(make.coordinator(), contact)}


def test_a_volunteer_sees_what_they_did_themselves_and_where_one_was_referred() -> None:
    contact, volunteer, other = make.contact(), make.volunteer(), make.volunteer()
    make.signal(contact_id=contact.id, noticed="The curtains stay closed.")
    make.referral(contact, why="Wants to sing.")
    cancelled(make.match(volunteer, contact), 1, "Mine.")
    cancelled(make.match(other, contact), 2, "Theirs.")
    tried(contact, volunteer, "I rang.")
    tried(contact, other, "They rang.")
    placed(contact, make.saved(Room(area_id=contact.area_id, name="The Oak")))

    found = events_for(volunteer, contact)

    assert sorted(found) == [
        ("attempt", "I rang."),
        ("referral", "Wants to sing."),
        ("visit", "Mine."),
    ]


def test_a_coordinator_of_the_village_sees_it_all() -> None:
    contact, volunteer = make.contact(), make.volunteer()
    make.signal(contact_id=contact.id, noticed="The curtains stay closed.")
    make.referral(contact, why="Wants to sing.")
    cancelled(make.match(volunteer, contact, note="Both sail."), 1, "The flu.")
    tried(contact, volunteer, "I rang.")
    placed(contact, make.saved(Room(area_id=contact.area_id, name="The Oak")))

    found = events_for(make.coordinator(), contact)

    kinds = {kind for kind, _words in found}
    assert kinds == {"signal", "referral", "match", "visit", "attempt", "respite"}
    assert ("match", "Both sail.") in found
    assert ("signal", "The curtains stay closed.") in found


def test_a_place_in_a_protected_room_shows_in_the_village_of_the_room_alone() -> None:
    contact, elsewhere = make.contact(), make.area()
    for name, is_protected in (("The Oak", False), ("The Refuge", True)):
        room = Room(area_id=elsewhere.id, name=name, is_protected=is_protected)
        placed(contact, make.saved(room))
    village = db.session.get_one(Area, contact.area_id)

    assert rooms_shown(make.coordinator(village), contact) == {"The Oak"}
    both = make.coordinator(village, elsewhere)
    assert rooms_shown(both, contact) == {"The Oak", "The Refuge"}


def test_one_kind_can_be_read_alone_and_the_counts_stay() -> None:
    contact = make.contact()
    make.referral(contact)
    cancelled(make.match(contact=contact), 1, "The flu.")
    actor = make.actor(make.coordinator())

    found = queries.of_contact(actor, contact, kind=EventKind.VISIT)

    assert [event.words for event in found.events] == ["The flu."]
    assert list(found.counts.items()) == [
        (EventKind.VISIT, 1),
        (EventKind.REFERRAL, 1),
        (EventKind.MATCH, 1),
    ]


def test_a_day_is_never_cut_in_two() -> None:
    """Twelve are shown; the day on which the twelfth happened is shown whole."""
    contact = make.contact()
    match = make.match(contact=contact)
    for number in range(SHOWN + 3):
        cancelled(match, 1, f"{number}")
    cancelled(match, 2, "Before.")
    actor = make.actor(make.coordinator())

    first = queries.of_contact(actor, contact, kind=EventKind.VISIT)
    then = queries.of_contact(
        actor, contact, kind=EventKind.VISIT, before=first.earlier
    )

    assert len(first.events) == SHOWN + 3
    assert first.earlier == clock.today() - timedelta(days=1)
    assert [event.words for event in then.events] == ["Before."]
    assert then.earlier is None


def test_a_short_file_has_no_earlier_page() -> None:
    contact = make.contact()
    cancelled(make.match(contact=contact), 1, "The flu.")

    found = queries.of_contact(make.actor(make.coordinator()), contact)

    assert found.earlier is None
