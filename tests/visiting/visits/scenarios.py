"""A volunteer, a coordinator, and a visit of an hour ago."""

from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports.rules import Findings, How
from thuis_app.visiting.visits import queries
from thuis_app.visiting.visits.models import Visit

GOOD = Findings(How.GOOD)


def scenario(**person: Any) -> tuple[Actor, Actor, Match, Visit]:
    """A volunteer, a coordinator, and their match with a visit of an hour ago."""
    volunteer, coordinator = make.volunteer(), make.coordinator()
    both = make.actor(volunteer), make.actor(coordinator)
    row = make.match(volunteer, make.contact(**person))
    visit_id, match_id = make.visit(row).id, row.id
    visit = queries.get(both[1], visit_id)
    return *both, matches.get(both[1], match_id), visit


def fresh(contact_id: int) -> Contact:
    db.session.flush()
    wanted = select(Contact).where(Contact.id == contact_id)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    assert found is not None
    return found


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def rule(broken: pytest.ExceptionInfo[RuleBroken]) -> str:
    return broken.value.code


def again(visit: Visit, match: Match) -> tuple[Visit, Match]:
    coordinator = make.actor(make.coordinator())
    found = matches.get(coordinator, match.id)
    return queries.get(coordinator, visit.id), found
