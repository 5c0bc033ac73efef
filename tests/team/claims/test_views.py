"""The volunteer's own page: writing down, taking over, putting right."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visit_reports.test_queries_proposals import reported
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState, WhatFor

FORM = "#claim-form form[action*='/hours/']:not(.button-form)"


def stored() -> list[Claim]:
    return list(db.session.scalars(select(Claim).order_by(Claim.id)))


def answers(**more: Any) -> dict[str, Any]:
    day = clock.today() - timedelta(days=3)
    return {"on": day.isoformat(), "what_for": "meeting", "hours": 2} | more


def test_a_short_form_is_enough(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())
    form = browser.get("/hours/new").one(FORM)

    answer = browser.submit(
        form, **answers(minutes=15, kilometres=8, costs="€ 3,5", note="Parking")
    )
    page = browser.follow(answer)

    [claim] = stored()
    assert (claim.minutes, claim.kilometres, claim.costs) == (135, 8, 3_50)
    assert claim.what_for is WhatFor.MEETING
    assert "2 hours and 15 minutes, 8 km, €3.50 costs" in page.text("#month li")
    assert "Waits for approval" in page.text("#month li")


def test_the_same_form_twice_writes_one_line(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())
    form = browser.get("/hours/new").one(FORM)

    first, second = (browser.submit(form, **answers()) for _time in range(2))

    assert first.address == second.address
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            {"hours": "", "minutes": ""},
            "Write how long it took, how far it was, or what it cost.",
        ),
        ({"hours": 25}, "Write hours between 0 and 24, as 2 or 1:30."),
        ({"hours": 24, "minutes": 1}, "A day has no more than 24 hours."),
        (
            {"minutes": "often"},
            "Write minutes between 0 and 1440, or hours as 1:30.",
        ),
        ({"kilometres": -3}, "Write a number between 0 and 1000."),
        ({"costs": "12 or 13", "note": "A fridge"}, "Write an amount like 12,50."),
        ({"costs": "1000,01", "note": "A boat"}, "Write at most €1,000.00."),
        ({"costs": "5"}, "Say in a few words what it was."),
        ({"what_for": "other"}, "Say in a few words what it was."),
        ({"what_for": None}, "Choose what it was for."),
        ({"on": ""}, "Choose a day."),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(
    sign_in: SignIn, wrong: dict[str, Any], says: str
) -> None:
    browser = sign_in(make.volunteer())
    form = browser.get("/hours/new").one(FORM)

    page = browser.submit(form, **answers(**{"note": "", "minutes": "7"} | wrong))

    assert page.status == 422
    assert says in page.errors()
    assert stored() == []


def test_a_visit_is_taken_over_with_one_tap(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit = reported(make.match(volunteer))
    browser = sign_in(volunteer)
    button = browser.get("/hours/").one("form[action*='from-visit']")

    page = browser.follow(browser.submit(button))

    [claim] = stored()
    assert (claim.visit_id, claim.minutes, claim.on) == (visit.id, 75, visit.day)
    assert not page.has("form[action*='from-visit']")
    assert browser.submit(button).status == 303
    assert len(stored()) == 1


def test_a_visit_with_something_else_is_filled_in_already(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visit = reported(make.match(volunteer))
    browser = sign_in(volunteer)
    form = browser.get(f"/hours/new?visit={visit.id}").one(FORM)

    browser.submit(form, kilometres=11)

    [claim] = stored()
    assert (claim.visit_id, claim.minutes, claim.kilometres) == (visit.id, 75, 11)
    assert browser.get(f"/hours/new?visit={visit.id}").status == 404


def test_a_visit_of_somebody_else_is_not_there(sign_in: SignIn) -> None:
    visit = reported(make.match())

    assert sign_in(make.volunteer()).get(f"/hours/new?visit={visit.id}").status == 404


def test_what_waits_is_changed(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer, minutes=90)
    browser = sign_in(volunteer)
    page = browser.get(f"/hours/{claim.id}/edit")
    assert page.one(f"{FORM} [name=hours]")["value"] == "1"

    browser.submit(page.one(FORM), hours=2)

    assert stored()[0].minutes == 150


def test_who_is_second_sees_both(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer, costs=2_50, note="Stamps")
    browser = sign_in(volunteer)
    form = browser.get(f"/hours/{claim.id}/edit").one(FORM)
    browser.submit(form, costs="4,00")

    page = browser.submit(
        browser.get(f"/hours/{claim.id}/edit").one(FORM), version=1, costs="3"
    )

    assert page.status == 409
    assert "4.00" in page.text("#costs-theirs")
    assert stored()[0].costs == 4_00


def test_what_waits_is_taken_back(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer)
    browser = sign_in(volunteer)
    button = browser.get(f"/hours/{claim.id}/edit").one("form[action$=take-back]")

    browser.follow(browser.submit(button))

    assert stored() == []


def test_what_is_approved_is_not_changed(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer)
    browser = sign_in(volunteer)
    form = browser.get(f"/hours/{claim.id}/edit").one(FORM)
    claim.state = ClaimState.APPROVED
    make.saved(claim)

    assert browser.get(f"/hours/{claim.id}/edit").status == 409
    assert browser.submit(form, hours=9).status == 409
    assert stored()[0].minutes == 60


def test_the_reason_of_what_was_sent_back_is_read(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    make.claim(volunteer, state=ClaimState.REFUSED, refused_because="Which day was it?")
    month = (clock.today() - timedelta(days=1)).strftime("%Y-%m")

    page = sign_in(volunteer).get(f"/hours/?month={month}")

    assert "Which day was it?" in page.text("#month li")
    assert "Sent back" in page.text("#month li")


def test_months_lead_back_and_not_to_what_has_not_come(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())

    page = browser.get("/hours/")
    before = browser.get(str(page.one("nav[aria-label=Months] a")["href"]))

    assert len(page.soup.select("nav[aria-label=Months] a")) == 1
    assert len(before.soup.select("nav[aria-label=Months] a")) == 2


def test_a_year_stands_beside_its_maximum(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    paid = ClaimState.PAID
    make.claim(volunteer, on=clock.today(), state=paid, costs=21_00, total=21_00)

    page = sign_in(volunteer).get("/hours/")

    assert "€21.00 of at most €2,100.00" in page.text("[aria-labelledby=year-title]")
    assert page.one("progress")["value"] == "2100"


def test_the_day_leads_a_volunteer_there(sign_in: SignIn) -> None:
    page = sign_in(make.volunteer()).get("/")

    assert page.has('a[href="/hours/"]') and page.has('a[href="/trainings/"]')


def test_the_volunteers_lead_a_coordinator_there(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator()).get("/volunteers/")

    assert page.has('a[href="/hours/to-approve"]') and page.has('a[href="/trainings/"]')


def test_an_hour_and_a_half_is_written_as_people_write_it(sign_in: SignIn) -> None:
    browser = sign_in(make.volunteer())
    form = browser.get("/hours/new").one(FORM)

    said = {"hours": "1,5", "minutes": "", "kilometres": "12,5", "note": ""}
    browser.submit(form, **answers(**said))

    found = db.session.scalars(select(Claim)).one()
    assert (found.minutes, found.kilometres) == (90, 13)


def test_hours_that_were_sent_back_by_a_correction_say_so(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer, state=ClaimState.REFUSED, minutes=60)
    said = "The report says now that there was no visit."

    browser = sign_in(volunteer)

    assert said in browser.get(f"/hours/{claim.id}").text()
    assert said in browser.get(f"/hours/?month={claim.on:%Y-%m}").text("#month")
