"""A visit is reported once it began, and the next one is still to come."""

from datetime import timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import count, form_of, visiting
from thuis_app.core import clock
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")

NOON = make.at(clock.today(), 12)


@pytest.fixture(autouse=True)
def noon(database: None) -> None:
    clock.set_source(lambda: NOON)


def test_what_has_not_begun_is_not_reported(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer, starts_at=NOON + timedelta(hours=2))
    page = sign_in(volunteer).get("/my-day")
    assert not page.has(f"a[href='/visits/{visit_id}/report']")
    assert sign_in(volunteer).get(f"/visits/{visit_id}/report").status == 303


def test_who_is_a_little_early_can_write(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer, starts_at=NOON + timedelta(minutes=20))
    browser = sign_in(volunteer)
    sent = browser.submit(form_of(browser, visit_id), how="good", next_visit="none")
    assert sent.status == 303 and count(VisitReport) == 1


def test_the_next_visit_lies_ahead(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer, starts_at=NOON - timedelta(hours=1))
    browser = sign_in(volunteer)
    today = clock.today().isoformat()

    refused = browser.submit(
        form_of(browser, visit_id),
        how="good",
        next_visit="other",
        next_on=today,
        next_hour="10:00",
    )

    assert refused.status == 422 and count(Visit) == 1
    assert refused.errors() == ["This moment is over. Choose a later one."]


def test_a_next_visit_beside_another_one_is_asked_about_once(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer, starts_at=NOON - timedelta(hours=1))
    soon = clock.today() + timedelta(days=6)
    make.visit(make.match(volunteer), starts_at=make.at(soon, 10))
    browser = sign_in(volunteer)

    refused = browser.submit(
        form_of(browser, visit_id),
        how="good",
        note="We sang.",
        next_visit="other",
        next_on=soon.isoformat(),
        next_hour="10:30",
    )

    assert refused.status == 422 and "We sang." in refused.html
    assert browser.submit(refused.one("#report-form"), anyway="y").status == 303
    assert count(Visit) == 3
