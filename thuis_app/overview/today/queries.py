"""Queries of the first page: the board of a coordinator, the day of a volunteer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within
from thuis_app.overview.today import policy, rules
from thuis_app.overview.today.rules import QueueKind
from thuis_app.people.contacts import queries as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.reaching.outreach import queries as outreach
from thuis_app.reaching.signals import queries as signals
from thuis_app.support.referrals import queries as referrals
from thuis_app.support.respite import queries as respite
from thuis_app.support.respite.rules import RequestState
from thuis_app.visiting.concerns import queries as concerns
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.offline import queries as offline
from thuis_app.visiting.visit_reports import queries as visit_reports

TO_PLAN = (RequestState.ASKED, RequestState.CLARIFIED)


@dataclass(frozen=True)
class Queue:
    """One kind of work: how much there is, what comes first, and whose names show."""

    kind: QueueKind
    total: int
    lines: Sequence[Any]
    people: Sequence[int] = ()

    @property
    def rest(self) -> int:
        return self.total - len(self.lines)


def board(
    actor: Actor, today: date, *, area_id: int | None, only: QueueKind | None
) -> list[Queue]:
    """The queues this actor works from; with `only`, that one at full length."""
    require(policy.may_see_board(actor))
    length = rules.SHOWN_ALONE if only else rules.SHOWN_TOGETHER
    kinds = [kind for kind in QueueKind if policy.may_see_queue(actor, kind)]
    return [
        QUEUES[kind](actor, today, area_id, length if only in (None, kind) else 0)
        for kind in kinds
    ]


def villages(actor: Actor) -> list[tuple[int, str]]:
    """The villages to choose from, by name."""
    rows = db.session.execute(
        select(Area.id, Area.name)
        .where(within(actor, Area.id), Area.is_active)
        .order_by(Area.name)
    )
    return [(row[0], row[1]) for row in rows]


def stopped_lately(actor: Actor, since: date) -> list[Contact]:
    """The people who are not to be visited any more since a day from `since` on, and
    whom this volunteer visited until then."""
    mine = select(Match.contact_id).where(
        Match.volunteer_id == actor.id,
        Match.started_on <= clock.today(),
        or_(Match.ended_on.is_(None), Match.ended_on >= Contact.stopped_on),
    )
    return list(
        db.session.scalars(
            select(Contact)
            .where(
                Contact.id.in_(mine.correlate(Contact)),
                Contact.stage.in_(STOPPED),
                Contact.stopped_on >= since,
            )
            .order_by(Contact.stopped_on.desc())
        )
    )


def _concerns(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    found = concerns.open_ones(actor)
    here = [one for one in found if area_id in (None, one.contact.area_id)]
    return Queue(QueueKind.CONCERN, len(here), here[:length])


def _signals(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    total = signals.count_waiting(actor, area_id)
    lines = signals.waiting(actor, area_id, limit=length).rows if length else []
    return Queue(QueueKind.SIGNAL, total, lines)


def _attempts(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    lines = outreach.due(actor, today, area_id, length) if length else []
    total = outreach.summary(actor, today, area_id).due
    people = [plan.contact_id for plan in lines]
    return Queue(QueueKind.ATTEMPT, total, lines, people)


def _referrals(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    lines = referrals.overdue(actor, today, area_id, length) if length else []
    total = referrals.count_overdue(actor, today, area_id)
    people = [referral.contact_id for referral in lines]
    return Queue(QueueKind.REFERRAL, total, lines, people)


def _respite(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    counts = respite.count_to_plan(actor, area_id)
    total = sum(counts.get(state, 0) for state in TO_PLAN)
    lines = (
        respite.to_plan(actor, area_id, states=TO_PLAN, limit=length).rows
        if length
        else []
    )
    people = [line.request.carer_id for line in lines]
    return Queue(QueueKind.RESPITE, total, lines, people)


def _reports(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    lines = visit_reports.unreported(actor, today, area_id, length) if length else []
    total = visit_reports.count_unreported(actor, today, area_id)
    people = [visit.contact_id for visit in lines]
    return Queue(QueueKind.REPORT, total, lines, people)


def _tablets(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    lines = offline.waiting(actor, area_id, length) if length else []
    total = offline.count_waiting(actor, area_id)
    people = [report.visit.contact_id for report in lines]
    return Queue(QueueKind.TABLET, total, lines, people)


def _inform(actor: Actor, today: date, area_id: int | None, length: int) -> Queue:
    lines = people.to_inform(actor, area_id, length) if length else []
    total = people.count_to_inform(actor, area_id)
    return Queue(QueueKind.INFORM, total, lines, [contact.id for contact in lines])


QUEUES: dict[QueueKind, Callable[[Actor, date, int | None, int], Queue]] = {
    QueueKind.CONCERN: _concerns,
    QueueKind.SIGNAL: _signals,
    QueueKind.ATTEMPT: _attempts,
    QueueKind.REFERRAL: _referrals,
    QueueKind.RESPITE: _respite,
    QueueKind.REPORT: _reports,
    QueueKind.TABLET: _tablets,
    QueueKind.INFORM: _inform,
}
