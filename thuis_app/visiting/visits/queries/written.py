"""What was written about a visit, and who may still change it."""

from collections.abc import Sequence

from sqlalchemy import select

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, Refused, require
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit, VisitDraft, VisitReport


def reports(actor: Actor, visit: Visit) -> Sequence[VisitReport]:
    """The versions of a report, newest first; a volunteer sees the newest alone."""
    asked = select(VisitReport).where(VisitReport.visit_id == visit.id)
    if not policy.sees_versions(actor, visit):
        asked = asked.where(VisitReport.is_current)
    return db.session.scalars(asked.order_by(VisitReport.number.desc())).all()


def current_report(actor: Actor, visit: Visit) -> VisitReport:
    """What the report says now."""
    found = reports(actor, visit)
    if not found:
        raise Missing
    return found[0]


def may_still_correct(actor: Actor, visit: Visit) -> bool:
    """Whether there is a report that this actor may still change."""
    try:
        report_to_correct(actor, visit)
    except Refused:
        return False
    return True


def report_to_correct(actor: Actor, visit: Visit) -> VisitReport:
    """The report, if this actor may still change it."""
    found = current_report(actor, visit)
    require(policy.may_correct(actor, visit, found))
    if not policy.sees_versions(actor, visit):
        rules.check_same_day(found.written_at, clock.today())
    return found


def draft(actor: Actor, visit: Visit) -> VisitDraft | None:
    """What this actor, and nobody else, was writing about a visit."""
    return db.session.scalar(
        select(VisitDraft).where(
            VisitDraft.visit_id == visit.id, policy.own_drafts(actor)
        )
    )
