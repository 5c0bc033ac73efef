"""The list of people in the words of its page."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from thuis_app.people.contacts.forms.words import step_words
from thuis_app.people.contacts.models import Line
from thuis_app.people.contacts.rules import NO_STEP, Stage
from thuis_app.web.filters import day, said


class Listed(NamedTuple):
    """A person as the list says it; `day` is empty when nothing is planned."""

    id: int
    name: str
    village: str
    stage: Stage
    stands: str
    is_late: bool
    day: str
    step: str
    volunteer: str
    visited: str
    referrals: int


def listed(
    people: Sequence[Line], villages: dict[int, str], today: date
) -> list[Listed]:
    """These people in words; what many share is looked up once."""
    stands = said(Stage)
    days = {on: day(on, "brief") for on in {one.next_step_on for one in people}}
    days |= {NO_STEP: ""}
    steps = {step: step_words(step) for step in {one.next_step for one in people}}
    return [
        Listed(
            one.id,
            one.full_name,
            villages[one.area_id],
            one.stage,
            stands[one.stage],
            one.next_step_on < today,
            days[one.next_step_on],
            steps[one.next_step],
            one.volunteer_name,
            day(one.last_visit_on, "d MMM yyyy"),
            one.open_referrals,
        )
        for one in people
    ]
