from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.reaching.outreach.test_queries import plan
from tests.reaching.outreach.trying import attempts, opened, recorded
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach.models import OutreachAttempt, OutreachPlan
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel


def test_a_try_takes_two_taps(sign_in: SignIn) -> None:
    user, row = make.coordinator(), plan()
    browser = sign_in(user)

    answer = recorded(browser, row)

    made = db.session.scalars(select(OutreachAttempt)).one()
    assert answer.address == f"/people/{row.contact_id}"
    assert (made.made_by, made.made_on) == (user.id, clock.today())
    assert (made.channel, made.outcome) == (Channel.DOOR, AttemptOutcome.NOBODY_HOME)
    assert row.attempts == 1


def test_the_same_form_twice_is_one_try(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())
    form = opened(browser, row).one("#attempt-form")

    first = browser.submit(form, outcome="nobody_home")
    second = browser.submit(form, outcome="nobody_home")

    assert attempts() == 1
    assert first.address == second.address


def test_a_try_without_an_outcome_is_asked_again_and_keeps_what_was_typed(
    sign_in: SignIn,
) -> None:
    row, browser = plan(), sign_in(make.coordinator())
    form = opened(browser, row).one("#attempt-form")

    page = browser.submit(form, note="The neighbour waved.", channel="card")

    assert page.status == 422 and page.errors() == ["Choose how it went."]
    assert "The neighbour waved." in page.text("#note")
    assert page.one("#attempt-form [value=card]").has_attr("checked")
    assert attempts() == 0


def test_an_appointment_asks_for_the_day_and_says_the_hour(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())

    page = recorded(browser, row, outcome="appointment", again_at="14:30")
    assert page.errors() == ["Choose the day of the appointment."]
    assert page.one("#again_at")["value"] == "14:30" and attempts() == 0

    tomorrow = clock.today() + timedelta(days=1)
    answer = browser.submit(page.one("#attempt-form"), again_on=tomorrow.isoformat())
    assert "at 14:30" in browser.follow(answer).text("#notice")
    assert "Agreed, at 14:30." in browser.get("/outreach/").text("main")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"made_on": "31-02-2026"}, "This date does not exist"),
        ({"made_on": "0001-01-01"}, "Choose a date between"),
        ({"made_on": "2030-01-01"}, "Choose a date between"),
        ({"made_on": ""}, "Choose the day."),
        ({"again_on": "2020-01-01"}, "Choose a date between"),
        ({"note": "x" * 4001}, "This is 4001 characters"),
        ({"note": "x" * 100_000}, "characters"),
        ({"left_behind": "x" * 201}, "This is 201 characters"),
        ({"note": "Her number is 111222333."}, "citizen service number"),
    ],
)
def test_a_wrong_answer_is_named_at_its_field(
    sign_in: SignIn, answers: dict[str, Any], message: str
) -> None:
    row, browser = plan(), sign_in(make.coordinator())

    page = recorded(browser, row, **answers)

    assert page.status == 422
    assert any(message in error for error in page.errors()), page.errors()
    assert attempts() == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"outcome": "married"},
        {"channel": "pigeon"},
        {"day_part": "night"},
        {"made_by": "99999"},
        {"made_by": "99999999999999999999999"},
    ],
)
def test_an_unknown_choice_is_refused(sign_in: SignIn, answers: dict[str, Any]) -> None:
    row, browser = plan(), sign_in(make.coordinator())

    page = recorded(browser, row, **answers)

    assert page.status == 422 and attempts() == 0


def test_invisible_signs_are_no_answer_and_emoji_are(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())

    recorded(browser, row, note="\u200b\x00", left_behind="A card 🌷\x00")

    made = db.session.scalars(select(OutreachAttempt)).one()
    assert (made.note, made.left_behind) == ("", "A card 🌷")


def test_no_for_good_asks_once_more_and_then_is_the_end(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())

    page = recorded(browser, row, outcome="refused")
    assert page.status == 422
    assert page.errors() == [
        "After this nobody approaches this person. Is that what was said?"
    ]

    answer = browser.submit(page.one("#attempt-form"), confirmed="y")
    assert answer.status == 303
    someone = db.session.get(Contact, row.contact_id)
    assert someone is not None and someone.stage is Stage.NO_CONTACT
    page = opened(browser, row)
    assert "Nobody approaches this person any more." in page.text("#begin-box")
    assert not page.has("main form:not([action$=undo])")


def test_two_who_record_at_once_see_each_other(sign_in: SignIn) -> None:
    row, user = plan(), make.coordinator()
    here, there = sign_in(user), sign_in(make.coordinator())
    form = opened(here, row).one("#attempt-form")
    recorded(there, row, outcome="talk_at_door", channel="telephone")

    page = here.submit(form, outcome="nobody_home")

    assert page.status == 409 and page.has("#conflict")
    assert "A short talk" in page.text("#outcome-theirs")
    assert page.one("#attempt-form [value=nobody_home]").has_attr("checked")
    assert attempts() == 1
    assert here.submit(page.one("#attempt-form")).status == 303
    assert attempts() == 2


def test_resting_needs_a_reason_and_a_day_to_come(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())
    form = opened(browser, row, "rest").one("#rest-form")

    page = browser.submit(form, until=clock.today().isoformat())
    assert page.status == 422 and len(page.errors()) == 2

    until = clock.today() + timedelta(days=40)
    again = page.one("#rest-form")
    answer = browser.submit(again, until=until.isoformat(), because="Is in hospital")
    assert answer.status == 303
    assert row.resting and row.resting_because == "Is in hospital"


def test_a_stale_rest_shows_both(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())
    form = opened(browser, row, "rest").one("#rest-form")
    first = (clock.today() + timedelta(days=40)).isoformat()
    browser.submit(form, until=first, because="Is in hospital")
    second = (clock.today() + timedelta(days=50)).isoformat()
    page = opened(browser, row, "rest")
    page.one("#rest-form [name=version]")["value"] = "1"

    answer = browser.submit(
        page.one("#rest-form"), until=second, because="Away with her daughter"
    )

    assert answer.status == 409
    assert "Is in hospital" in answer.text("#because-theirs")
    assert "Away with her daughter" in str(answer.one("#because")["value"])


def test_somebody_else_may_go(sign_in: SignIn) -> None:
    village = make.area()
    row, volunteer = plan(area=village), make.volunteer(village)
    browser = sign_in(make.coordinator())

    form = opened(browser, row, "assign").one("#assign-form")
    assert browser.submit(form, assigned_to=volunteer.id).status == 303

    assert row.assigned_to == volunteer.id
    form = opened(browser, row, "assign").one("#assign-form")
    outsider = browser.submit(form, assigned_to=make.volunteer().id)
    assert outsider.status == 422


def test_stopping_needs_a_reason(sign_in: SignIn) -> None:
    row, browser = plan(), sign_in(make.coordinator())
    form = opened(browser, row, "stop").one("#stop-form")

    assert browser.submit(form, because=" \u200b ").status == 422
    assert row.is_open
    page = opened(browser, row, "stop").one("#stop-form")
    assert browser.submit(page, because="Others help").status == 303
    assert not row.is_open


def test_beginning_is_a_button(sign_in: SignIn) -> None:
    someone = make.contact(stage=Stage.KNOWN)
    browser = sign_in(make.coordinator())
    form = browser.get(f"/outreach/{someone.id}/attempt").one("#begin-box form")

    answer = browser.submit(form)

    assert answer.address == f"/people/{someone.id}"
    assert db.session.get(OutreachPlan, someone.id)

    other = sign_in(make.volunteer())
    data = {"csrf_token": other.token}
    assert other.post(f"/outreach/{someone.id}/begin", data).status == 404
