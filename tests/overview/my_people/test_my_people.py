"""The people of a volunteer, on their own page, on the day, and in the mail."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.house.test_statements import statements
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.my_people import queries, rules
from thuis_app.overview.my_people.forms import THANKS
from thuis_app.overview.reminders import queries as reminders
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.matching import actions as matching
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Bedum")


@pytest.fixture
def volunteer(area: Area) -> User:
    return make.volunteer(area)


@pytest.fixture
def contact(area: Area) -> Contact:
    found = make.contact("Huizinga", area=area)
    make.assent(found)
    make.saved(ContactPhone(contact_id=found.id, number="+31505550177"))
    return found


def test_each_person_has_their_number_key_holder_and_visits(
    sign_in: SignIn, area: Area, volunteer: User, contact: Contact
) -> None:
    holder = make.contact("Buur", area=area)
    make.saved(ContactPhone(contact_id=holder.id, number="+31505550188"))
    kind = RelationKind.KEY_HOLDER
    make.saved(Relation(contact_id=contact.id, other_id=holder.id, kind=kind))
    match, now = make.match(volunteer, contact), clock.now()
    make.visit(match, starts_at=now + timedelta(days=3))

    page = sign_in(volunteer).get("/my-people/")

    assert page.has(f"a[href='/people/{contact.id}']")
    assert page.has("a[href='tel:+31505550177']")
    assert page.has("a[href='tel:+31505550188']")
    assert page.has("a[href*=concern]")
    assert "not agreed on yet" not in page.text("main")


def test_a_neighbour_who_died_has_the_key_no_more(
    sign_in: SignIn, area: Area, volunteer: User, contact: Contact
) -> None:
    for name, stage in (("Dood", Stage.DECEASED), ("Buur", Stage.KNOWN)):
        holder = make.contact(name, area=area, stage=stage)
        kind = RelationKind.KEY_HOLDER
        make.saved(Relation(contact_id=contact.id, other_id=holder.id, kind=kind))
    visit = make.visit(make.match(volunteer, contact))
    browser = sign_in(volunteer)

    mine = browser.get("/my-people/").text("main")
    report = browser.get(f"/visits/{visit.id}/report").text("main")

    assert "Dood" not in mine + report
    assert "Buur" in mine and "Buur" in report


def test_who_was_called_off_is_not_the_next_visit(
    volunteer: User, contact: Contact
) -> None:
    match, soon = make.match(volunteer, contact), clock.now() + timedelta(days=3)
    make.visit(match, starts_at=soon, state=VisitState.CANCELLED)

    [one] = queries.people(make.actor(volunteer))

    assert one.next_visit is None


def test_a_person_of_another_volunteer_is_not_in_the_list(
    sign_in: SignIn, area: Area, volunteer: User, contact: Contact
) -> None:
    make.match(make.volunteer(area), contact)

    page = sign_in(volunteer).get("/my-people/")

    assert "Huizinga" not in page.html
    assert "You visit nobody yet" in page.text("main")


def test_a_new_person_is_on_the_day_at_once_with_their_number(
    sign_in: SignIn, volunteer: User, contact: Contact, area: Area
) -> None:
    coordinator = make.actor(make.coordinator(area))
    request = matching.ask(coordinator, contact, volunteer=volunteer.id)
    matching.accept(coordinator, request)
    db.session.commit()
    browser = sign_in(volunteer)

    day = browser.get("/")
    assert "New: Huizinga" in day.text(f"#new-{contact.id}")
    assert day.has(f"#new-{contact.id} a[href='tel:+31505550177']")

    match = queries.people(make.actor(volunteer))[0].match
    make.visit(match, starts_at=clock.now() + timedelta(days=3))
    db.session.commit()
    assert not browser.get("/").has(f"#new-{contact.id}")


def test_the_day_names_the_coordinator_with_a_number(
    sign_in: SignIn, area: Area, volunteer: User
) -> None:
    make.coordinator(area, name="Marijke Oosterhuis", telephone="+31505550123")

    for address in ("/", "/my-people/"):
        page = sign_in(volunteer).get(address)
        assert "Marijke Oosterhuis" in page.text("#coordinators")
        assert page.has("#coordinators a[href='tel:+31505550123']")


def test_the_mail_counts_who_is_new_and_what_is_asked(
    area: Area, volunteer: User, contact: Contact
) -> None:
    tuesday = datetime(2026, 11, 24, 11, tzinfo=UTC)
    clock.set_source(lambda: tuesday)
    day = clock.today()
    make.match(volunteer, contact, state=MatchState.INTRODUCED, started_on=day)
    make.match_request(volunteer, make.contact(area=area))
    volunteer.password_hash = "x"
    db.session.commit()

    found = reminders.figures(make.actor(volunteer), day)

    assert (found.new_people, found.questions) == (1, 1)
    assert not found.is_worth_a_mail
    tomorrow = day + timedelta(days=1)
    clock.set_source(lambda: tuesday + timedelta(days=1))
    assert reminders.figures(make.actor(volunteer), tomorrow).is_worth_a_mail
    assert volunteer in reminders.to_remind(SYSTEM, tomorrow)


def test_more_people_cost_no_more_statements(
    sign_in: SignIn, area: Area, volunteer: User
) -> None:
    browser, counts = sign_in(volunteer), []
    browser.get("/my-people/")
    for number in (1, 6):
        for _ in range(number):
            make.match(volunteer, make.contact(area=area))
        with statements() as wanted:
            browser.get("/my-people/")
        counts.append(wanted.total())

    assert counts[0] == counts[1]


def reported(match: Match, starts_at: datetime, **more: Any) -> Visit:
    visit = make.visit(match, starts_at=starts_at, state=VisitState.REPORTED)
    words = {"happened": Happened.YES, "written_by": match.volunteer_id} | more
    make.saved(VisitReport(visit_id=visit.id, **words))
    return visit


def test_a_year_is_said_in_visits_hours_and_people_with_thanks(
    sign_in: SignIn, volunteer: User, contact: Contact
) -> None:
    summer = make.at(date(2026, 7, 8), 14)
    clock.set_source(lambda: make.at(date(2026, 11, 28), 12))
    since = date(2025, 1, 1)
    her = make.match(volunteer, contact, started_on=since)
    him = make.match(volunteer, started_on=since)
    reported(her, summer, minutes=100)
    reported(him, summer)
    reported(her, summer + timedelta(days=7))
    reported(her, summer + timedelta(days=14), happened=Happened.NOBODY_HOME)
    reported(her, make.at(date(2025, 12, 30), 14))
    reported(make.match(make.volunteer(), contact), summer)

    page = sign_in(volunteer).get("/my-people/")

    assert "In 2026: 2 visits, 3 hours, with 2 people." in page.text("#year")
    assert page.text("#year .quote") == "Good that you do this."


def test_who_did_not_visit_yet_is_told_no_number(
    sign_in: SignIn, volunteer: User
) -> None:
    assert not sign_in(volunteer).get("/my-people/").has("#year")


def test_the_thanks_are_other_words_every_month() -> None:
    months = [date(2026, month, 1) for month in range(1, 13)]
    said = [rules.thanks(month, len(THANKS)) for month in months]

    assert set(said) == set(range(len(THANKS)))
    assert all(one != following for one, following in pairwise(said))
