"""What changed while a tablet was away decides who looks at its report."""

from datetime import timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.offline.sealing import Tablet
from tests.visiting.offline.test_views_reports import kept, of, reports, visited
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import EndReason, MatchState
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("days", [0, 5, 40])
def test_a_match_that_ended_meanwhile_puts_it_before_the_coordinator(
    sign_in: SignIn, days: int
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    match = db.session.get_one(Match, visit.match_id)
    match.state, match.ended_on = MatchState.ENDED, clock.today() - timedelta(days)
    match.ended_because = EndReason.NO_FIT
    db.session.commit()

    assert tablet.outcome(envelope) == ("waiting", "match_ended")
    assert reports() == [] and "We sang." in kept()[0].answers


@pytest.mark.parametrize(("days", "shown"), [(0, True), (14, True), (15, False)])
def test_what_was_only_begun_is_finished_within_two_weeks_of_the_match(
    sign_in: SignIn, days: int, shown: bool
) -> None:
    visit = visited()
    browser = sign_in(of(visit))
    tablet = Tablet(browser)
    begun = tablet.written(tablet.named(visit), finished=False, how=None)
    match = db.session.get_one(Match, visit.match_id)
    match.state, match.ended_on = MatchState.ENDED, clock.today() - timedelta(days)
    db.session.commit()
    assert tablet.outcome(begun) == ("attention", "unfinished")

    page = browser.get("/tablet/mine")
    forms = page.soup.select("form[action^='/tablet/mine/']")

    assert len(forms) == int(shown) and ("We sang." in page.html) is shown
    for form in forms:
        assert "We sang." in browser.follow(browser.submit(form)).html


def test_a_match_that_began_after_the_visit_does_not_allow_it(sign_in: SignIn) -> None:
    visit = make.visit(starts_at=clock.now() - timedelta(days=4))
    tablet = Tablet(sign_in(of(visit)))

    assert tablet.outcome(tablet.written(tablet.named(visit)))[1] == "match_ended"


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.DECEASED, Stage.MOVED])
def test_somebody_who_is_left_in_peace_meanwhile_is_for_the_coordinator(
    sign_in: SignIn, stage: Stage
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    contact = db.session.get_one(Contact, visit.contact_id)
    contact.stage, contact.stopped_on = stage, clock.today()
    db.session.commit()

    assert tablet.outcome(envelope) == ("waiting", "stopped")


def test_a_visit_that_was_called_off_or_given_to_another_is_for_the_coordinator(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    off, given = visited(volunteer), visited(volunteer)
    tablet = Tablet(sign_in(volunteer))
    envelopes = [tablet.written(tablet.named(visit)) for visit in (off, given)]
    off.state, off.cancelled_by = VisitState.CANCELLED, VisitCancelledBy.PERSON
    given.volunteer_id = make.volunteer().id
    db.session.commit()

    found = [tablet.outcome(envelope) for envelope in envelopes]

    assert found == [("waiting", "cancelled"), ("waiting", "other_visitor")]


def test_a_visit_that_was_moved_ahead_is_for_its_writer(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    visit.starts_at = clock.now() + timedelta(days=3)
    db.session.commit()

    assert tablet.outcome(envelope) == ("attention", "not_yet")
    page = tablet.browser.get("/tablet/mine")
    assert "On the day itself you finish it here." in page.text("main")
    assert not page.has("form[action^='/tablet/mine/']")
