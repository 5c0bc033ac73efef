"""What was written about a visit, and who may still change it."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, Refused, require
from thuis_app.team.claims import policy as claims
from thuis_app.team.claims.models import Claim, Proposal
from thuis_app.team.claims.rules import ProposalsWanted, Source, WhatFor
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit, VisitDraft, VisitReport
from thuis_app.visiting.visits.rules import Happened, VisitState


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


def proposals(actor: Actor, wanted: ProposalsWanted) -> list[Proposal]:
    """The actor's own reported visits that are not claimed yet, the latest first.

    Of two people visited in one go the first stands: it is one time of the volunteer.
    """
    if wanted.source and wanted.source.kind is not WhatFor.VISIT:
        return []
    rows = db.session.execute(_unclaimed(actor, wanted)).all()
    ids = {visit.id for visit, _minutes in rows}
    far = _kilometres(actor, [visit.contact_id for visit, _minutes in rows])
    return [
        Proposal(
            source=Source(WhatFor.VISIT, visit.id),
            user_id=visit.volunteer_id,
            contact=visit.contact,
            starts_at=visit.starts_at,
            minutes=minutes or visit.minutes,
            kilometres=far.get(visit.contact_id, 0),
        )
        for visit, minutes in rows
        if not _is_second(visit, ids)
    ]


def _unclaimed(actor: Actor, wanted: ProposalsWanted) -> Select[Visit, int | None]:
    claimed = select(Claim.visit_id).where(Claim.visit_id.is_not(None))
    together = or_(Visit.together_with.is_(None), Visit.together_with.not_in(claimed))
    current = and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
    asked = (
        select(Visit, VisitReport.minutes)
        .join(VisitReport, current)
        .options(joinedload(Visit.contact))
        .where(
            policy.reportable_by(actor),
            Visit.volunteer_id == actor.id,
            Visit.state == VisitState.REPORTED,
            VisitReport.happened == Happened.YES,
            Visit.id.not_in(claimed),
            together,
        )
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
    )
    if wanted.since:
        asked = asked.where(Visit.starts_at >= clock.at(wanted.since, time()))
    if wanted.source:
        asked = asked.where(Visit.id == wanted.source.id)
    return asked


def _kilometres(actor: Actor, contact_ids: Sequence[int]) -> dict[Any, int]:
    """How far it was the last time this volunteer claimed it, per person."""
    newest = (Claim.on.desc(), Claim.id.desc())
    place = func.row_number().over(partition_by=Visit.contact_id, order_by=newest)
    written = (
        select(Visit.contact_id, Claim.kilometres, place.label("place"))
        .join(Claim, Claim.visit_id == Visit.id)
        .where(claims.own(actor), Visit.contact_id.in_(sorted(set(contact_ids))))
        .subquery()
    )
    rows = db.session.execute(select(written).where(written.c.place == 1))
    return {row.contact_id: row.kilometres for row in rows}


def _is_second(visit: Visit, ids: set[int]) -> bool:
    other = visit.together_with
    return other is not None and other in ids and other < visit.id
