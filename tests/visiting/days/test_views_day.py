"""What a volunteer sees of visits on the first page."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import person
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

CANCELLED = "The visit to Trijntje van der Ploeg on"


def in_days(days: int) -> datetime:
    return make.at(clock.today() + timedelta(days=days), 14)


def off(volunteer: User, by: int, *, days: int = 3, ago: int = 0) -> Visit:
    return make.visit(
        make.match(volunteer, person()),
        starts_at=in_days(days),
        state=VisitState.CANCELLED,
        cancelled_by=VisitCancelledBy.FOUNDATION,
        cancelled_because="Her sister comes.",
        called_off_by=by,
        called_off_at=clock.now() - timedelta(days=ago),
    )


def test_what_the_coordinator_called_off_is_told(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    visit = off(volunteer, coordinator.id)

    page = sign_in(volunteer).get("/")

    assert CANCELLED in page.text() and "Her sister comes." in page.text()
    assert page.has(f"a[href='/visits/{visit.id}']")
    shown = select(AuditEntry.shown).where(AuditEntry.event == "day.shown")
    assert db.session.scalar(shown) == str(visit.contact_id)


@pytest.mark.parametrize("why", ["her own", "the house", "long ago", "has been"])
def test_nothing_is_told_that_one_knows_already(sign_in: SignIn, why: str) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    by = {"her own": volunteer.id, "the house": SYSTEM.id}.get(why, coordinator.id)
    ago, days = 15 if why == "long ago" else 0, -1 if why == "has been" else 3
    off(volunteer, by, ago=ago, days=days)

    assert CANCELLED not in sign_in(volunteer).get("/").text()


def test_the_one_who_calls_off_is_written_down(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    visit = make.visit(make.match(volunteer, person()), starts_at=in_days(3))
    browser = sign_in(coordinator)
    form = browser.get(f"/visits/{visit.id}/cancel").one("#cancel-form")

    browser.submit(form, cancelled_by="person", because="Ill.")

    assert CANCELLED in sign_in(volunteer).get("/").text()


def test_what_the_rhythm_made_says_so(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, person())
    visit = make.visit(match, starts_at=in_days(3), made_by_rhythm=True)
    browser = sign_in(volunteer)

    assert "in your rhythm" in browser.get("/").text("#ahead + *")
    assert "nobody chose this day yet" in browser.get(f"/visits/{visit.id}/move").text()


def test_nothing_is_ahead_in_a_match_that_ended(sign_in: SignIn) -> None:
    volunteer, today = make.volunteer(), clock.today()
    ended = {"state": MatchState.ENDED, "ended_on": today, "started_on": today}
    match = make.match(volunteer, person(), **ended)
    make.visit(match, starts_at=in_days(3))
    make.visit(match, starts_at=in_days(-1))

    page = sign_in(volunteer).get("/")

    assert page.has("#to-report") and "Nothing is planned yet." in page.text()


def test_paper_and_calendar_are_one_step_away(sign_in: SignIn) -> None:
    page = sign_in(make.volunteer()).get("/")

    assert page.has("a[href='/visits/paper']") and page.has("a[href='/visits/feed']")


def test_three_taps_bring_a_report_home(sign_in: SignIn) -> None:
    """To the form, how it was, and send: the rest is filled in."""
    volunteer = make.volunteer()
    make.visit(make.match(volunteer, person()))
    browser = sign_in(volunteer)

    [link] = browser.get("/").soup.select("#visits-today a[href$=report]")
    form = browser.get(str(link["href"])).one("#report-form")
    sent = browser.submit(form, how="good")

    assert "Your report was sent at" in browser.follow(sent).text()


def test_the_visit_of_today_leads_to_the_person_the_telephone_and_the_way(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    contact = make.contact(street="Mill Street", house_number="3")
    make.saved(ContactPhone(contact_id=contact.id, number="+31505550177"))
    visit = make.visit(make.match(volunteer, contact))

    page = sign_in(volunteer).get("/")

    shown = f"#visit-{visit.id}"
    assert page.has(f"{shown} h3 a[href='/people/{contact.id}']")
    assert "050 555 0177" in page.text(f"{shown} a[href='tel:+31505550177']")
    assert page.has(f"{shown} a[href^='geo:0,0?q=Mill%20Street%203']")
