"""The migration opens the tasks that the application would have opened itself."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from tests import make
from tests.conftest import POSTGRES, application, new_postgres
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.database import db
from thuis_app.directory.offerings import actions as offerings
from thuis_app.directory.offerings.models import Offering, OfferingArea
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.people.tasks import rules
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskGroup, TaskKind
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    Volunteer,
    VolunteerRequirement,
)
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage

OPENED_LATER = TaskKind.ATTENDANCE, TaskKind.AGREEMENT, TaskKind.SETTLE_HOURS
KINDS = [
    kind
    for group in (TaskGroup.VOLUNTEER, TaskGroup.OFFERING)
    for kind in rules.GROUPS[group]
    if kind not in OPENED_LATER
]
SHOWN = (
    *("kind", "source", "volunteer_id", "offering_id", "area_id", "due_on"),
    *("planned_on", "rank", "number", "details", "owner_id", "delayed_because"),
)


@pytest.fixture(params=["sqlite", "postgres"])
def built(
    request: pytest.FixtureRequest, tmp_path: Path, worker: str
) -> Iterator[Flask]:
    if request.param == "sqlite":
        app = application(f"sqlite:///{tmp_path / 'thuis.db'}")
    elif POSTGRES:
        app = application(new_postgres(f"thuis_tasks_{worker}"))
    else:
        assert not os.environ.get("THUIS_TEST_ALL"), "no PostgreSQL to test on"
        pytest.skip("no PostgreSQL here: THUIS_TEST_POSTGRES is not set")
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def open_tasks() -> dict[tuple[TaskKind, str], dict[str, Any]]:
    """The open tasks about volunteers and offerings, with all that was chosen."""
    query = select(Task).where(Task.kind.in_(KINDS), Task.closed_at.is_(None))
    found = {}
    for task in db.session.scalars(query):
        found[task.kind, task.source] = {name: getattr(task, name) for name in SHOWN}
    db.session.rollback()
    return found


def volunteer(*, papers: int = 0, **more: Any) -> User:
    """A volunteer of two villages, with papers to be reviewed within so many days."""
    user = make.volunteer(make.area(), make.area(), ready=False, **more)
    if papers:
        until = clock.today() + timedelta(days=papers)
        db.session.add_all(make.met(user, one, until) for one in Requirement)
    return user


def fill() -> None:
    """Volunteers and offerings of all sorts, with what the application makes of it."""
    make.saved(RequirementSetting(requirement=Requirement.TRAINING, is_required=False))
    someone, everywhere = volunteer(papers=20), volunteer(papers=200, all_areas=True)
    left, ended, other = volunteer(papers=5), volunteer(papers=9), volunteer(papers=9)
    new = volunteer()
    _stage(left, VolunteerStage.LEFT)
    _stage(new, VolunteerStage.APPLIED)
    for user in (someone, everywhere, left, ended, other):
        night = clock.now().replace(hour=23, minute=30) - timedelta(days=9)
        make.talk_wish(user, asked_at=night)
        for state in (ClaimState.CLAIMED, ClaimState.CLAIMED, ClaimState.REFUSED):
            make.claim(user, state=state, written_at=night)
    accounts.deactivate(make.actor(make.user(Role.ADMINISTRATOR)), ended)
    make.give_roles(other, Role.BOARD)
    for user in db.session.scalars(select(User)).all():
        volunteers.schedule(SYSTEM, user)
    make.claim(other)
    _offerings()
    db.session.commit()


def _stage(user: User, stage: VolunteerStage) -> None:
    profile = db.session.get_one(Volunteer, user.id)
    profile.stage, profile.stage_since = stage, clock.today() - timedelta(days=4)


def _offerings() -> None:
    seen = clock.today() - timedelta(days=30)
    rows = [
        make.offering(confirmed_on=None),
        make.offering(confirmed_on=seen, all_areas=False),
        make.offering(confirmed_on=seen, all_areas=False),
        make.offering(confirmed_on=seen, is_active=False),
    ]
    for row, number in zip(rows, (1, 1, 2, 1), strict=True):
        _serve(row, number)
        offerings.schedule(SYSTEM, row)


def _serve(offering: Offering, number: int) -> None:
    for _area in range(number):
        make.saved(OfferingArea(offering_id=offering.id, area_id=make.area().id))


def test_it_opens_what_the_application_would_and_takes_it_back(built: Flask) -> None:
    fill()
    ours = open_tasks()
    assert {kind for kind, _source in ours} == set(KINDS)

    downgrade(revision="0021_tasks")
    assert open_tasks() == {}

    upgrade()
    assert open_tasks() == ours


def test_a_table_without_any_of_it_stays_as_it_is(built: Flask) -> None:
    downgrade(revision="0021_tasks")
    upgrade()

    assert open_tasks() == {}
    assert db.session.scalars(select(VolunteerRequirement)).all() == []
