"""What could not be written down as it came: for its writer, or for the coordinator."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.visiting.offline.sealing import Tablet
from tests.visiting.offline.test_views_reports import kept, of, reports, visited
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.offline import queries
from thuis_app.visiting.offline.rules import UploadState
from thuis_app.visiting.visit_reports import actions
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


def ended(visit: Visit) -> None:
    match = db.session.get_one(Match, visit.match_id)
    match.state, match.ended_on = MatchState.ENDED, clock.today()
    db.session.commit()


def sent_after_the_end(sign_in: SignIn) -> Visit:
    """A visit of a match that ended before the report came in."""
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit), wishes=["eating"])
    ended(visit)
    tablet.send(envelope)
    return visit


def address_of(browser: Browser) -> str:
    links = browser.get("/tablet/waiting").soup.select("main li a.name")
    assert len(links) == 1
    return str(links[0]["href"])


def test_the_coordinator_writes_it_down_for_the_volunteer(sign_in: SignIn) -> None:
    visit = sent_after_the_end(sign_in)
    coordinator = make.coordinator()
    browser = sign_in(coordinator)
    page = browser.get(address_of(browser))

    done = browser.submit(page.one("#accept-form"))

    [report], [row] = reports(), kept()
    assert done.address.endswith("/tablet/waiting")
    assert (report.note, report.written_by) == ("We sang.", visit.volunteer_id)
    assert (row.state, row.handled_by) == (UploadState.WRITTEN, coordinator.id)
    assert row.answers == ""
    lines = db.session.scalars(select(AuditEntry)).all()
    assert [line.actor_id for line in lines if line.event == "tablet.accepted"] == [
        coordinator.id
    ]
    assert "Nothing is waiting" in browser.get("/tablet/waiting").text()


def test_the_coordinator_sets_it_aside_with_a_reason(sign_in: SignIn) -> None:
    sent_after_the_end(sign_in)
    browser = sign_in(make.coordinator())
    page = browser.get(address_of(browser))

    refused = browser.submit(page.one("#aside-form"))
    browser.submit(page.one("#aside-form"), because="She was not there.")

    assert refused.status == 422
    [row] = kept()
    assert (row.state, row.because) == (UploadState.SET_ASIDE, "She was not there.")
    assert "We sang." in row.answers and reports() == []


def test_two_coordinators_do_not_both_settle_it(sign_in: SignIn) -> None:
    sent_after_the_end(sign_in)
    one, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = address_of(one)
    first, second = one.get(address), other.get(address)

    one.submit(first.one("#accept-form"))
    late = other.submit(second.one("#aside-form"), because="No.")

    assert late.status == 404
    assert kept()[0].state is UploadState.WRITTEN


def test_nobody_else_knows_of_it(sign_in: SignIn) -> None:
    visit = sent_after_the_end(sign_in)
    address = address_of(sign_in(make.coordinator()))
    elsewhere = sign_in(make.coordinator(make.area()))

    assert elsewhere.get(address).status == 404
    assert "We sang." not in elsewhere.get("/tablet/waiting").html
    assert sign_in(of(visit)).get(address).status == 404
    assert "Nothing is waiting" in sign_in(of(visit)).get("/tablet/mine").text()


def test_a_second_report_becomes_a_new_version_of_the_first(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    for note in ("First.", "Second."):
        tablet.send(tablet.written(tablet.named(visit), note=note))
    browser = sign_in(make.coordinator())
    page = browser.get(address_of(browser))
    assert page.has(f"a[href='/visits/{visit.id}']")

    browser.submit(page.one("#accept-form"))

    assert [(r.number, r.note, r.is_current) for r in reports()] == [
        (1, "First.", False),
        (2, "Second.", True),
    ]


def test_what_was_put_right_meanwhile_is_asked_about_and_not_lost(
    sign_in: SignIn,
) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    for note in ("First.", "Second."):
        tablet.send(tablet.written(tablet.named(visit), note=note))
    browser = sign_in(make.coordinator())
    page = browser.get(address_of(browser))
    [first] = reports()
    colleague = make.actor(make.coordinator())
    findings = replace(first.findings, note="Put right.", agreed="Cards.")
    actions.correct(
        colleague, visits.get(colleague, visit.id), first, findings=findings
    )
    db.session.commit()

    asked = browser.submit(page.one("#accept-form"))

    assert asked.status == 409
    assert "Put right." in asked.text("#accept-form")
    assert "Cards." in str(asked.one("#accept-form [name=agreed]"))
    assert [report.note for report in reports()] == ["First.", "Put right."]

    browser.submit(asked.one("#accept-form"))

    newest = reports()[-1]
    assert (newest.note, newest.agreed) == ("Second.", "Cards.")


def test_a_visit_that_was_called_off_did_take_place_after_all(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    envelope = tablet.written(tablet.named(visit))
    visit.state, visit.cancelled_by = VisitState.CANCELLED, VisitCancelledBy.PERSON
    db.session.commit()
    tablet.send(envelope)
    browser = sign_in(make.coordinator())

    browser.submit(browser.get(address_of(browser)).one("#accept-form"))

    db.session.expire_all()
    off, made = db.session.scalars(select(Visit).order_by(Visit.id)).all()
    assert (off.state, made.state) == (VisitState.CANCELLED, VisitState.REPORTED)
    assert made.starts_at == off.starts_at and reports()[0].visit_id == made.id


def test_what_its_writer_may_finish_is_finished_in_the_report_form(
    sign_in: SignIn,
) -> None:
    visit = visited()
    browser = sign_in(of(visit))
    tablet = Tablet(browser)
    tablet.send(tablet.written(tablet.named(visit), how=None))
    page = browser.get("/tablet/mine")

    form = browser.submit(page.one("main form"))
    report = browser.follow(form)
    done = browser.submit(report.one("#report-form"), how="good")

    assert report.one("#note").get_text().strip() == "We sang."
    assert done.status == 303 and reports()[0].note == "We sang."
    assert "Nothing is waiting" in browser.get("/tablet/mine").text()


def test_what_its_writer_may_finish_no_more_goes_to_the_coordinator(
    sign_in: SignIn,
) -> None:
    visit = visited()
    browser = sign_in(of(visit))
    tablet = Tablet(browser)
    tablet.send(tablet.written(tablet.named(visit), how=None))
    coordinator = sign_in(make.coordinator())
    assert "Nothing is waiting" in coordinator.get("/tablet/waiting").text()

    ended(visit)

    page = coordinator.get(address_of(coordinator))
    refused = coordinator.submit(page.one("#accept-form"))
    assert "Nothing is waiting" in browser.get("/tablet/mine").text()
    assert refused.status == 422 and refused.has("#how-error")


def test_waiting_is_counted_per_village(sign_in: SignIn) -> None:
    visit = sent_after_the_end(sign_in)
    actor = make.actor(make.coordinator())
    [row] = queries.waiting(actor)
    area_id = row.visit.contact.area_id

    assert queries.count_waiting(actor) == queries.count_waiting(actor, area_id) == 1
    assert queries.count_waiting(actor, area_id + 1) == 0
    assert queries.count_waiting(make.actor(of(visit))) == 0
    assert queries.count_waiting(SYSTEM) == 0


def test_a_draft_of_a_volunteer_is_nobody_elses(sign_in: SignIn) -> None:
    visit = visited()
    tablet = Tablet(sign_in(of(visit)))
    begun = tablet.written(tablet.named(visit), finished=False)
    ended(visit)
    tablet.send(begun)

    coordinator = sign_in(make.coordinator())

    assert "Nothing is waiting" in coordinator.get("/tablet/waiting").text()
    assert "We sang." in kept()[0].answers
    assert "We sang." in sign_in(of(visit)).get("/tablet/mine").text()


def test_old_reports_are_not_on_todays_tablet(sign_in: SignIn) -> None:
    visit = visited()
    visit.starts_at = clock.now() - timedelta(days=70)
    db.session.commit()

    assert Tablet(sign_in(of(visit))).day() == []
