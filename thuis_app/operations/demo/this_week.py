"""What happened this week in the example, and what it asks of a coordinator.

Each event of a feature is there once: a hard visit, a closed door, a reply, a visit
called off, days off. And what was done in the past weeks, and today.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, Select, select

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.row_changes import RowChange
from thuis_app.operations.demo.people import DemoVillage, at, open_day
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import (
    HEARS_WITHIN,
    InformReporterDetails,
    SignalState,
)
from thuis_app.team.volunteers.models import VolunteerBlock
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.report_replies.rules import PromiseDetails, ReplyKind
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import AbsenceDetails, Happened, Mood
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    ARRANGED_BEFORE,
    Change,
    CoverDetails,
    TellDetails,
    VisitCancelledBy,
    VisitState,
)

DAY, LATELY, MIDNIGHT = timedelta(days=1), timedelta(days=6), time()
EARLIER, APART, WORKING_WEEK, NOT_CALLED = 45, 8, 6, 2
HARD = "Een moeilijke middag. Het verdriet zat hoog en de tranen kwamen."
NOBODY_HOME_NOTE = "Twee keer gebeld, de gordijnen waren dicht."
Found = tuple[VisitReport, Visit, Contact]


def happened(village: DemoVillage) -> None:
    """Write down the events of this week; their tasks go to the village."""
    db.session.flush()
    lately = _latest_reports(village)
    _question(village)
    for event in (_hard_visit, _nobody_home, _replies):
        village.promised.extend(event(village, lately))
    for promise in (
        _called_off,
        _days_off,
        _reporters,
        _spoken_now_and_then,
        _farewell,
    ):
        village.promised.extend(promise(village))
    db.session.flush()


def _latest_reports(village: DemoVillage) -> list[Found]:
    """The reports of the last days in villages of the first coordinators, the latest
    first; none of a visit to two people."""
    since = clock.at(village.today - LATELY, MIDNIGHT)
    here = [area_id for area_id, _name, _postcode in village.areas]
    query = (
        select(VisitReport, Visit, Contact)
        .join(Visit, Visit.id == VisitReport.visit_id)
        .join(Contact, Contact.id == Visit.contact_id)
        .where(Visit.starts_at >= since, Visit.together_with.is_(None))
        .where(VisitReport.happened == Happened.YES, Contact.area_id.in_(here))
        .order_by(Visit.starts_at.desc(), Visit.id)
    )
    return [
        (row[0], row[1], row[2]) for row in db.session.execute(query.limit(EARLIER))
    ][::APART]


def _hard_visit(_village: DemoVillage, lately: list[Found]) -> Iterator[NewTask]:
    """A visit that was hard; its task comes with the others of reports."""
    for report, _visit, _contact in lately[:1]:
        report.mood, report.note = Mood.HARD, HARD
    yield from ()


def _nobody_home(_village: DemoVillage, lately: list[Found]) -> Iterator[NewTask]:
    """A visit for which nobody opened."""
    for report, visit, contact in lately[1:2]:
        report.happened, report.mood, report.minutes = Happened.NOBODY_HOME, None, None
        report.activities, report.agreed, report.note = (
            frozenset(),
            "",
            NOBODY_HOME_NOTE,
        )
        contact.last_visit_on = _visit_before(visit)
        yield NewTask(
            kind=TaskKind.ABSENT,
            source=contact.id,
            due_on=visit.day,
            is_urgent=True,
            number=1,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=visit.volunteer_id,
            details=AbsenceDetails(visit.id, NOBODY_HOME_NOTE),
        )


def _visit_before(visit: Visit) -> date | None:
    mine = select(Visit.starts_at).where(
        Visit.contact_id == visit.contact_id,
        Visit.state == VisitState.REPORTED,
        Visit.starts_at < visit.starts_at,
    )
    before = db.session.scalar(mine.order_by(Visit.starts_at.desc()).limit(1))
    return clock.local(before).date() if before else None


def _replies(village: DemoVillage, lately: list[Found]) -> Iterator[NewTask]:
    """Replies to reports: thanks, a question that was answered, and a promise."""
    words = {
        ReplyKind.THANKS: ("", ""),
        ReplyKind.QUESTION: (
            "Zal ik de wijkverpleging vragen om mee te kijken?",
            "Graag. Liefst op een ochtend.",
        ),
        ReplyKind.FOLLOW_UP: ("Ik zoek uit of er een rit te regelen is.", ""),
    }
    found = zip(words.items(), lately[2:], strict=False)
    for (kind, (said, answer)), (_report, visit, contact) in found:
        reply = _reply(village, visit, contact, kind, said)
        if answer:
            reply.answer, reply.answered_at = answer, at(village.day(3, 4), 16, 30)
            reply.seen_at = reply.answered_at
        db.session.add(reply)
        db.session.flush()
        if kind is not ReplyKind.THANKS:
            yield _promise(village, visit, contact, reply)


def _question(village: DemoVillage) -> None:
    """A question to the volunteer of the example, who did not answer yet."""
    asked = (
        select(Visit, Contact)
        .join(Contact, Contact.id == Visit.contact_id)
        .where(Visit.volunteer_id == village.volunteers[0][0])
        .where(Visit.state == VisitState.REPORTED, Visit.together_with.is_(None))
        .order_by(Visit.starts_at.desc(), Visit.id)
    )
    said = "Zou een rit met de Thuisbus iets zijn, denk je?"
    for visit, contact in db.session.execute(asked.limit(1)):
        question = ReplyKind.QUESTION
        db.session.add(_reply(village, visit, contact, question, said))


def _reply(
    village: DemoVillage, visit: Visit, contact: Contact, kind: ReplyKind, said: str
) -> ReportReply:
    return ReportReply(
        visit_id=visit.id,
        kind=kind,
        words=said,
        written_by=village.coordinator_of(contact.area_id),
        written_at=at(open_day(village.today - 4 * DAY), 11, 0),
    )


def _promise(
    village: DemoVillage, visit: Visit, contact: Contact, reply: ReportReply
) -> NewTask:
    """An answer is read today; what was promised is for next week."""
    is_answer = bool(reply.answer)
    answered = clock.local(reply.answered_at or reply.written_at).date()
    return NewTask(
        kind=TaskKind.PROMISE,
        source=visit.id if is_answer else f"{visit.id}:{reply.id}",
        due_on=answered if is_answer else village.today + 5 * DAY,
        area_id=contact.area_id,
        contact_id=contact.id,
        volunteer_id=visit.volunteer_id,
        details=PromiseDetails(visit.id, reply.answer or reply.words, is_answer),
    )


def _planned(
    village: DemoVillage, *conditions: ColumnElement[bool]
) -> Select[Visit, Contact]:
    """The visits to come in these villages, the first one first."""
    here = [area_id for area_id, _name, _postcode in village.areas]
    return (
        select(Visit, Contact)
        .join(Contact, Contact.id == Visit.contact_id)
        .where(Visit.state == VisitState.PLANNED, Visit.together_with.is_(None))
        .where(Visit.starts_at > clock.at(village.today + DAY, MIDNIGHT))
        .where(Contact.area_id.in_(here), *conditions)
        .order_by(Visit.starts_at, Visit.id)
    )


def _called_off(village: DemoVillage) -> Iterator[NewTask]:
    """A visit that a volunteer called off, of which the person is not told yet."""
    found = db.session.execute(_planned(village, ~Visit.made_by_rhythm).limit(1)).all()
    for visit, contact in found:
        visit.state, visit.cancelled_by = (
            VisitState.CANCELLED,
            VisitCancelledBy.VOLUNTEER,
        )
        visit.cancelled_because = "Zwaar verkouden."
        visit.called_off_by = visit.volunteer_id
        visit.called_off_at = at(village.yesterday, 17, 0)
        yield NewTask(
            kind=TaskKind.TELL,
            source=visit.id,
            due_on=village.yesterday,
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=visit.volunteer_id,
            details=TellDetails(Change.CANCELLED, visit.starts_at),
        )


def _days_off(village: DemoVillage) -> Iterator[NewTask]:
    """The people with a visit in the days off of their volunteer."""
    blocked = select(VolunteerBlock, Visit, Contact).where(
        VolunteerBlock.user_id == Visit.volunteer_id,
        Contact.id == Visit.contact_id,
        Visit.state == VisitState.PLANNED,
    )
    seen: set[tuple[int, int]] = set()
    for block, visit, contact in db.session.execute(blocked.order_by(Visit.starts_at)):
        who = block.user_id, contact.id
        if not block.from_on <= visit.day <= block.until_on or who in seen:
            continue
        seen.add(who)
        yield NewTask(
            kind=TaskKind.DAYS_OFF,
            source=f"{block.user_id}:{contact.id}",
            due_on=max(village.open_days_ago(2), visit.day - ARRANGED_BEFORE),
            area_id=contact.area_id,
            contact_id=contact.id,
            volunteer_id=block.user_id,
            number=1,
            details=CoverDetails(visit.starts_at, visit.id),
        )


def _reporters(village: DemoVillage) -> Iterator[NewTask]:
    """Who gave a signal that was taken up this week hears what came of it.

    The last ones of each coordinator: the others were called already.
    """
    since = clock.at(village.open_days_ago(WORKING_WEEK), MIDNIGHT)
    taken = select(Signal).where(
        Signal.state != SignalState.NEW, Signal.decided_at >= since
    )
    latest = Signal.decided_at.desc()
    for signal in db.session.scalars(taken.order_by(latest, Signal.id)):
        if not village.is_among("not called yet", signal.area_id, NOT_CALLED):
            continue
        decided = signal.decided_at or signal.received_at
        yield NewTask(
            kind=TaskKind.INFORM_REPORTER,
            source=signal.id,
            due_on=clock.local(decided).date() + HEARS_WITHIN,
            area_id=signal.area_id,
            details=InformReporterDetails(
                signal.who, signal.reporter, signal.reporter_name
            ),
        )


def _spoken_now_and_then(village: DemoVillage) -> Iterator[NewTask]:
    """Calls to people without a volunteer: one of this week, others in the months."""
    for number, contact_id in enumerate(village.called_again):
        contact = db.session.get_one(Contact, contact_id)
        on = village.today + (3 + number * 20) * DAY
        yield contact.task(TaskKind.CALL_AGAIN, on)


def _farewell(village: DemoVillage) -> Iterator[NewTask]:
    """A card to the family of who died last."""
    last = select(Contact).where(
        Contact.stage == Stage.DECEASED, Contact.stopped_on.is_not(None)
    )
    order = Contact.stopped_on.desc(), Contact.id
    for contact in db.session.scalars(last.order_by(*order).limit(1)):
        db.session.add(_ending(village, contact))
        yield contact.task(TaskKind.CARD, contact.stopped_on or village.yesterday)


def _ending(village: DemoVillage, contact: Contact) -> ChangeSet:
    """What the end of contact changed, so that it can be put right."""
    on = contact.stopped_on or village.yesterday
    was = {"stage": Stage.OUTREACH.value, "stopped_on": None, "stopped_because": ""}
    became = {
        "stage": contact.stage.value,
        "stopped_on": on.isoformat(),
        "stopped_because": contact.stopped_because,
    }
    ending = ChangeSet(
        kind=ChangeKind.DECEASED,
        contact_id=contact.id,
        area_id=contact.area_id,
        made_by=village.coordinator_of(contact.area_id),
        made_at=at(on, 15, 30),
    )
    ending.keep([RowChange("contact", (contact.id,), was, became)])
    return ending
