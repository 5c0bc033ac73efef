"""Volunteers of one village, since some days, and the coordinator who asks."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers.models import Volunteer


@pytest.fixture
def area(database: None) -> Area:
    return make.area()


@pytest.fixture
def actor(area: Area) -> Actor:
    return make.actor(make.coordinator(area))


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def volunteer(
    area: Area, *, since: int = 300, ready: bool = True, **profile: Any
) -> User:
    """A volunteer since so many days, with these values in their profile."""
    user = make.volunteer(area, ready=ready)
    row = db.session.get_one(Volunteer, user.id)
    row.since = ago(since)
    for column, value in profile.items():
        setattr(row, column, value)
    db.session.commit()
    return user
