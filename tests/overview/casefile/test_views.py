import re
from datetime import timedelta

from tests import make
from tests.conftest import SignIn
from tests.house.test_statements import statements
from thuis_app.core import clock
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.visits.rules import VisitState


def test_the_file_shows_who_somebody_is_and_what_happened(sign_in: SignIn) -> None:
    contact = make.contact("Ploeg", called_name="Trijntje", prefix="van der")
    match = make.match(contact=contact)
    make.wish(contact, words="To the market again.")
    make.referral(contact)
    make.visit(
        match,
        starts_at=clock.now() - timedelta(days=3),
        state=VisitState.CANCELLED,
        cancelled_because="She had the flu.",
    )

    page = sign_in(make.coordinator()).get(f"/people/{contact.id}")

    assert "Trijntje van der Ploeg" in page.text("h1")
    assert "To the market again." in page.text("main")
    assert "She had the flu." in page.text("#timeline")
    assert len(page.soup.select("#timeline .timeline > li")) == 3


def test_a_volunteer_sees_her_own_visits_and_not_those_of_another(
    sign_in: SignIn,
) -> None:
    contact, volunteer = make.contact(), make.volunteer()
    own = make.match(volunteer, contact)
    other = make.match(make.volunteer(), contact)
    for match, words in ((own, "Mine."), (other, "Theirs.")):
        make.visit(match, state=VisitState.CANCELLED, cancelled_because=words)

    page = sign_in(volunteer).get(f"/people/{contact.id}")

    assert "Mine." in page.text("#timeline")
    assert "Theirs." not in page.html


def test_the_file_is_gone_for_a_volunteer_the_day_after_the_match_ended(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)
    browser = sign_in(volunteer)
    assert browser.get(f"/people/{match.contact_id}").status == 200

    match.ended_on = clock.today() - timedelta(days=1)

    assert browser.get(f"/people/{match.contact_id}").status == 404


def test_a_concern_is_seen_nowhere_in_the_file(sign_in: SignIn) -> None:
    contact = make.contact()
    make.concern(contact, words="The fridge was empty.")

    page = sign_in(make.coordinator()).get(f"/people/{contact.id}")

    assert "fridge" not in page.html
    assert "concern" not in re.sub("/concerns/(of/|new)", "", page.html.lower())


def test_of_somebody_left_in_peace_only_a_stub_remains(sign_in: SignIn) -> None:
    contact = make.contact(
        stage=Stage.NO_CONTACT, stopped_on=clock.today(), stopped_because="Enough."
    )
    make.wish(contact, words="To the market again.")

    page = sign_in(make.coordinator()).get(f"/people/{contact.id}")

    assert "left in peace" in page.text("main")
    assert "To the market again." not in page.html
    assert not page.has("main a[href$='/attempt'], main a[href$='/plan']")


def test_the_events_of_one_kind_can_be_shown_alone(sign_in: SignIn) -> None:
    contact = make.contact()
    make.referral(contact)
    make.visit(
        make.match(contact=contact),
        state=VisitState.CANCELLED,
        cancelled_because="She had the flu.",
    )
    browser = sign_in(make.coordinator())

    page = browser.get(f"/people/{contact.id}?kind=visit", htmx=True)

    assert not page.is_whole
    assert "She had the flu." in page.text("#timeline")
    assert len(page.soup.select("#timeline .timeline > li")) == 1


def test_the_page_asks_little_however_much_stands_on_it(sign_in: SignIn) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    browser.get(f"/people/{contact.id}")
    for _time in range(3):
        make.note(contact)
        make.wish(contact)
        make.referral(contact)
        make.visit(make.match(contact=contact), state=VisitState.CANCELLED)

    with statements() as wanted:
        browser.get(f"/people/{contact.id}")

    # The session, the line in the audit log, and eleven that read.
    assert wanted.total() <= 13
