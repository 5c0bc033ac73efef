"""A volunteer's visits in their own calendar."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.visiting.visits.visiting import count, person
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.calendar_feed.forms import initials
from thuis_app.visiting.calendar_feed.models import VisitFeed
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

SECRETS = ("Ploeg", "Trijntje", "Kerkstraat", "Bedum", "595", "Cards", "Sister")


def made(browser: Browser) -> str:
    """Make a link, and read it from the page."""
    page = browser.get("/visits/feed/new")
    page = browser.submit(page.one("form[action$='/feed']"))
    return page.text("#feed-address").removeprefix("http://localhost")


def events(page: Page) -> list[Any]:
    return list(Calendar.from_ical(page.html).walk("VEVENT"))


def reading(sign_in: SignIn, volunteer: User) -> str:
    return made(sign_in(volunteer))


def in_days(days: int) -> datetime:
    return make.at(clock.today() + timedelta(days=days))


def known_person() -> Any:
    someone = person()
    make.saved(ContactPhone(contact_id=someone.id, number="+31595123456"))
    return someone


def test_the_address_is_shown_once_and_kept_as_a_hash(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = make.volunteer()
    browser = sign_in(volunteer)

    address = made(browser)

    key = address.split("/")[-1].removesuffix(".ics")
    assert len(key) >= 43
    feed = db.session.scalars(select(VisitFeed)).one()
    assert key not in (feed.key_hash, *browser.get("/visits/feed").html.split())
    assert key not in browser.get("/visits/feed").html
    assert stranger.get(address).status == 200
    logged = db.session.scalars(select(AuditEntry.event)).all()
    assert "visit.feed_made" in logged


def test_a_calendar_reads_initials_and_hours_and_nothing_else(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, known_person())
    visit = make.visit(match, starts_at=in_days(3), purpose="Cards with Sister")

    page = stranger.get(reading(sign_in, volunteer))

    [event] = events(page)
    assert str(event["SUMMARY"]) == "Visit T.P."
    assert str(event["UID"]) == f"visit-{visit.id}@localhost"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]) == f"http://localhost/visits/{visit.id}"
    assert event.decoded("DTSTART") == visit.starts_at
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)
    assert not [word for word in SECRETS if word in page.html]
    assert page.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in page.headers["Cache-Control"]


def test_the_hours_are_right_on_both_sides_of_a_change_of_the_clock(
    sign_in: SignIn, stranger: Browser
) -> None:
    noon = clock.at(date(2027, 3, 24), time(12))
    clock.set_source(lambda: noon)
    volunteer = make.volunteer()
    match = make.match(volunteer)
    for day in (date(2027, 3, 26), date(2027, 4, 2)):
        make.visit(match, starts_at=make.at(day, 14))

    page = stranger.get(reading(sign_in, volunteer))

    starts = [event.decoded("DTSTART") for event in events(page)]
    assert starts == [
        datetime(2027, 3, 26, 13, tzinfo=UTC),
        datetime(2027, 4, 2, 12, tzinfo=UTC),
    ]
    assert "DTSTART:20270402T120000Z" in page.html


def test_eight_weeks_ahead_and_four_back(sign_in: SignIn, stranger: Browser) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, started_on=clock.today() - timedelta(days=90))
    shown = [make.visit(match, starts_at=in_days(days)).id for days in (-28, 1, 56)]
    for days in (-29, 57):
        make.visit(match, starts_at=in_days(days))
    answers = make.visit(match, starts_at=in_days(-2), state=VisitState.REPORTED)
    make.visit(starts_at=in_days(1))

    page = stranger.get(reading(sign_in, volunteer))

    found = {str(event["UID"]) for event in events(page)}
    assert found == {f"visit-{number}@localhost" for number in (*shown, answers.id)}


def test_a_calendar_is_told_for_four_weeks_that_a_visit_is_off(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = make.volunteer()
    for days in (-27, -29):
        visit = make.visit(make.match(volunteer), starts_at=in_days(5))
        visit.state, visit.called_off_at = VisitState.CANCELLED, in_days(days)
        make.saved(visit)

    [event] = events(stranger.get(reading(sign_in, volunteer)))

    assert str(event["STATUS"]) == "CANCELLED"
    assert str(event["SUMMARY"]).startswith("Off: Visit")
    assert event.walk("VALARM") == []


def test_a_calendar_warns_the_evening_before(
    sign_in: SignIn, stranger: Browser
) -> None:
    noon = clock.at(date(2027, 3, 24), time(12))
    clock.set_source(lambda: noon)
    volunteer = make.volunteer()
    make.visit(make.match(volunteer), starts_at=make.at(date(2027, 3, 28), 14))

    page = stranger.get(reading(sign_in, volunteer))

    [alarm] = Calendar.from_ical(page.html).walk("VALARM")
    assert alarm.decoded("TRIGGER") == datetime(2027, 3, 27, 18, tzinfo=UTC)
    assert str(alarm["DESCRIPTION"]) == "Visit V."


def test_what_did_not_change_reads_the_same_the_next_day(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = make.volunteer()
    visit = make.visit(make.match(volunteer), starts_at=in_days(5))
    address = reading(sign_in, volunteer)
    today = stranger.get(address).html
    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)

    assert stranger.get(address).html == today
    [before] = events(stranger.get(address))
    visit = db.session.get_one(Visit, visit.id)
    visit.minutes = 90
    db.session.commit()
    [after] = events(stranger.get(address))
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert after.decoded(name) > before.decoded(name)
    assert "X-PUBLISHED-TTL:PT4H" in today


def test_a_calendar_that_is_subscribed_keeps_the_names_it_knows(
    stranger: Browser,
) -> None:
    volunteer = make.volunteer()
    visit = make.visit(make.match(volunteer), starts_at=in_days(3))
    kept = VisitFeed(user_id=volunteer.id, key_hash=hash_key("old"), uid_domain="thuis")
    make.saved(kept)

    [event] = events(stranger.get("/visits/feed/old.ics"))

    assert str(event["UID"]) == f"visit-{visit.id}@thuis"


def test_a_new_link_asks_first_and_the_page_loaded_again_makes_no_other(
    sign_in: SignIn, stranger: Browser
) -> None:
    browser = sign_in(make.volunteer())
    first = browser.get("/visits/feed").one("form[action$='/feed']")
    address = browser.submit(first).text("#feed-address")
    address = address.removeprefix("http://localhost")

    assert not browser.get("/visits/feed").has("form[action$='/feed']")
    again = browser.submit(first)
    assert not again.has("#feed-address") and stranger.get(address).status == 200
    asked = browser.get("/visits/feed/new")
    assert "stops at once" in asked.text("#feed")
    assert browser.submit(asked.one("form[action$='/feed']")).has("#feed-address")
    assert stranger.get(address).status == 404


def test_one_tap_puts_it_in_the_calendar(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())
    page = browser.submit(browser.get("/visits/feed").one("form[action$='/feed']"))

    address = page.text("#feed-address")

    assert page.one("a.main-button")["href"] == address.replace("http:", "webcal:")
    assert page.one("[data-copy]")["data-copy"] == "feed-address"
    assert [len(one.select("li")) for one in page.soup.select("ol")] == [4, 4, 3]


@pytest.mark.parametrize("why", ["stopped", "ended"])
def test_what_is_not_to_be_visited_drops_out(
    sign_in: SignIn, stranger: Browser, why: str
) -> None:
    volunteer = make.volunteer()
    someone = person()
    match = make.match(volunteer, someone)
    make.visit(match, starts_at=in_days(3))
    address = reading(sign_in, volunteer)
    if why == "stopped":
        someone.stage, someone.stopped_on = Stage.DECEASED, clock.today()
    else:
        match = db.session.get_one(Match, match.id)
        match.state, match.ended_on = MatchState.ENDED, clock.today()
    db.session.commit()

    assert events(stranger.get(address)) == []


def test_a_visit_that_moves_keeps_its_name_in_the_calendar(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = make.volunteer()
    visit = make.visit(make.match(volunteer), starts_at=in_days(3))
    address = reading(sign_in, volunteer)
    [before] = events(stranger.get(address))

    visit = db.session.get_one(Visit, visit.id)
    visit.starts_at = in_days(4)
    db.session.commit()

    [after] = events(stranger.get(address))
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == in_days(4)


@pytest.mark.parametrize(
    "action", ["revoke", "make anew", "account ended", "role lost"]
)
def test_an_address_stops_at_once(
    sign_in: SignIn, stranger: Browser, action: str
) -> None:
    volunteer = make.volunteer()
    browser = sign_in(volunteer)
    address = made(browser)
    if action == "revoke":
        page = browser.get("/visits/feed")
        browser.submit(page.one("form[action$=revoke]"))
        browser.submit(page.one("form[action$=revoke]"))
    elif action == "make anew":
        assert stranger.get(made(browser)).status == 200
    elif action == "account ended":
        db.session.get_one(User, volunteer.id).is_active = False
    else:
        make.give_roles(db.session.get_one(User, volunteer.id), Role.BOARD)
    db.session.commit()

    assert stranger.get(address).status == 404


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "%00", "..%2F..", "é"])
def test_another_key_leads_nowhere(stranger: Browser, key: str) -> None:
    make.saved(VisitFeed(user_id=make.volunteer().id, key_hash="x", uid_domain="x"))

    assert stranger.get(f"/visits/feed/{key}.ics").status == 404


def test_what_a_calendar_read_stands_in_the_audit_log_once_a_day(
    sign_in: SignIn, stranger: Browser
) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)
    make.visit(match, starts_at=in_days(3))
    address = reading(sign_in, volunteer)
    for _time in range(3):
        stranger.get(address)
    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)
    stranger.get(address)

    read = select(AuditEntry).where(AuditEntry.event == "visit.feed_read")
    lines = db.session.scalars(read).all()
    assert [line.shown for line in lines] == [str(match.contact_id)] * 2
    assert {line.actor_id for line in lines} == {volunteer.id}


def test_a_calendar_is_for_who_visits(sign_in: SignIn) -> None:
    for user in (make.coordinator(), make.user(Role.BOARD)):
        browser = sign_in(user)
        data = {"csrf_token": browser.token}
        assert browser.get("/visits/feed").status == 403
        assert browser.post("/visits/feed", data).status == 403
        assert browser.post("/visits/feed/revoke", data).status == 403

    assert count(VisitFeed) == 0


def test_a_coordinator_who_visits_reads_their_own_visits_alone(
    sign_in: SignIn, stranger: Browser
) -> None:
    both = make.user(Role.COORDINATOR, Role.VOLUNTEER, all_areas=True)
    mine = make.visit(make.match(both), starts_at=in_days(2))
    make.visit(starts_at=in_days(2))

    page = stranger.get(reading(sign_in, both))

    assert [str(event["UID"]) for event in events(page)] == [
        f"visit-{mine.id}@localhost"
    ]


@pytest.mark.parametrize(
    ("called", "last", "expected"),
    [("Trijntje", "Ploeg", "T.P."), ("", "de Vries", "D."), ("‘t", "Ör", "T.Ö.")],
)
def test_initials_are_letters(called: str, last: str, expected: str) -> None:
    someone = Contact(called_name=called, initials="", last_name=last)

    assert initials(someone) == expected
