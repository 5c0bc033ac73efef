from datetime import date, timedelta
from typing import Any

import pytest

from tests import make
from tests.overview.reminders.conftest import TUESDAY
from tests.visiting.visits.couple import couple
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.overview.reminders import queries
from thuis_app.overview.reminders.rules import ReminderFigures
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.offline.models import TabletCount
from thuis_app.visiting.visits.models import Visit


def volunteer() -> User:
    return make.volunteer(make.area(), password_hash="set")


def visit(someone: User, days: int, **more: Any) -> Visit:
    match = make.match(someone, make.contact())
    day = TUESDAY + timedelta(days=days)
    return make.visit(match, starts_at=make.at(day, 14), **more)


def ids(today: date = TUESDAY) -> list[int]:
    return [user.id for user in queries.to_remind(SYSTEM, today)]


def figures(someone: User, today: date = TUESDAY) -> ReminderFigures:
    return queries.figures(queries.on_behalf_of(SYSTEM, someone), today)


def test_a_volunteer_hears_of_today_tomorrow_and_reports() -> None:
    someone = volunteer()
    for days in (-5, -3, -1, 0, 0, 1, 2):
        visit(someone, days)

    assert figures(someone) == ReminderFigures(
        visits_today=2, visits_tomorrow=1, to_report=3, requests_today=2
    )


@pytest.mark.parametrize(
    ("in_days", "counted"),
    [
        (-1, {"to_report": 1, "requests_today": 1}),
        (0, {"visits_today": 1}),
        (1, {"visits_tomorrow": 1}),
    ],
)
def test_two_at_one_house_are_one_visit_and_one_report(
    in_days: int, counted: dict[str, int]
) -> None:
    known = couple(in_days=in_days)

    assert figures(known.volunteer) == ReminderFigures(**counted)


def test_visits_of_others_are_not_counted() -> None:
    someone = volunteer()
    visit(volunteer(), 0)

    assert figures(someone) == ReminderFigures()


@pytest.mark.parametrize("stage", ["NO_CONTACT", "MOVED", "DECEASED"])
def test_visits_to_somebody_who_is_left_in_peace_are_not_counted(stage: str) -> None:
    someone = volunteer()
    contact = visit(someone, 0)
    person = db.session.get_one(Contact, contact.contact_id)
    person.stage, person.stopped_on = Stage[stage], TUESDAY
    db.session.commit()

    assert figures(someone) == ReminderFigures()


def test_a_coordinator_hears_of_the_board_and_of_late_reports_in_their_villages() -> (
    None
):
    here, elsewhere = make.area("Bedum"), make.area("Elders")
    coordinator = make.coordinator(here)
    for area in (here, elsewhere):
        make.signal(area)
        match = make.match(make.volunteer(area), make.contact(area=area))
        make.visit(match, starts_at=make.at(TUESDAY - timedelta(days=2), 9))
        make.visit(match, starts_at=make.at(TUESDAY - timedelta(days=1), 9))

    assert figures(coordinator) == ReminderFigures(board=2, overdue=1)


def test_a_concern_is_in_no_number_of_a_mail() -> None:
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)
    make.concern(make.contact())

    assert figures(lead) == ReminderFigures()


def test_a_coordinator_hears_whose_papers_run_out_within_a_month() -> None:
    area = make.area()
    coordinator = make.coordinator(area)
    for days in (-10, 20, 60, 200):
        someone = make.volunteer(area, ready=False)
        until = TUESDAY + timedelta(days=days)
        make.saved(make.met(someone, Requirement.VOG, until))
    make.saved(make.met(someone, Requirement.TRAINING, TUESDAY))

    assert figures(coordinator).papers == 3


def test_reports_that_stay_on_a_tablet_are_asked_for_and_told_to_the_coordinator() -> (
    None
):
    here = make.area()
    someone = make.volunteer(here, password_hash="set")
    coordinators = make.coordinator(here), make.coordinator(make.area())
    since = clock.now() - timedelta(days=3)
    make.saved(TabletCount(user_id=someone.id, device="a", unsent=2, since=since))
    lately = clock.now() - timedelta(hours=2)
    other = make.volunteer(here, password_hash="set")
    make.saved(TabletCount(user_id=other.id, device="b", unsent=2, since=lately))

    assert ids() == [someone.id]
    assert figures(someone) == ReminderFigures(on_tablet=2, requests_today=1)
    assert [figures(one).tablets for one in coordinators] == [1, 0]


def test_on_a_saturday_a_coordinator_who_visits_hears_of_the_visits_alone() -> None:
    saturday = TUESDAY + timedelta(days=4)
    clock.set_source(lambda: make.at(saturday, 9))
    both = make.volunteer(make.area(), password_hash="set")
    make.give_roles(both, Role.COORDINATOR, Role.VOLUNTEER)
    both.all_areas = True
    make.signal()
    visit(both, 4)

    assert figures(both, saturday) == ReminderFigures(visits_today=1)


def test_who_may_have_something_is_reminded() -> None:
    coordinator = make.coordinator(make.area(), password_hash="set")
    busy, free = volunteer(), volunteer()
    visit(busy, 1)
    visit(free, 2)

    assert ids() == [coordinator.id, busy.id]


def test_who_cannot_come_in_or_wants_no_mail_is_not_reminded() -> None:
    wishes = (
        {"mails": MailWish.NEVER},
        {"is_active": False},
        {"password_hash": ""},
    )
    for wish in wishes:
        make.coordinator(make.area(), **({"password_hash": "set"} | wish))

    assert ids() == []


def test_on_a_sunday_nobody_is_reminded() -> None:
    sunday = TUESDAY + timedelta(days=5)
    make.coordinator(make.area(), password_hash="set")
    visit(volunteer(), 5)

    assert ids(sunday) == []
    assert len(ids(sunday - timedelta(days=1))) == 1


def test_only_thuis_itself_acts_on_behalf_of_somebody() -> None:
    someone = volunteer()

    with pytest.raises(Denied):
        queries.on_behalf_of(make.actor(someone), someone)

    found = queries.on_behalf_of(SYSTEM, someone)
    assert isinstance(found, Actor)
    assert found.area_ids == make.actor(someone).area_ids != frozenset()
