"""A volunteer's day: on the screen, and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.days import policy
from thuis_app.visiting.days.rules import SHOWN_FOR
from thuis_app.visiting.report_replies import queries as replies
from thuis_app.visiting.report_replies.queries import ReplyRow
from thuis_app.visiting.visit_reports import queries as reports
from thuis_app.visiting.visit_reports.queries import DoneVisit, Expected
from thuis_app.visiting.visits import policy as visit_policy
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit, in_calls
from thuis_app.visiting.visits.rules import AHEAD, VisitState, start_of


@dataclass(frozen=True)
class Day:
    """A volunteer's day: visits today, reports still to write, and what is ahead.

    `farewells` are visits to who died since: nobody is asked to report them.
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


def day(actor: Actor, today: date) -> Day:
    """The planned visits of this volunteer, in three lists, and those called off."""
    planned = visits.to_make(actor, actor.id, today, today + AHEAD)
    left = [visit for visit in reports.to_report(actor, today) if visit not in planned]
    made = [one for one in left if one.contact.stage is not Stage.DECEASED]
    found = reports.expected(actor, [*made, *planned, *called_off(actor, today)])
    stands = [one for one in found if one.visit.is_open]
    return Day(
        today=[
            one for one in stands if one.visit in planned and one.visit.day == today
        ],
        to_report=[one for one in stands if one.visit in made],
        ahead=[one for one in stands if one.visit.day > today],
        called_off=[one for one in found if not one.visit.is_open],
        replies=replies.unseen(actor, today),
        done=reports.done_today(actor, today),
        moved=[one for one in planned if _was_moved(actor, one, today)],
        taken_over=taken_over(actor, today),
        farewells=[one for one in left if one not in made],
    )


def taken_over(actor: Actor, today: date) -> Sequence[Visit]:
    """Visits of this volunteer that another makes once, of the coming weeks."""
    return db.session.scalars(
        select(Visit)
        .options(joinedload(Visit.contact), joinedload(Visit.volunteer))
        .where(
            visit_policy.taken_over_from(actor),
            Visit.state == VisitState.PLANNED,
            Visit.starts_at >= start_of(today),
            Visit.starts_at < start_of(today + AHEAD),
        )
        .order_by(Visit.starts_at, Visit.id)
    ).all()


def _was_moved(actor: Actor, visit: Visit, today: date) -> bool:
    """Whether another user moved this visit in the last days."""
    if visit.moved_at is None or visit.moved_by in (actor.id, SYSTEM.id):
        return False
    return visit.moved_at >= start_of(today - SHOWN_FOR)


def called_off(actor: Actor, today: date) -> Sequence[Visit]:
    """Visits of this volunteer that another user called off in the last days."""
    return db.session.scalars(
        visits.known(actor)
        .where(
            Visit.volunteer_id == actor.id,
            Visit.state == VisitState.CANCELLED,
            Visit.starts_at >= start_of(today),
            Visit.called_off_at >= start_of(today - SHOWN_FOR),
            Visit.called_off_by.not_in((actor.id, SYSTEM.id)),
        )
        .order_by(Visit.starts_at, Visit.id)
    ).all()


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
