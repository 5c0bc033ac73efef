from datetime import timedelta

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import (
    count,
    form_of,
    visiting,
)
from thuis_app.core import clock
from thuis_app.visiting.visit_reports.models import VisitReport


def test_the_writer_changes_the_report_the_same_day(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, coordinator = sign_in(volunteer), sign_in(make.coordinator())
    browser.submit(form_of(browser, visit_id), how="good", note="Wrong words.")

    thanks = browser.get(f"/visits/{visit_id}/thanks")
    assert thanks.has(f"a[href='/visits/{visit_id}/correct']")
    page = browser.get(f"/visits/{visit_id}/correct")
    sent = browser.submit(page.one("#correct-form"), note="Right words.")

    assert sent.address == f"/visits/{visit_id}"
    mine, hers = browser.follow(sent), coordinator.get(f"/visits/{visit_id}")
    assert "Right words." in mine.text() and "Wrong words." not in mine.text()
    assert "Right words." in hers.text() and "Wrong words." in hers.text()

    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)
    late = sign_in(volunteer)
    assert late.get(f"/visits/{visit_id}/correct").status == 409
    assert not late.get(f"/visits/{visit_id}").has("a[href$=correct]")
    assert sign_in(make.coordinator()).get(f"/visits/{visit_id}/correct").status == 200


def test_two_corrections_at_once_show_both_versions(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, address = sign_in(volunteer), f"/visits/{visit_id}/correct"
    browser.submit(form_of(browser, visit_id), how="good", note="First.")
    here, there = (browser.get(address).one("#correct-form") for _ in range(2))
    browser.submit(there, note="There.")

    stale = browser.submit(here, note="Here.")
    again = browser.submit(stale.one("#correct-form"))

    assert stale.status == 409
    assert "There." in stale.text("#note-theirs")
    assert "Here." in stale.text("textarea[name=note]")
    assert again.status == 303 and count(VisitReport) == 3


def test_the_writer_sees_what_the_coordinator_corrected_first(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, address = sign_in(volunteer), f"/visits/{visit_id}/correct"
    browser.submit(form_of(browser, visit_id), how="good", note="First.")
    begun = browser.get(address).one("#correct-form")
    coordinator = sign_in(make.coordinator())
    coordinator.submit(coordinator.get(address).one("#correct-form"), note="Hers.")

    stale = browser.submit(begun, note="Mine.")

    assert stale.status == 409
    assert "Hers." in stale.text("#note-theirs")
    assert "Mine." in stale.text("textarea[name=note]")


def test_a_later_correction_does_not_open_the_report_to_its_writer(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser, address = sign_in(volunteer), f"/visits/{visit_id}/correct"
    browser.submit(form_of(browser, visit_id), how="good", note="First.")
    tomorrow = clock.now() + timedelta(days=1)
    clock.set_source(lambda: tomorrow)
    coordinator = sign_in(make.coordinator())
    coordinator.submit(coordinator.get(address).one("#correct-form"), note="Hers.")

    assert sign_in(volunteer).get(address).status == 409
