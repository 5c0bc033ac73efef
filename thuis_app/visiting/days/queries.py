"""A volunteer's day: on the screen, and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, literal, select, union_all
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.days import policy
from thuis_app.visiting.days.rules import SHOWN_FOR
from thuis_app.visiting.report_replies import queries as replies
from thuis_app.visiting.report_replies.queries import ReplyRow
from thuis_app.visiting.visit_reports import policy as report_policy
from thuis_app.visiting.visit_reports import queries as reports
from thuis_app.visiting.visit_reports import rules as report_rules
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visit_reports.queries import DoneVisit, Expected
from thuis_app.visiting.visits import policy as visit_policy
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit, in_calls
from thuis_app.visiting.visits.rules import AHEAD, VisitState, start_of


@dataclass(frozen=True)
class Day:
    """A volunteer's day: visits today, reports still to write, and what is ahead.

    `farewells` are visits to who died since: nobody is asked to report them. `numbers`
    are the telephone numbers, by person.
    """

    today: list[Expected]
    to_report: list[Expected]
    ahead: list[Expected]
    called_off: list[Expected]
    farewells: list[Visit]
    replies: list[ReplyRow]
    done: list[DoneVisit]
    moved: Sequence[Visit] = ()
    taken_over: Sequence[Visit] = ()
    numbers: Mapping[int, str] = field(default_factory=dict)

    @property
    def calls_today(self) -> list[Expected]:
        """The visits of today; two at one house are one."""
        return reports.as_calls(self.today)

    @property
    def calls_ahead(self) -> list[Expected]:
        """The visits that are ahead; two at one house are one."""
        return reports.as_calls(self.ahead)

    @property
    def calls_to_report(self) -> list[Expected]:
        """The visits to report; two at one house are one report for both."""
        return reports.as_calls(self.to_report)

    @property
    def calls_done(self) -> list[list[DoneVisit]]:
        """The visits that were reported today; two at one house are one."""
        sent = {one.visit.id: one for one in self.done}
        calls = in_calls([one.visit for one in self.done])
        return [[sent[visit.id] for visit in call] for call in calls]

    @property
    def calls_off(self) -> list[Expected]:
        """The visits that others called off; two at one house are one."""
        return reports.as_calls(self.called_off)

    @property
    def calls_moved(self) -> list[list[Visit]]:
        """The visits that others moved; two at one house are one."""
        return in_calls(self.moved)

    @property
    def calls_taken_over(self) -> list[list[Visit]]:
        """The visits that others make once; two at one house are one."""
        return in_calls(self.taken_over)

    @property
    def people(self) -> list[int]:
        """The ids of the people who are shown, for the audit log."""
        lists = (self.today, self.to_report, self.ahead, self.called_off)
        shown = [one.visit for each in lists for one in each]
        shown += [one.visit for one in self.done]
        shown += [row.reply.visit for row in self.replies]
        return [one.contact_id for one in (*shown, *self.taken_over)]


class DayList(StrEnum):
    """A list of visits on a day."""

    PLANNED = "planned"
    TO_REPORT = "to_report"
    CALLED_OFF = "called_off"
    SENT = "sent"
    TAKEN_OVER = "taken_over"


class _Listed(NamedTuple):
    """A visit on a list, with its report, and when the volunteer's draft was saved."""

    name: DayList
    visit: Visit
    report: VisitReport | None
    begun_at: datetime | None


class _Lists:
    """The lists of a day, by name."""

    def __init__(self, rows: Sequence[_Listed]) -> None:
        self.rows = rows

    def __getitem__(self, name: DayList) -> list[Visit]:
        return [one.visit for one in self.rows if one.name is name]

    @property
    def begun(self) -> dict[int, datetime]:
        """When the volunteer last saved a draft, by visit."""
        return {one.visit.id: one.begun_at for one in self.rows if one.begun_at}

    @property
    def sent(self) -> list[DoneVisit]:
        """The visits that were reported today."""
        sent = (one for one in self.rows if one.name is DayList.SENT)
        return [DoneVisit(one.visit, one.report) for one in sent if one.report]


@dataclass(frozen=True)
class Sheet:
    """The visits of one volunteer on one day, to take along on paper."""

    volunteer: User
    day: date
    visits: list[Expected]

    @property
    def calls(self) -> list[Expected]:
        """The visits; two at one house are one."""
        return reports.as_calls(self.visits)


def day(actor: Actor, today: date, also: Iterable[int] = ()) -> Day:
    """The planned visits of this volunteer, in three lists, and those called off.

    `also` are people who are on no list, and whose number is shown all the same.
    """
    lists = _lists(actor, today)
    planned, called_off = lists[DayList.PLANNED], lists[DayList.CALLED_OFF]
    left = [one for one in lists[DayList.TO_REPORT] if _is_left(one, planned, today)]
    made = [one for one in left if one.contact.stage is not Stage.DECEASED]
    shown = [*made, *planned, *called_off]
    numbers = reports.first_numbers(actor, {*also, *(one.contact_id for one in shown)})
    found = reports.expected(actor, shown, lists.begun, numbers)
    stands = [one for one in found if one.visit.is_open]
    return Day(
        today=[
            one for one in stands if one.visit in planned and one.visit.day == today
        ],
        to_report=[one for one in stands if one.visit in made],
        ahead=[one for one in stands if one.visit.day > today],
        called_off=[one for one in found if not one.visit.is_open],
        replies=replies.unseen(actor, today),
        done=lists.sent,
        moved=[one for one in planned if _was_moved(actor, one, today)],
        taken_over=lists[DayList.TAKEN_OVER],
        farewells=[one for one in left if one not in made],
        numbers=numbers,
    )


def _lists(actor: Actor, today: date) -> _Lists:
    """The visits on all lists of a day, in order of time, in one statement."""
    each = [
        select(literal(one.value).label("name"), Visit.id.label("visit_id")).where(
            *conditions
        )
        for one, conditions in _conditions(actor, today).items()
    ]
    listed = union_all(*each).subquery()
    current = and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
    own_draft = and_(VisitDraft.visit_id == Visit.id, report_policy.own_drafts(actor))
    rows = db.session.execute(
        select(listed.c.name, Visit, VisitReport, VisitDraft.saved_at)
        .join(Visit, Visit.id == listed.c.visit_id)
        .outerjoin(VisitReport, current)
        .outerjoin(VisitDraft, own_draft)
        .options(
            joinedload(Visit.contact).joinedload(Contact.area),
            joinedload(Visit.volunteer),
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    return _Lists([_Listed(DayList(name), *more) for name, *more in rows])


def _conditions(actor: Actor, today: date) -> dict[DayList, list[ColumnElement[bool]]]:
    """The conditions of the visits of each list; each asks what the actor may see."""
    return {
        DayList.PLANNED: visits.goes_to(actor, actor.id, today, today + AHEAD),
        DayList.TO_REPORT: reports.to_report_by(actor, today),
        DayList.CALLED_OFF: _called_off(actor, today),
        DayList.SENT: reports.sent_on(actor, today),
        DayList.TAKEN_OVER: _taken_over(actor, today),
    }


def _taken_over(actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """Visits of this volunteer that another makes once, of the coming weeks."""
    return [
        visit_policy.taken_over_from(actor),
        Visit.state == VisitState.PLANNED,
        Visit.starts_at >= start_of(today),
        Visit.starts_at < start_of(today + AHEAD),
    ]


def _is_left(visit: Visit, planned: Sequence[Visit], today: date) -> bool:
    """Whether a visit is still to report, and not planned for today."""
    is_expected = report_rules.is_expected(visit.day, visit.contact.stopped_on, today)
    return is_expected and visit not in planned


def _was_moved(actor: Actor, visit: Visit, today: date) -> bool:
    """Whether another user moved this visit in the last days."""
    if visit.moved_at is None or visit.moved_by in (actor.id, SYSTEM.id):
        return False
    return visit.moved_at >= start_of(today - SHOWN_FOR)


def _called_off(actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """Visits of this volunteer that another user called off in the last days."""
    return [
        visit_policy.visible_to(actor),
        Visit.volunteer_id == actor.id,
        Visit.state == VisitState.CANCELLED,
        Visit.starts_at >= start_of(today),
        Visit.called_off_at >= start_of(today - SHOWN_FOR),
        Visit.called_off_by.not_in((actor.id, SYSTEM.id)),
    ]


def sheet(actor: Actor, volunteer_id: int, on: date) -> Sheet:
    """The day of a volunteer on paper, for themselves or for a coordinator."""
    volunteer = db.session.scalar(
        select(User).where(
            User.id == volunteer_id, policy.paper_for(actor), User.is_active
        )
    )
    if volunteer is None:
        raise Missing
    planned = visits.to_make(actor, volunteer_id, on, on)
    return Sheet(volunteer, on, reports.expected(actor, planned))
