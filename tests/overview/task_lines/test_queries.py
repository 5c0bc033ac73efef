"""Which numbers a line offers to call, and to whom."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.overview.task_lines import queries
from thuis_app.overview.task_lines.queries import Number
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.rules import AttemptDetails
from thuis_app.reaching.outreach_steps.rules import Channel
from thuis_app.support.referrals.rules import ReferralState

pytestmark = pytest.mark.usefixtures("database")
K = TaskKind
OWN, THEIRS, OFFICE = "+31505550101", "+31612345678", "+31505550303"


def with_number(**more: Any) -> Contact:
    contact = make.contact("Ploeg", **more)
    make.saved(ContactPhone(contact_id=contact.id, number=OWN))
    return contact


def called(task: Task) -> list[Number]:
    actor = make.actor(make.coordinator())
    return queries.numbers(actor, [task])[task.id]


def on_the_board(page: Page) -> list[str]:
    return [str(one["href"]) for one in page.soup.select("#work .line .call")]


def test_where_the_person_is_to_be_called_their_number_stands() -> None:
    assert called(make.task(K.INFORM, with_number())) == [Number("", OWN)]
    assert called(make.task(K.RESPITE_PLACE, with_number())) == [Number("", OWN)]


def test_for_a_report_to_write_it_is_the_volunteer_who_is_called() -> None:
    volunteer = make.volunteer(called="Jakob", telephone=THEIRS)

    found = called(make.task(K.VISIT, with_number(), volunteer_id=volunteer.id))

    assert found == [Number("Jakob", THEIRS)]


def test_both_are_called_after_the_first_month() -> None:
    volunteer = make.volunteer(called="Jakob", telephone=THEIRS)

    found = called(make.task(K.FIRST_MONTH, with_number(), volunteer_id=volunteer.id))

    assert found == [Number("", OWN), Number("Jakob", THEIRS)]


def test_an_attempt_is_called_for_when_it_is_made_by_telephone() -> None:
    by_telephone = AttemptDetails(channel=Channel.TELEPHONE)
    on_foot = AttemptDetails(channel=Channel.DOOR)

    assert called(make.task(K.ATTEMPT, with_number(), details=by_telephone)) == [
        Number("", OWN)
    ]
    assert called(make.task(K.ATTEMPT, with_number(), details=on_foot)) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ReferralState.PROPOSED, [OWN]),
        (ReferralState.AGREED, [OFFICE]),
        (ReferralState.SENT, [OFFICE, OWN]),
        (ReferralState.STARTED, [OFFICE, OWN]),
    ],
)
def test_a_referral_asks_the_person_first_and_the_organisation_once_they_agreed(
    sign_in: SignIn, state: ReferralState, expected: list[str]
) -> None:
    referral = make.referral(
        with_number(), state, due_on=clock.today() - timedelta(days=1)
    )
    referral.offering.telephone = OFFICE
    make.saved(referral.offering)

    page = sign_in(make.coordinator()).get("/")

    assert on_the_board(page) == [f"tel:{number}" for number in expected]


def test_who_told_us_is_called_about_a_signal(sign_in: SignIn) -> None:
    make.signal(reporter_name="Ria", reporter_telephone=THEIRS)

    page = sign_in(make.coordinator()).get("/")

    assert on_the_board(page) == [f"tel:{THEIRS}"]
    assert "Ria" in page.text("#work .line .call")


def test_an_offering_to_confirm_is_called() -> None:
    offering = make.offering("Choir", telephone=OFFICE, contact_person="Ton")

    task = make.task(K.OFFERING, contact_id=None, offering_id=offering.id)

    assert called(task) == [Number("Ton", OFFICE)]


def test_who_asked_to_be_left_in_peace_is_not_called() -> None:
    contact = with_number()
    task = make.task(K.INFORM, contact)
    contact.stage = Stage.NO_CONTACT
    make.saved(contact)

    assert called(task) == []


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
@pytest.mark.parametrize("kind", [K.INFORM, K.VISIT, K.HOURS])
def test_nobody_else_is_given_a_number(role: Role, kind: TaskKind) -> None:
    volunteer = make.volunteer(telephone=THEIRS)
    task = make.task(kind, with_number(), volunteer_id=volunteer.id)
    actor = make.actor(make.user(role, all_areas=True))

    assert queries.numbers(actor, [task])[task.id] == []


def test_a_coordinator_of_other_villages_is_given_no_number() -> None:
    here = make.area()
    volunteer = make.volunteer(here, telephone=THEIRS)
    for task in (
        make.task(K.FIRST_MONTH, with_number(area=here), volunteer_id=volunteer.id),
        make.task(K.HOURS, contact_id=None, volunteer_id=volunteer.id),
    ):
        elsewhere = make.actor(make.coordinator(make.area()))
        assert queries.numbers(elsewhere, [task])[task.id] == []


def test_many_tasks_are_looked_up_at_once_and_a_number_stands_once_on_a_line(
    sign_in: SignIn,
) -> None:
    contact = with_number()
    for kind in (K.INFORM, K.RESPITE_TALK, K.FIRST_MONTH):
        make.task(kind, contact)

    page = sign_in(make.coordinator()).get("/")

    assert on_the_board(page) == [f"tel:{OWN}"]
