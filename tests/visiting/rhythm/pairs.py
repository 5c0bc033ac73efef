"""People who meet at one hour, and what the rhythm plans for them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tests import make
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import Rhythm
from thuis_app.visiting.rhythm import actions
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

TUESDAY = date(2027, 2, 2)
WEEK = timedelta(weeks=1)


def pair(rhythm: Rhythm = Rhythm.WEEKLY, hour: int = 14, **more: Any) -> Match:
    """Two people who met twice at one hour, the last time today."""
    more.setdefault("started_on", date(2026, 1, 6))
    match = make.match(rhythm=rhythm, **more)
    for weeks in (2, 0):
        at = make.at(TUESDAY - weeks * WEEK, hour)
        make.visit(match, starts_at=at, state=VisitState.REPORTED)
    return match


def visitor_of(match: Match) -> User:
    return db.session.get_one(User, match.volunteer_id)


def plan(until: date | None = None) -> int:
    count = actions.plan_by_rhythm(SYSTEM, until=until)
    db.session.commit()
    return count


def ahead(match: Match) -> list[date]:
    rows = db.session.scalars(
        select(Visit)
        .where(
            Visit.match_id == match.id,
            Visit.state == VisitState.PLANNED,
            Visit.starts_at > make.at(TUESDAY, 23),
        )
        .order_by(Visit.starts_at)
    )
    return [visit.day for visit in rows]
