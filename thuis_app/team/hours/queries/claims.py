"""What was written down, and what could be taken over from a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.team.hours import policy, rules
from thuis_app.team.hours.models import Claim
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.visiting.visit_reports import policy as visit_reports
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


@dataclass(frozen=True)
class Proposal:
    """A visit that was reported and not yet written down as hours."""

    visit: Visit
    minutes: int
    kilometres: int


def get(actor: Actor, claim_id: int) -> Claim:
    """Hours or costs that this actor may know of; any other do not exist."""
    return _one(claim_id, policy.visible_to(actor))


def get_own(actor: Actor, claim_id: int) -> Claim:
    """What this volunteer wrote down themselves."""
    return _one(claim_id, policy.own(actor))


def to_judge(actor: Actor, claim_id: int) -> Claim:
    """What this coordinator judges."""
    return _one(claim_id, policy.judged_by(actor))


def volunteer(actor: Actor, user_id: int) -> User:
    """A volunteer whose hours this coordinator keeps; never themselves."""
    found = db.session.scalar(
        select(User).where(
            volunteers.visible_to(actor), User.id == user_id, User.id != actor.id
        )
    )
    if found is None:
        raise Missing
    return found


def proposals(actor: Actor, today: date) -> list[Proposal]:
    """The actor's own reported visits of the last weeks that are not claimed yet."""
    since = clock.at(today - rules.PROPOSED_FOR, time())
    found = _proposed(actor, Visit.starts_at >= since)
    ids = {one.visit.id for one in found}
    return [one for one in found if not _is_second(one.visit, ids)]


def proposal(actor: Actor, visit_id: int) -> Proposal:
    """One of the actor's own reported visits, unless it is claimed already."""
    found = _proposed(actor, Visit.id == visit_id)
    if not found:
        raise Missing
    return found[0]


def _one(claim_id: int, seen: ColumnElement[bool]) -> Claim:
    found = db.session.scalar(
        select(Claim).options(joinedload(Claim.user)).where(Claim.id == claim_id, seen)
    )
    if found is None:
        raise Missing
    return found


def _proposed(actor: Actor, wanted: ColumnElement[bool]) -> list[Proposal]:
    claimed = select(Claim.visit_id).where(Claim.visit_id.is_not(None))
    together = or_(Visit.together_with.is_(None), Visit.together_with.not_in(claimed))
    rows = db.session.execute(
        select(Visit, VisitReport.minutes)
        .join(
            VisitReport, and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
        )
        .options(joinedload(Visit.contact))
        .where(
            visit_reports.reportable_by(actor),
            Visit.volunteer_id == actor.id,
            Visit.state == VisitState.REPORTED,
            VisitReport.happened == Happened.YES,
            Visit.id.not_in(claimed),
            together,
            wanted,
        )
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
    ).all()
    far = _kilometres(actor, [row[0].contact_id for row in rows])
    return [
        Proposal(visit, minutes or visit.minutes, far.get(visit.contact_id, 0))
        for visit, minutes in rows
    ]


def _kilometres(actor: Actor, contact_ids: Sequence[int]) -> dict[Any, int]:
    """How far it was the last time this volunteer wrote it down, per person."""
    newest = (Claim.on.desc(), Claim.id.desc())
    place = func.row_number().over(partition_by=Visit.contact_id, order_by=newest)
    written = (
        select(Visit.contact_id, Claim.kilometres, place.label("place"))
        .join(Claim, Claim.visit_id == Visit.id)
        .where(policy.own(actor), Visit.contact_id.in_(sorted(set(contact_ids))))
        .subquery()
    )
    rows = db.session.execute(select(written).where(written.c.place == 1))
    return {row.contact_id: row.kilometres for row in rows}


def _is_second(visit: Visit, ids: set[int]) -> bool:
    """Two people visited in one go are one time of the volunteer: the first stands."""
    other = visit.together_with
    return other is not None and other in ids and other < visit.id
