from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.reaching.outreach.test_queries import plan
from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach import forms
from thuis_app.reaching.outreach.rules import AttemptDetails
from thuis_app.reaching.outreach_steps.rules import Channel

pytestmark = pytest.mark.usefixtures("database", "as_loaded")


@pytest.mark.parametrize(
    ("number", "attempt", "words"),
    [
        (
            *(1, AttemptDetails(Channel.CARD, DayPart.MORNING)),
            "First attempt: with a card, in the morning",
        ),
        (
            *(4, AttemptDetails(Channel.DOOR, DayPart.AFTERNOON)),
            "Attempt 4: at the door, in the afternoon",
        ),
    ],
)
def test_what_to_try_next_is_said_in_words(
    app: Flask, number: int, attempt: AttemptDetails, words: str
) -> None:
    with app.test_request_context(), force_locale("en"):
        assert forms.step_in_words(attempt, number) == words


def test_the_reason_is_said_in_dutch_with_its_figures(app: Flask) -> None:
    part = plan(reason="other_part:3:morning", attempts=3, day_part=DayPart.AFTERNOON)
    way = plan(reason="other_channel:1:card", attempts=1, channel=Channel.DOOR)

    with app.test_request_context(), force_locale("nl"):
        assert forms.why(part) == (
            "4e poging. 3 keer ’s ochtends, probeer het nu ’s middags."
        )
        assert forms.why(way) == (
            "2e poging. Eén keer met een kaartje geprobeerd, nu aan de deur."
        )


def test_a_rest_says_until_when_and_why(app: Flask) -> None:
    later = clock.today() + timedelta(days=3)
    resting: dict[str, Any] = {
        "reason": "rested",
        "resting": True,
        "resting_because": "Harvest.",
    }
    row, over = plan(next_on=later, **resting), plan(**resting)

    with app.test_request_context(), force_locale("en"):
        assert forms.why(row).startswith("Attempt 2. Rests until ")
        assert forms.why(row).endswith("Harvest.")
        assert "Rested until" in forms.why(over)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(8, DayPart.MORNING), (13, DayPart.AFTERNOON), (19, DayPart.EVENING)],
)
def test_the_form_knows_the_part_of_the_day_in_the_village(
    hour: int, part: DayPart
) -> None:
    moment = clock.at(date(2026, 7, 1), datetime(2026, 7, 1, hour, tzinfo=UTC).time())
    clock.set_source(lambda: moment)

    assert forms.part_now() is part
