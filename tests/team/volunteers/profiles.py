"""Cards of volunteers for tests."""

from typing import Any

from tests import make
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import VolunteerStage


def profile(user: User, **values: Any) -> Volunteer:
    row = db.session.get_one(Volunteer, user.id)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()
    return row


def on_the_way(area: Area, *, ready: bool = False, **values: Any) -> User:
    user = make.volunteer(area, ready=ready, name="Femke", called="Femke")
    profile(user, **({"stage": VolunteerStage.APPLIED} | values))
    return user
