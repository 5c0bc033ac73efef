"""What happened to one person, in the order and on the days of the village."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.overview.timeline import queries
from thuis_app.overview.timeline.rules import SHOWN
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
