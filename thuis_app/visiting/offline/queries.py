"""Queries about tablets: what they show, sent, and still hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.visiting.days import queries as days
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.offline import policy, rules
from thuis_app.visiting.offline.models import TabletCount, TabletReport
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visit_reports import queries as visit_reports
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits.models import Visit, in_calls
from thuis_app.visiting.visits.rules import VisitState

SHOWN = 25


@dataclass(frozen=True)
class OverdueUpload:
    """Reports that a volunteer's tablet announced, and that have not come yet."""

    user_id: int
    reports: int
    since: datetime


def day(actor: Actor) -> list[list[Visit]]:
    """The visits that belong on this volunteer's tablet, to report, today, and soon;
    those of one call at one house together."""
    found = days.day(actor, clock.today())
    known = [*found.to_report, *found.today, *found.ahead]
    last = clock.today()
    return in_calls([one.visit for one in known if rules.is_kept(one.visit.day, last)])


def own_visit(actor: Actor, visit_id: int) -> Visit:
    """A visit of the actor, to be written about on a tablet."""
    found = visit_reports.get_to_report(actor, visit_id)
    if found.volunteer_id != actor.id:
        raise Missing
    return found


def visit_written_about(actor: Actor, visit_id: int) -> Visit | None:
    """The visit of a report that arrives: of a person whom the actor visits or once
    visited, also where they may open it no longer.

    Only ever for deciding where the report goes; nothing of it is shown.
    """
    return db.session.scalar(
        select(Visit)
        .options(joinedload(Visit.contact).joinedload(Contact.area))
        .where(Visit.id == visit_id, policy.once_visited(actor))
    )


def obstacle(actor: Actor, visit: Visit) -> UploadReason | None:
    """The reason why this volunteer's report of the visit is not accepted, or None."""
    is_substitute = visit.instead_of is not None and visit.volunteer_id == actor.id
    goes = visit.instead_of if is_substitute else actor.id
    match = select(Match.id).where(
        Match.volunteer_id == goes,
        Match.contact_id == visit.contact_id,
        Match.state.in_(OPEN),
        Match.started_on <= visit.day,
    )
    return rules.obstacle(
        is_visitor=visit.volunteer_id == actor.id,
        has_match=visit.before_match or db.session.scalar(match.limit(1)) is not None,
        is_stopped=visit.contact.is_stopped,
        is_reported=visit.state is VisitState.REPORTED,
        is_cancelled=visit.state is VisitState.CANCELLED,
        has_come=visit.has_come,
    )


def arrived(actor: Actor, key: str) -> TabletReport | None:
    """The report that came with this key before."""
    return db.session.scalar(
        select(TabletReport).where(
            TabletReport.user_id == actor.id, TabletReport.key == key
        )
    )


def unreadable(actor: Actor, visit: Visit) -> TabletReport | None:
    """The actor's report of this visit that nobody can read and that still waits."""
    return db.session.scalar(
        select(TabletReport).where(
            TabletReport.user_id == actor.id,
            TabletReport.visit_id == visit.id,
            TabletReport.state == UploadState.WAITING,
            TabletReport.reason == UploadReason.UNREADABLE,
        )
    )


def count_unreadable_of(actor: Actor) -> int:
    """The number of unreadable reports the actor sent within a day."""
    is_mine = TabletReport.user_id == actor.id
    day_ago, latest = clock.now() - timedelta(days=1), clock.latest()
    is_new = TabletReport.received_at.between(day_ago, latest)
    return _count(is_mine & is_new & (TabletReport.reason == UploadReason.UNREADABLE))


def mine(actor: Actor) -> Sequence[TabletReport]:
    """The reports the actor must correct, the oldest first."""
    return db.session.scalars(_in_turn(policy.mine(actor))).all()


def my_own(actor: Actor, report_id: int) -> TabletReport:
    """One of those; any other does not exist."""
    return _one(policy.mine(actor), report_id)


def waiting(
    actor: Actor, area_id: int | None = None, limit: int = SHOWN
) -> Sequence[TabletReport]:
    """The reports that wait for this coordinator, in the order of arrival.

    Unreadable reports come last, however many there are.
    """
    here = policy.waiting(actor) & _in_village(area_id)
    return db.session.scalars(_in_turn(here, limit)).all()


def left_by_writer(contact_id: int, user_id: int) -> Sequence[TabletReport]:
    """The reports about a person that a volunteer was to put right, without drafts."""
    return db.session.scalars(
        select(TabletReport)
        .join(TabletReport.visit)
        .options(contains_eager(TabletReport.visit).joinedload(Visit.contact))
        .where(
            Visit.contact_id == contact_id,
            TabletReport.user_id == user_id,
            TabletReport.state == UploadState.ATTENTION,
            TabletReport.reason != UploadReason.UNFINISHED,
        )
    ).all()


def waiting_unreadable(actor: Actor) -> Sequence[TabletReport]:
    """The unreadable reports that wait for this coordinator, 200 at most."""
    cannot = TabletReport.reason == UploadReason.UNREADABLE
    return db.session.scalars(_in_turn(policy.waiting(actor) & cannot, 200)).all()


def count_waiting_unreadable(actor: Actor) -> int:
    """The number of unreadable reports that wait for this coordinator."""
    return _count(
        policy.waiting(actor) & (TabletReport.reason == UploadReason.UNREADABLE)
    )


def one_waiting(actor: Actor, report_id: int) -> TabletReport:
    """One of those; any other does not exist."""
    return _one(policy.waiting(actor), report_id)


def written_instead(actor: Actor, kept: TabletReport) -> VisitReport | None:
    """The report that stands of the visit a waiting one is about."""
    found = visit_reports.reports(actor, kept.visit)
    return found[0] if found else None


def count_mine(actor: Actor) -> int:
    """The number of reports the actor must correct."""
    return _count(policy.mine(actor))


def count_waiting(actor: Actor, area_id: int | None = None) -> int:
    """The number of reports that wait for this coordinator, in one village or all."""
    return _count(policy.waiting(actor) & _in_village(area_id))


def count_on(actor: Actor, device: str) -> TabletCount | None:
    """The last count of this browser, or None."""
    return db.session.get(TabletCount, (actor.id, device))


def has_unsent(device: str) -> bool:
    """True when this browser reported unsent reports, of any user."""
    query = select(TabletCount.device).where(
        TabletCount.device == device, TabletCount.unsent > 0
    )
    return db.session.scalar(query.limit(1)) is not None


def overdue_uploads(
    actor: Actor, after: timedelta = rules.REMINDED_AFTER
) -> list[OverdueUpload]:
    """Unsent reports on tablets for longer than `after`: of the actor's own tablet,
    and those of the volunteers they work with.

    A count that began in the future is of a wrong clock, and taken as a day old.
    """
    before, latest = clock.now() - after, clock.latest()
    is_late = or_(TabletCount.since < before, TabletCount.since > latest)
    rows = db.session.execute(
        select(
            TabletCount.user_id,
            func.sum(TabletCount.unsent),
            func.min(TabletCount.since),
        )
        .join(User, User.id == TabletCount.user_id)
        .where(
            volunteers.known_to(actor), TabletCount.unsent > 0, is_late, User.is_active
        )
        .group_by(TabletCount.user_id)
        .order_by(TabletCount.user_id)
    )
    known = ((row[0], row[1], row[2]) for row in rows if row[2])
    return [
        OverdueUpload(user, count, since if since <= latest else before)
        for user, count, since in known
    ]


def _in_village(area_id: int | None) -> ColumnElement[bool]:
    if area_id is None:
        return true()
    here = select(Visit.id).join(Contact).where(Contact.area_id == area_id)
    return TabletReport.visit_id.in_(here)


def _in_turn(
    condition: ColumnElement[bool], limit: int = SHOWN
) -> Select[TabletReport]:
    return (
        select(TabletReport)
        .options(
            joinedload(TabletReport.visit)
            .joinedload(Visit.contact)
            .joinedload(Contact.area),
            joinedload(TabletReport.user),
        )
        .where(condition)
        .order_by(_is_unreadable(), TabletReport.id)
        .limit(limit)
    )


def _is_unreadable() -> ColumnElement[int]:
    return case((TabletReport.reason == UploadReason.UNREADABLE, 1), else_=0)


def _one(condition: ColumnElement[bool], report_id: int) -> TabletReport:
    found = db.session.scalar(_in_turn(condition & (TabletReport.id == report_id)))
    if found is None:
        raise Missing
    return found


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(TabletReport.id)).where(condition)) or 0
