"""Queries about reports, and visits without one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, Refused, require
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.people.contacts import policy as people
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.people.tasks import policy as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.claims import policy as claims
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.claims.rules import (
    CORRECTABLE,
    ProposalsWanted,
    Source,
    WhatFor,
)
from thuis_app.visiting.matches.policy import visible_contacts
from thuis_app.visiting.visit_reports import policy, rules
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit, in_calls
from thuis_app.visiting.visits.policy import goes_once_today, visible_to
from thuis_app.visiting.visits.rules import (
    AHEAD,
    REPORTED_WITHIN,
    VisitState,
    start_of,
)

Row = TypeVar("Row")
MOST_IN_A_ROW = 9


@dataclass(frozen=True)
class LastReport:
    """The last report about a person, and the number of visits."""

    contact_id: int
    starts_at: datetime
    agreed: str
    note: str
    visits: int


@dataclass(frozen=True)
class Expected:
    """A planned visit, with what one wants to know on the doorstep.

    `also` is the other visit of one call at one house, where the two are one line.
    """

    visit: Visit
    telephone: str
    last: LastReport | None
    begun_at: datetime | None = None
    also: "Expected | None" = None

    @property
    def each(self) -> list["Expected"]:
        """This visit and the one that is made in the same call, if any."""
        return [self] if self.also is None else [self, self.also]

    @property
    def has_begun(self) -> bool:
        """Whether the hour of the visit has come."""
        return self.visit.starts_at <= clock.now()

    @property
    def is_today(self) -> bool:
        return self.visit.day == clock.today()

    @property
    def number(self) -> int:
        """Which visit to this person it is: 1 for the first."""
        return 1 + (self.last.visits if self.last else 0)


class DoneVisit(NamedTuple):
    """A visit with the report that was sent of it today."""

    visit: Visit
    report: VisitReport

    @property
    def may_be_undone(self) -> bool:
        is_new = clock.now() - self.report.written_at <= rules.TAKEN_BACK_WITHIN
        return self.report.number == 1 and is_new


def reportable(actor: Actor) -> Select[Visit]:
    """The visits this actor may report, with the names that pages show."""
    return (
        select(Visit)
        .options(
            joinedload(Visit.contact).joinedload(Contact.area),
            joinedload(Visit.volunteer),
        )
        .where(policy.reportable_by(actor))
    )


def get_to_report(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may report, and read that report back; Missing for any other.

    They may know the name of the person and the day, and no more than that.
    """
    found = db.session.scalar(reportable(actor).where(Visit.id == visit_id))
    if found is None:
        raise Missing
    return found


def to_report_in_one_go(actor: Actor, visit: Visit) -> Visit | None:
    """The other visit that was made in one go, if it waits for a report too."""
    if visit.together_with is None:
        return None
    other, today = visits.other_of_call(visit, reportable(actor)), clock.today()
    if other is None or not (visit.is_open and other.has_come):
        return None
    is_expected = rules.is_expected(other.day, other.contact.stopped_on, today)
    return other if is_expected else None


def reports(actor: Actor, visit: Visit) -> Sequence[VisitReport]:
    """The versions of a report, newest first; a volunteer sees the newest alone."""
    query = select(VisitReport).where(VisitReport.visit_id == visit.id)
    if not policy.sees_versions(actor, visit):
        query = query.where(VisitReport.is_current)
    return db.session.scalars(query.order_by(VisitReport.number.desc())).all()


def current_report(actor: Actor, visit: Visit) -> VisitReport:
    """The current version of the report."""
    found = reports(actor, visit)
    if not found:
        raise Missing
    return found[0]


def may_still_correct(actor: Actor, visit: Visit, written: VisitReport | None) -> bool:
    """Whether there is a report that this actor may still change."""
    if written is None:
        return False
    try:
        _check_correctable(actor, visit, written)
    except Refused:
        return False
    return True


def report_to_correct(actor: Actor, visit: Visit) -> VisitReport:
    """The report, if this actor may still change it."""
    found = current_report(actor, visit)
    _check_correctable(actor, visit, found)
    return found


def _check_correctable(actor: Actor, visit: Visit, written: VisitReport) -> None:
    require(policy.may_correct(actor, visit, written))
    if not policy.sees_versions(actor, visit):
        rules.check_same_day(sent_at(written), clock.today())


def sent_at(written: VisitReport) -> datetime:
    """When the first version of a report was sent; a later one opens it no longer."""
    if written.number == 1:
        return written.written_at
    return db.session.execute(
        select(VisitReport.written_at).where(
            VisitReport.visit_id == written.visit_id, VisitReport.number == 1
        )
    ).scalar_one()


def numbers(actor: Actor, visit: Visit) -> list[tuple[str, str]]:
    """Whom a coordinator calls about a visit, by name: the volunteer, the person."""
    if not policy.may_call_volunteer(actor, visit):
        return []
    found = contacts.telephones(actor, [visit.contact_id])
    theirs = [one.number for one in found.get(visit.contact_id, ())]
    volunteer, contact = visit.volunteer, visit.contact
    calls = [(volunteer.called, volunteer.telephone)] if volunteer.telephone else []
    return [*calls, *((contact.full_name, number) for number in theirs)]


def in_a_row(visit: Visit) -> int:
    """How many visits to this person went the same way as the one reported here, one
    after the other up to this one; called off ones are left out."""
    latest = db.session.scalars(
        select(VisitReport)
        .join(Visit, Visit.id == VisitReport.visit_id)
        .where(Visit.contact_id == visit.contact_id, VisitReport.is_current)
        .where(Visit.starts_at <= visit.starts_at)
        .where(VisitReport.happened != Happened.CANCELLED)
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
        .limit(MOST_IN_A_ROW)
    ).all()
    if not latest or latest[0].visit_id != visit.id:
        return 0
    return rules.in_a_row([report.how for report in latest])


def may_take_back(actor: Actor, written: VisitReport) -> bool:
    """Whether this actor sent the report just now, and may undo that."""
    if not policy.may_take_back(actor, written):
        return False
    try:
        rules.check_take_back(written.number, written.written_at, clock.now())
    except Refused:
        return False
    return True


def sent_together(
    actor: Actor, visit: Visit, report: VisitReport
) -> tuple[Visit, VisitReport] | None:
    """The other visit of one call and its report, where one form reported both."""
    query = (
        select(Visit, VisitReport)
        .join(VisitReport, VisitReport.visit_id == Visit.id)
        .options(joinedload(Visit.contact))
        .where(
            policy.reportable_by(actor),
            Visit.id == visit.together_with,
            VisitReport.number == 1,
            VisitReport.is_current,
            VisitReport.written_by == report.written_by,
            VisitReport.written_at.between(
                report.written_at - rules.SENT_TOGETHER,
                report.written_at + rules.SENT_TOGETHER,
            ),
        )
    )
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None


def corrected_with(actor: Actor, visit: Visit) -> Visit | None:
    """The other visit of one call, where this actor may still change its report."""
    if visit.together_with is None:
        return None
    found = db.session.scalar(
        reportable(actor).where(
            Visit.id == visit.together_with, Visit.state == VisitState.REPORTED
        )
    )
    if found is None:
        return None
    written = next(iter(reports(actor, found)), None)
    return found if may_still_correct(actor, found, written) else None


def last_made(contact: Contact) -> date | None:
    """The day of the last visit to this person that was made."""
    made = select(Visit).join(
        VisitReport, and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
    )
    found = db.session.scalar(
        made.where(Visit.contact_id == contact.id, VisitReport.happened == Happened.YES)
        .order_by(Visit.starts_at.desc())
        .limit(1)
    )
    return found.day if found else None


def has_met(visit: Visit) -> bool:
    """Whether a report says that the two of the match of a visit met."""
    met = (
        select(VisitReport.id)
        .join(Visit, Visit.id == VisitReport.visit_id)
        .where(
            Visit.match_id == visit.match_id,
            VisitReport.is_current,
            VisitReport.happened == Happened.YES,
        )
    )
    return db.session.scalar(met.limit(1)) is not None


def claim_of(actor: Actor, visit: Visit) -> Claim | None:
    """The claim of the hours of a visit, if this actor may see it."""
    found = select(Claim).where(claims.visible_to(actor), Claim.visit_id == visit.id)
    return db.session.scalar(found)


def paid_otherwise(actor: Actor, visit: Visit) -> Claim | None:
    """The hours of a visit that were paid, where they are to be settled."""
    paid = select(Claim).where(
        claims.visible_to(actor),
        Claim.visit_id == visit.id,
        Claim.state.in_(CORRECTABLE),
        select(Task.id)
        .where(
            Task.kind == TaskKind.SETTLE_HOURS,
            Task.source == cast(Claim.id, String),
            Task.closed_at.is_(None),
        )
        .exists(),
    )
    return db.session.scalar(paid)


def claim_to_make(actor: Actor, visit: Visit) -> ClaimProposal | None:
    """What this volunteer can claim of the visit in one go; None when that is done."""
    source = Source(WhatFor.VISIT, visit.id)
    return next(iter(proposals(actor, ProposalsWanted(source=source))), None)


def sent_on(actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """The conditions of the visits that this volunteer reported today."""
    written = select(VisitReport.id).where(
        VisitReport.visit_id == Visit.id,
        VisitReport.is_current,
        VisitReport.written_by == actor.id,
        VisitReport.written_at >= start_of(today),
    )
    is_written = written.correlate(Visit).exists()
    return [policy.reportable_by(actor), Visit.volunteer_id == actor.id, is_written]


def is_to_read(actor: Actor, visit: Visit) -> bool:
    """Whether a coordinator is still asked to read the report of this visit."""
    waiting = select(Task.id).where(
        Task.kind.in_((TaskKind.REPORT, TaskKind.PROMISE)),
        Task.source == str(visit.id),
        Task.closed_at.is_(None),
        tasks.visible_to(actor),
    )
    return db.session.scalar(waiting.limit(1)) is not None


def draft(actor: Actor, visit: Visit) -> VisitDraft | None:
    """The actor's own draft about a visit, or None."""
    return db.session.scalar(
        select(VisitDraft).where(
            VisitDraft.visit_id == visit.id, policy.own_drafts(actor)
        )
    )


def draft_of_call(
    actor: Actor, mine: VisitDraft | None, other: Visit | None
) -> tuple[VisitDraft | None, bool]:
    """The actor's draft about a visit or the other of that call, whichever was saved
    last, and whether it is of the other."""
    theirs = draft(actor, other) if other else None
    if theirs and (mine is None or mine.saved_at < theirs.saved_at):
        return theirs, True
    return mine, False


def to_report_by(actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """The conditions of the visits that this volunteer made and did not report yet.

    Also where nothing more than the report may be seen: a match or contact that ended.
    """
    return [
        policy.reportable_by(actor),
        Visit.volunteer_id == actor.id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at >= start_of(today - rules.LOOKED_BACK),
        Visit.starts_at <= clock.now(),
    ]


def count_unreported(actor: Actor, today: date, area_id: int | None = None) -> int:
    """The number of visits without a report in the coordinator's villages."""
    counted = select(func.count(Visit.id))
    return db.session.scalar(_unreported(counted, actor, today, area_id)) or 0


def last_reports(actor: Actor, contact_ids: Iterable[int]) -> dict[int, LastReport]:
    """The last report per person, in one statement."""
    wanted = sorted(set(contact_ids))
    if not wanted:
        return {}
    newest = (Visit.starts_at.desc(), Visit.id.desc())
    values = (
        select(
            Visit.contact_id,
            Visit.starts_at,
            VisitReport.agreed,
            VisitReport.note,
            func.count().over(partition_by=Visit.contact_id).label("visits"),
            func.row_number()
            .over(partition_by=Visit.contact_id, order_by=newest)
            .label("place"),
        )
        .join(
            VisitReport, and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
        )
        .where(
            Visit.contact_id.in_(wanted),
            VisitReport.happened == Happened.YES,
            visible_to(actor),
        )
        .subquery()
    )
    rows = db.session.execute(select(values).where(values.c.place == 1))
    return {row.contact_id: LastReport(*row[:5]) for row in rows}


def expected(
    actor: Actor,
    found: Sequence[Visit],
    begun: Mapping[int, datetime] | None = None,
    numbers: Mapping[int, str] | None = None,
) -> list[Expected]:
    """These visits, each with what one wants to know on the doorstep.

    When their drafts were saved and the numbers of the people are asked, unless given.
    """
    contact_ids = {visit.contact_id for visit in found}
    if numbers is None:
        numbers = first_numbers(actor, contact_ids)
    if begun is None:
        begun = begun_at(actor, {visit.id for visit in found})
    last = last_reports(actor, contact_ids)
    return [
        Expected(
            visit,
            numbers.get(visit.contact_id, ""),
            last.get(visit.contact_id),
            begun.get(visit.id),
        )
        for visit in found
    ]


def first_numbers(actor: Actor, contact_ids: Iterable[int]) -> dict[int, str]:
    """The first number of each of these people whom this actor goes to."""
    ground = or_(visible_contacts(actor), goes_once_today(actor))
    found = contacts.telephones(actor, contact_ids, ground)
    return {one: phones[0].number for one, phones in found.items()}


def drafts_to_sweep(actor: Actor, before: datetime) -> Sequence[tuple[VisitDraft, int]]:
    """The drafts that nobody can finish, or that lie since before this moment, each
    with the person it is about; for the job that deletes them."""
    require(policy.may_sweep(actor))
    rows = db.session.execute(
        select(VisitDraft, Visit.contact_id)
        .join(Visit, Visit.id == VisitDraft.visit_id)
        .join(Contact, Contact.id == Visit.contact_id)
        .where(or_(policy.out_of_time(), VisitDraft.saved_at < before))
        .order_by(VisitDraft.id)
    )
    return [(row[0], row[1]) for row in rows]


def begun_at(actor: Actor, visit_ids: Collection[int]) -> dict[int, datetime]:
    """When this actor last saved a draft about each of these visits."""
    if not visit_ids:
        return {}
    rows = db.session.execute(
        select(VisitDraft.visit_id, VisitDraft.saved_at).where(
            policy.own_drafts(actor), VisitDraft.visit_id.in_(sorted(visit_ids))
        )
    )
    return {row[0]: row[1] for row in rows}


def as_calls(found: Sequence[Expected]) -> list[Expected]:
    """The same, where two visits of one call at one house are one."""
    known = {one.visit.id: one for one in found}
    calls = in_calls([one.visit for one in found])
    both = [[known[visit.id] for visit in call] for call in calls]
    return [replace(first, also=other[0] if other else None) for first, *other in both]


def next_expected(actor: Actor, today: date) -> list[Expected]:
    """Where this volunteer goes next, within two weeks; an empty list for nowhere."""
    ahead = visits.to_make(actor, actor.id, today, today + AHEAD)
    first = in_calls(ahead)[:1]
    return as_calls(expected(actor, [visit for call in first for visit in call]))


def coordinators(contact: Contact) -> Sequence[str]:
    """The names of the coordinators of the person's village, at most three.

    Those named for that village come before those of all villages.
    """
    theirs = select(UserArea.user_id).where(UserArea.area_id == contact.area_id)
    here = User.id.in_(theirs)
    holders = User.has_role(Role.COORDINATOR)
    return db.session.scalars(
        select(User.called)
        .where(User.is_active, holders, or_(User.all_areas, here))
        .order_by(here.desc(), User.id)
        .limit(3)
    ).all()


def _unreported(
    query: Select[Row], actor: Actor, today: date, area_id: int | None
) -> Select[Row]:
    known = select(Contact.id).where(
        people.visible_to(actor), Contact.stage.not_in(STOPPED)
    )
    if area_id is not None:
        known = known.where(Contact.area_id == area_id)
    return query.where(
        Visit.state == VisitState.PLANNED,
        Visit.starts_at < start_of(today - REPORTED_WITHIN + timedelta(days=1)),
        Visit.contact_id.in_(known),
    )


def proposals(actor: Actor, wanted: ProposalsWanted) -> list[ClaimProposal]:
    """The actor's own reported visits that are not claimed yet, the latest first.

    Of two people visited in one go the first stands: it is one time of the volunteer.
    """
    if wanted.source and wanted.source.kind is not WhatFor.VISIT:
        return []
    rows = db.session.execute(_unclaimed(actor, wanted)).all()
    ids = {visit.id for visit, _minutes in rows}
    far = _kilometres(actor, [visit.contact_id for visit, _minutes in rows])
    return [
        ClaimProposal(
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
    query = (
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
        query = query.where(Visit.starts_at >= clock.at(wanted.since, time()))
    if wanted.source:
        query = query.where(Visit.id == wanted.source.id)
    return query


def _kilometres(actor: Actor, contact_ids: Sequence[int]) -> dict[Any, int]:
    """The kilometres of this volunteer's last claim, per person."""
    if not contact_ids:
        return {}
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
