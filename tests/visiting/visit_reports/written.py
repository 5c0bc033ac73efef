"""Visits with a report, so many days ago."""

from datetime import datetime, timedelta
from typing import Any

from tests import make
from thuis_app.core import clock
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened, Mood
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


def in_days(days: int, hour: int = 10) -> datetime:
    return make.at(clock.today() + timedelta(days=days), hour)


def reported(match: Match, days: int, **more: Any) -> Visit:
    visit = make.visit(match, starts_at=in_days(days), state=VisitState.REPORTED)
    values: dict[str, Any] = {
        "happened": Happened.YES,
        "mood": Mood.GOOD,
        "written_by": 1,
    }
    make.saved(VisitReport(visit_id=visit.id, **(values | more)))
    return visit
