"""Who is away, and where their tasks stand meanwhile."""

from datetime import timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.absences import actions, queries
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.people.tasks.queries import TaskFilter, count_due

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def absent() -> User:
    return make.coordinator(called="Marijke", name="Marijke Dam")


@pytest.fixture
def stand_in() -> User:
    return make.coordinator(called="Hiske", name="Hiske Bos")


def mine(user: User) -> int:
    """The number of tasks that the board of this coordinator shows as theirs."""
    return sum(count_due(make.actor(user), TaskFilter(clock.today())).values())


def test_the_tasks_of_who_is_away_are_the_stand_ins_meanwhile(
    sign_in: SignIn, absent: User, stand_in: User
) -> None:
    make.task(owner_id=absent.id)
    other = make.coordinator()
    assert mine(stand_in) == 0
    browser, today = sign_in(absent), clock.today()
    form = browser.get(f"/absences/of/{absent.id}/new").one("#absence-form")

    last = (today + timedelta(days=3)).isoformat()
    browser.submit(form, last_on=last, stand_in=str(stand_in.id))

    assert mine(stand_in) == 1
    assert mine(other) == 0
    make.task(owner_id=absent.id)
    assert mine(stand_in) == 2
    clock.set_source(lambda: make.at(today + timedelta(days=4), 9))
    assert mine(stand_in) == 0
    assert mine(absent) == 2


def test_without_a_stand_in_the_tasks_are_for_the_whole_village(absent: User) -> None:
    make.task(owner_id=absent.id)
    make.absence(absent)

    assert mine(make.coordinator()) == 1
    assert mine(make.coordinator(make.area())) == 0


def test_when_the_stand_in_is_away_too_nothing_is_lost(
    absent: User, stand_in: User
) -> None:
    make.task(owner_id=absent.id)
    make.absence(absent, stand_in_id=stand_in.id)
    make.absence(stand_in)

    assert mine(make.coordinator()) == 1


def test_at_the_name_stands_until_when_and_who_does_it(
    sign_in: SignIn, absent: User, stand_in: User
) -> None:
    make.task(owner_id=absent.id)
    make.absence(absent, stand_in_id=stand_in.id)

    line = sign_in(stand_in).get("/").text("#work")

    assert "away until" in line and "Hiske does it" in line


def test_who_is_there_again_sooner_has_the_tasks_again(
    sign_in: SignIn, absent: User, stand_in: User
) -> None:
    make.task(owner_id=absent.id)
    absence = make.absence(absent, stand_in_id=stand_in.id)
    browser = sign_in(absent)

    browser.submit(browser.get("/absences/").one("form[action$=end]"))

    assert mine(stand_in) == 0
    assert absence.ended_at is not None


def test_only_who_sees_all_these_villages_can_stand_in(sign_in: SignIn) -> None:
    here, there = make.area(), make.area()
    absent = make.coordinator(here, there)
    both, one = make.coordinator(here, there), make.coordinator(here)

    found = queries.stand_ins_for(absent)

    assert both in found and one not in found


def test_a_stand_in_who_stops_leaves_the_tasks_to_the_village(
    absent: User, stand_in: User
) -> None:
    make.task(owner_id=absent.id)
    absence = make.absence(absent, stand_in_id=stand_in.id)

    accounts.deactivate(make.actor(make.user(Role.ADMINISTRATOR)), stand_in)
    db.session.commit()
    db.session.refresh(absence)

    assert absence.stand_in_id is None
    assert mine(make.coordinator()) == 1


def test_wrong_days_are_kept_and_refused(sign_in: SignIn, absent: User) -> None:
    browser, today = sign_in(absent), clock.today()
    form = browser.get(f"/absences/of/{absent.id}/new").one("#absence-form")
    first, last = today + timedelta(days=5), today + timedelta(days=2)

    page = browser.submit(form, first_on=first.isoformat(), last_on=last.isoformat())

    assert page.status == 422
    assert page.one("#last_on")["value"] == last.isoformat()
    assert queries.listed(make.actor(absent)) == []


def test_a_colleague_records_it_for_who_is_ill(absent: User, stand_in: User) -> None:
    today = clock.today()

    actions.record(
        make.actor(stand_in), absent, first_on=today, last_on=today, stand_in=None
    )

    assert queries.away(make.actor(absent), today)[absent.id].stand_in == ""
