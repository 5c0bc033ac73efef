from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import (
    LONG,
    UNUSED_NUMBER,
    count,
    later,
    person,
    visiting,
)
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.rules import MatchKind
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


def test_a_visit_is_planned_on_a_day_and_an_hour(sign_in: SignIn) -> None:
    volunteer, coordinator = make.volunteer(), make.coordinator()
    someone = person()
    make.match(volunteer, someone)
    address = f"/visits/of/{someone.id}/plan"
    browser = sign_in(coordinator)

    form = browser.get(address).one("#plan-form")
    sent = browser.submit(form, on=later(), at="14:30", purpose="Cards")
    again = browser.submit(form, on=later(), at="14:30", purpose="Cards")

    assert sent.status == again.status == 303
    visit = db.session.scalars(select(Visit)).one()
    assert (f"{visit.hour:%H:%M}", visit.purpose, visit.minutes) == (
        "14:30",
        "Cards",
        60,
    )


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [(MatchKind.HOME_VISIT, None), (MatchKind.BUDDY, "Going out together")],
)
def test_a_buddy_goes_out_with_somebody_unless_it_is_for_something_else(
    sign_in: SignIn, kind: MatchKind, purpose: str | None
) -> None:
    someone = person()
    make.match(make.volunteer(), someone, kind=kind)

    page = sign_in(make.coordinator()).get(f"/visits/of/{someone.id}/plan")

    assert (page.one("[name=purpose]").get("value") or None) == purpose


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("on", "", "Choose a day."),
        ("on", "31-02-2027", "does not exist"),
        ("on", "0001-01-01", "between"),
        ("on", "2099-01-01", "between"),
        ("at", "", "14:30"),
        ("at", "half past two", "14:30"),
        ("minutes", "", "how many minutes"),
        ("minutes", "100000", "between"),
        ("purpose", LONG, "Keep it under 200"),
        ("purpose", UNUSED_NUMBER, "BSN"),
        ("match_id", "999999", "Choose"),
    ],
)
def test_odd_plans_are_refused_in_place(
    sign_in: SignIn, field: str, typed: str, said: str
) -> None:
    volunteer, someone = make.volunteer(), person()
    make.match(volunteer, someone)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/of/{someone.id}/plan").one("#plan-form")

    plan: dict[str, Any] = {
        "on": later(),
        "at": "14:30",
        "purpose": "Cards",
        field: typed,
    }
    answer = browser.submit(form, **plan)

    assert answer.status == 422
    assert any(said in error for error in answer.errors()), answer.errors()
    assert count(Visit) == 0


def test_without_a_volunteer_the_page_says_what_to_do(sign_in: SignIn) -> None:
    someone = person()

    page = sign_in(make.coordinator()).get(f"/visits/of/{someone.id}/plan")

    assert page.status == 200
    assert "Make a match first." in page.text()


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.DECEASED])
def test_no_visit_is_planned_to_who_may_not_be_approached(
    sign_in: SignIn, stage: Stage
) -> None:
    someone = person(stage=stage, stopped_on=clock.today())

    page = sign_in(make.coordinator()).get(f"/visits/of/{someone.id}/plan")

    assert page.status == 409


def test_a_visit_is_moved_and_a_stale_move_is_refused(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    tomorrow = make.at(clock.today() + timedelta(days=1))
    visit_id, _ = visiting(volunteer, starts_at=tomorrow)
    browser, coordinator = sign_in(volunteer), sign_in(make.coordinator())
    address = f"/visits/{visit_id}/move"
    mine, hers = (b.get(address).one("#move-form") for b in (browser, coordinator))

    moved = coordinator.submit(hers, on=later(), at="15:00", informed="knows")
    stale = browser.submit(mine, on=later(), at="16:00", informed="knows")

    assert moved.status == 303
    assert stale.status == 409 and "15:00" in stale.text("#at-theirs")
    assert browser.submit(stale.one("#move-form")).status == 303
    visit = db.session.scalars(select(Visit)).one()
    assert f"{visit.hour:%H:%M}" == "16:00"


@pytest.mark.parametrize("what", ["move", "cancel"])
def test_whether_the_person_knows_is_asked_and_not_chosen(
    sign_in: SignIn, what: str
) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer, starts_at=make.at(clock.today(), 23))
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/{what}").one(f"#{what}-form")
    assert not form.select("[name=informed][checked]")
    said: dict[str, dict[str, Any]] = {
        "move": {"on": later(), "at": "14:30"},
        "cancel": {"cancelled_by": "volunteer", "because": "A cold."},
    }

    answer = browser.submit(form, **said[what])

    assert answer.errors() == ["Choose whether they know."]


def test_a_visit_is_called_off_with_a_reason(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit_id, _ = visiting(volunteer)
    browser = sign_in(volunteer)
    form = browser.get(f"/visits/{visit_id}/cancel").one("#cancel-form")

    empty = browser.submit(form)
    sent = browser.submit(form, cancelled_by="person", because="Her sister came.")

    assert empty.status == 422 and len(empty.errors()) == 3
    assert sent.status == 303
    assert db.session.scalar(select(Visit.state)) is VisitState.CANCELLED
    assert "Her sister came." in browser.get(f"/visits/{visit_id}").text()
    assert browser.get(f"/visits/{visit_id}/move").status == 409
