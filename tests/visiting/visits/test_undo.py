"""Who is told of a change, and what can be undone for ten minutes."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.scenarios import again, rule, scenario
from tests.visiting.visits.visiting import visiting
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.visits import actions
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import Informed, VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)
OFF: dict[str, Any] = {"cancelled_by": VisitCancelledBy.FOUNDATION, "because": "Ill."}


def tell(visit: Visit) -> bool:
    return tasks.open_task(TaskKind.TELL, visit.id) is not None


def test_a_move_is_undone_within_ten_minutes_by_who_made_it() -> None:
    volunteer, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    visit = actions.plan(coordinator, match, starts_at=soon)
    moved: dict[str, Any] = {
        "starts_at": soon + 24 * HOUR,
        "minutes": 60,
        "purpose": "",
    }
    actions.move(coordinator, visit, **moved, informed=Informed.ASKED)
    assert tell(visit)

    with pytest.raises(RuleBroken) as by_another:
        actions.move_back(volunteer, visit)
    actions.move_back(coordinator, visit)

    assert rule(by_another) == "visit.undo_too_late"
    assert visit.starts_at == soon and not tell(visit)


def test_after_ten_minutes_it_is_too_late() -> None:
    _, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    visit = actions.plan(coordinator, match, starts_at=soon)
    actions.cancel(coordinator, visit, **OFF)
    now = clock.now()
    clock.set_source(lambda: now + timedelta(minutes=11))

    with pytest.raises(RuleBroken) as late:
        actions.go_on(coordinator, visit)

    assert rule(late) == "visit.undo_too_late"


def test_a_visit_that_was_called_off_goes_on_as_it_was() -> None:
    _, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    visit = actions.plan(coordinator, match, starts_at=soon)
    actions.cancel(coordinator, visit, **OFF, informed=Informed.ASKED)
    assert tell(visit) and tasks.open_task(TaskKind.PLAN_VISIT, match.id)

    actions.go_on(coordinator, visit)

    visit, _match = again(visit, match)
    assert (visit.state, visit.cancelled_because) == (VisitState.PLANNED, "")
    assert not tell(visit) and not tasks.open_task(TaskKind.PLAN_VISIT, match.id)
    assert tasks.open_task(TaskKind.VISIT, visit.id)


def test_who_called_off_need_not_be_called() -> None:
    _, coordinator, match, _visit = scenario()
    soon = make.at(clock.today() + timedelta(days=3), 14)
    visit = actions.plan(coordinator, match, starts_at=soon)
    by = VisitCancelledBy.PERSON
    actions.cancel(
        coordinator, visit, cancelled_by=by, because="Ill.", informed=Informed.ASKED
    )
    assert not tell(visit)


def test_a_volunteer_chooses_in_her_own_words_and_is_asked_to_call(
    sign_in: SignIn,
) -> None:
    volunteer = make.volunteer()
    at = make.at(clock.today() + timedelta(days=2), 14)
    visit_id, contact_id = visiting(volunteer, starts_at=at)
    make.saved(ContactPhone(contact_id=contact_id, number="+31505550144"))
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/cancel").one("#cancel-form")
    words = form.get_text(" ")
    assert "Mrs Van der Ploeg cannot" in words and "I cannot" in words

    page = browser.follow(
        browser.submit(
            form, cancelled_by="volunteer", because="A cold.", informed="calls"
        )
    )

    assert "Call Mrs Van der Ploeg" in page.text("#content")
    assert page.has("a[href='tel:+31505550144']")
    undo = page.one("form[action$='/go-on']")
    browser.follow(browser.submit(undo))
    db.session.expire_all()
    assert db.session.get_one(Visit, visit_id).is_open


def test_a_volunteer_hears_that_her_visit_was_moved(sign_in: SignIn) -> None:
    volunteer, office = make.volunteer(), make.coordinator()
    at = make.at(clock.today() + timedelta(days=2), 14)
    visit_id, _ = visiting(volunteer, starts_at=at)
    browser = sign_in(office)
    form = browser.get(f"/visits/{visit_id}/move").one("#move-form")
    day = (clock.today() + timedelta(days=4)).isoformat()
    assert browser.submit(form, on=day, at="15:30", informed="knows").status == 303

    page = sign_in(volunteer).get("/my-day").text("#content")

    assert "was moved" in page and "15:30" in page
