"""The tasks of the example: what its rows promise, as the features would open them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import joinedload

from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.directory.offerings import rules as offerings
from thuis_app.directory.offerings.models import Offering
from thuis_app.operations.demo import calls, done
from thuis_app.operations.demo.people import DemoVillage, at, open_day, working_days
from thuis_app.operations.demo.writer import Writer
from thuis_app.organisation.accounts.models import UserArea
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import INFORM_AHEAD, STOPPED, Stage
from thuis_app.people.tasks.models import OfferingDetails, Task
from thuis_app.people.tasks.queries import SHOWN_ON
from thuis_app.people.tasks.rules import NO_STEPS, NewTask, TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, WishState
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import OPEN as OPEN_REFERRALS
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import OPEN as OPEN_REQUESTS
from thuis_app.support.respite.rules import TASKS
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.trainings.rules import Attends
from thuis_app.team.volunteers.models import TalkWish, VolunteerRequirement
from thuis_app.team.volunteers.rules import PaperDetails, TalkDetails
from thuis_app.visiting.matches.actions import FIRST_MONTH
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN as OPEN_MATCHES
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.matching.models import MatchRequest
from thuis_app.visiting.matching.rules import MatchRequestState
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Mood, ReportDetails
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

ASKED = MatchRequestState.ASKED
DAY = timedelta(days=1)
EXPIRES = timedelta(days=30)
AT_ONCE, OPENED_BEFORE, OPENED_IN, SEEN_AHEAD = 5_000, 4, 29, 60
NOT_CLOSED: dict[str, Any] = {
    "closed_at": None,
    "closed_by": None,
    "outcome": None,
    "closing_note": "",
}
ALIVE = Contact.stage.not_in(STOPPED)


def everything(writer: Writer, village: DemoVillage) -> None:
    """Write a task for all that waits, and what comes first on each person's line."""
    db.session.flush()
    today, random, number = clock.today(), village.random, 0
    for promised in (
        _of_people,
        _of_visits,
        _of_support,
        _of_volunteers,
        _of_offerings,
        calls.follow_ups,
        lambda _today: iter(village.promised),
    ):
        for task in list(promised(today)):
            number += 1
            writer.add(
                "task",
                id=f"{random.getrandbits(128):032x}",
                kind=task.kind.value,
                source=str(task.source),
                opened_at=_opened(task, today, number),
                **NOT_CLOSED,
                **task.columns,
            )
        writer.write()
    done.lately(writer, village)
    _show_first()


def _opened(task: NewTask, today: date, number: int) -> datetime:
    """When a task was opened: what is due on its day, a paper long before."""
    on = task.due_on
    if task.due_on > today:
        days = working_days(today, OPENED_IN)[OPENED_BEFORE:]
        ahead = max(0, (task.due_on - today).days - SEEN_AHEAD)
        on = open_day(days[number * 7 % len(days)] - timedelta(days=ahead))
    return at(on, 0 if on == today else 9 + number % 8, 0)


def _of_people(today: date) -> Iterator[NewTask]:
    plans = select(OutreachPlan).options(joinedload(OutreachPlan.contact))
    for plan in _rows(plans.where(OutreachPlan.is_open)):
        yield plan.task
    for signal in _rows(select(Signal).where(Signal.state == SignalState.NEW)):
        yield signal.task
    untold = select(Contact).where(Contact.inform_by.is_not(None), ALIVE)
    for contact in _rows(untold.where(Contact.informed_on.is_(None))):
        due_on = (contact.inform_by or today) - INFORM_AHEAD
        yield contact.task(TaskKind.INFORM, due_on)
    standing = select(Match.contact_id).where(Match.state.in_(OPEN_MATCHES))
    waiting = select(Contact).where(Contact.stage == Stage.PARTICIPANT)
    asked = select(MatchRequest, Contact).join(Contact)
    for request, contact in _pairs(asked.where(MatchRequest.state == ASKED, ALIVE)):
        yield request.task_for(contact)
    answers = select(MatchRequest.contact_id).where(MatchRequest.state == ASKED)
    found = standing.union(answers)
    for contact in _rows(waiting.where(Contact.id.not_in(found))):
        yield contact.task(TaskKind.WAITING, today + contact.id % 5 * DAY)
    wishes = select(Wish, Contact).join(Contact).where(ALIVE, Wish.side == Side.WISH)
    for wish, contact in _pairs(wishes.where(Wish.state == WishState.OPEN)):
        yield wish.task_for(contact)


def _of_visits(today: date) -> Iterator[NewTask]:
    is_open = Match.state.in_(OPEN_MATCHES)
    planned = (
        select(Visit, Contact)
        .join(Contact)
        .outerjoin(Match, Match.id == Visit.match_id)
    )
    to_make = or_(is_open, Visit.starts_at <= clock.now())
    for visit, contact in _pairs(
        planned.where(Visit.state == VisitState.PLANNED, to_make, ALIVE)
    ):
        yield visit.task_for(contact)
    ahead = select(Visit.match_id).where(
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > clock.now(),
        Visit.match_id.is_not(None),
    )
    matches = select(Match, Contact).join(Contact).where(is_open, ALIVE)
    for match, contact in _pairs(matches.where(Match.id.not_in(ahead))):
        is_new = match.state is MatchState.INTRODUCED
        kind = TaskKind.FIRST_MEETING if is_new else TaskKind.PLAN_VISIT
        yield match.task_for(contact, kind, match.started_on if is_new else today)
    for match, contact in _pairs(matches.where(Match.started_on > today - FIRST_MONTH)):
        due_on = match.started_on + FIRST_MONTH
        yield match.task_for(contact, TaskKind.FIRST_MONTH, due_on)
    yield from _of_reports(today)


def _of_reports(today: date) -> Iterator[NewTask]:
    """The hard visits of the last days, which nobody has read yet."""
    hard = (
        select(VisitReport, Visit, Contact)
        .join(Visit, Visit.id == VisitReport.visit_id)
        .join(Contact, Contact.id == Visit.contact_id)
        .where(VisitReport.is_current, VisitReport.mood == Mood.HARD, ALIVE)
        .where(Visit.starts_at > clock.now() - 3 * DAY)
    )
    for report, visit, contact in _pairs(hard):
        yield NewTask(
            kind=TaskKind.REPORT,
            source=visit.id,
            due_on=visit.day,
            is_urgent=True,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=visit.volunteer_id,
            details=ReportDetails(report.mood, report.agreed or report.note),
        )


def _of_support(today: date) -> Iterator[NewTask]:
    referrals = (
        select(Referral)
        .join(Contact)
        .options(joinedload(Referral.contact), joinedload(Referral.offering))
        .where(Referral.state.in_(OPEN_REFERRALS), ALIVE)
    )
    for referral in _rows(referrals):
        if referral.task is not None:
            yield referral.task
    asked = select(RespiteRequest).where(RespiteRequest.state.in_(OPEN_REQUESTS))
    both = joinedload(RespiteRequest.carer), joinedload(RespiteRequest.cared_for)
    ahead = _booked(today)
    for request in _rows(asked.options(*both)):
        if not request.is_stopped:
            kind, due_on = TASKS[request.state], request.call_by or request.asked_on
            if request.id in ahead:
                kind, due_on = TaskKind.RESPITE_PRESENCE, ahead[request.id]
            yield from request.tasks(kind, due_on)


def _booked(today: date) -> dict[int, date]:
    """The first day that is promised to each request, from today on."""
    promised = select(Booking.request_id, func.min(Booking.on)).where(
        Booking.state == BookingState.CONFIRMED, Booking.on >= today
    )
    rows = db.session.execute(promised.group_by(Booking.request_id))
    return {row[0]: row[1] for row in rows}


def _of_volunteers(today: date) -> Iterator[NewTask]:
    come = TrainingAttendance.state == Attends.SIGNED_UP
    signed_up = select(TrainingAttendance.training_id).where(come)
    for training in _rows(select(Training).where(Training.id.in_(signed_up))):
        yield training.attendance_task
    areas = select(UserArea.user_id, func.min(UserArea.area_id))
    first = {row[0]: row[1] for row in _pairs(areas.group_by(UserArea.user_id))}
    for wish in _rows(select(TalkWish).where(TalkWish.talked_at.is_(None))):
        since = clock.local(wish.asked_at).date()
        about = {"volunteer_id": wish.user_id, "area_id": first.get(wish.user_id)}
        yield _task(TaskKind.TALK, wish.id, since, about, details=TalkDetails(since))
    papers = select(VolunteerRequirement)
    for row in _rows(papers.where(VolunteerRequirement.review_by.is_not(None))):
        ends = row.review_by or today
        about = {"volunteer_id": row.user_id, "area_id": first.get(row.user_id)}
        shown, source = (
            PaperDetails(row.requirement, ends),
            f"{row.user_id}:{row.requirement}",
        )
        yield _task(TaskKind.PAPER, source, ends - EXPIRES, about, details=shown)
    claims = select(Claim.user_id, func.count(), func.min(Claim.on))
    waiting = claims.where(Claim.state == ClaimState.CLAIMED).group_by(Claim.user_id)
    for user_id, number, on in _pairs(waiting):
        about = {"volunteer_id": user_id, "area_id": first.get(user_id)}
        yield _task(TaskKind.HOURS, user_id, on + DAY, about, number=number)


def _of_offerings(today: date) -> Iterator[NewTask]:
    for offering in _rows(select(Offering).where(Offering.is_active)):
        shown = OfferingDetails(offering.name, offering.confirmed_on)
        due_on = offerings.confirm_on(offering.confirmed_on, today)
        about = {"offering_id": offering.id, "area_id": None}
        yield _task(TaskKind.OFFERING, offering.id, due_on, about, details=shown)


def _task(
    kind: TaskKind,
    source: int | str,
    due_on: date,
    about: dict[str, int | None],
    **more: Any,
) -> NewTask:
    known: dict[str, Any] = {**about, **more}
    return NewTask(kind=kind, source=source, due_on=due_on, **known)


def _rows(query: Select[Any]) -> Iterable[Any]:
    """The rows of a query, some thousands at a time."""
    return db.session.scalars(query.execution_options(yield_per=AT_ONCE))


def _pairs(query: Select[*tuple[Any, ...]]) -> Iterable[Any]:
    return db.session.execute(query.execution_options(yield_per=AT_ONCE))


def _show_first() -> None:
    """Show on the line of each person what comes first."""
    order = SHOWN_ON, Task.rank, Task.id
    place = func.row_number().over(partition_by=Task.contact_id, order_by=order)
    first = (
        select(Task.contact_id, Task.kind, Task.number, SHOWN_ON.label("on"))
        .add_columns(place.label("place"))
        .where(
            Task.contact_id.is_not(None),
            Task.kind.not_in(NO_STEPS),
            Task.closed_at.is_(None),
        )
        .subquery()
    )
    shown = update(Contact).where(Contact.id == first.c.contact_id, first.c.place == 1)
    db.session.execute(
        shown.values(
            next_step_on=first.c.on,
            next_step=first.c.kind,
            next_step_number=first.c.number,
        ).execution_options(synchronize_session=False)
    )
