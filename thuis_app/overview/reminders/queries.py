"""Queries: the numbers of things that wait, per user."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.overview.my_people import queries as my_people
from thuis_app.overview.reminders import policy, rules
from thuis_app.overview.reminders.rules import ReminderFigures
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.team.volunteers import policy as near
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.rules import ANNOUNCED
from thuis_app.visiting.days import queries as days
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.matching import queries as matching
from thuis_app.visiting.matching.models import MatchRequest
from thuis_app.visiting.matching.rules import MatchRequestState
from thuis_app.visiting.offline import queries as offline
from thuis_app.visiting.visit_reports import queries as visit_reports
from thuis_app.visiting.visit_reports.rules import LOOKED_BACK
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


def to_remind(actor: Actor, today: date) -> list[User]:
    """Everybody who may have something to be reminded of; the mail itself decides."""
    parts: list[ColumnElement[bool]] = []
    if rules.is_for_volunteers(today):
        parts.append(User.id.in_(_expected(today)))
        parts.append(User.id.in_(_new_to()))
        parts.append(User.id.in_(_asked()))
        parts.append(
            User.id.in_([one.user_id for one in offline.overdue_uploads(actor)])
        )
    if rules.is_for_coordinators(today):
        parts.append(_is_coordinator())
    if not parts:
        return []
    request = select(User).where(policy.wants_mail(actor), or_(*parts))
    return list(db.session.scalars(request.order_by(User.id)))


def coordinators(actor: Actor) -> list[User]:
    """The coordinators who want mail."""
    request = select(User).where(policy.wants_mail(actor), _is_coordinator())
    return list(db.session.scalars(request.order_by(User.id)))


def may_be_mailed(actor: Actor, user_ids: Collection[int]) -> set[int]:
    """Those of these users who are volunteers of this actor, and want mail."""
    request = select(User.id).where(User.id.in_(user_ids), policy.mailed_by(actor))
    return set(db.session.scalars(request))


def missing_reports(actor: Actor) -> int:
    """The number of reports that this volunteer still has to write."""
    return len(days.day(actor, clock.today()).calls_to_report)


def on_behalf_of(actor: Actor, user: User) -> Actor:
    """The actor that a user is, for a mail that says what they may know."""
    require(policy.may_remind(actor))
    areas = select(UserArea.area_id).where(UserArea.user_id == user.id)
    return Actor(
        id=user.id,
        name=user.name,
        called=user.called,
        roles=user.roles,
        all_areas=user.all_areas,
        area_ids=frozenset(db.session.scalars(areas)),
        language=user.language,
    )


def figures(actor: Actor, today: date) -> ReminderFigures:
    """The numbers of things that wait for this user today, as their pages show them."""
    found = ReminderFigures()
    if actor.is_volunteer and rules.is_for_volunteers(today):
        found = _of_volunteer(actor, today)
    if actor.is_coordinator and rules.is_for_coordinators(today):
        found = _with_board(actor, today, found)
    return found


def _expected(today: date) -> Select[int]:
    """The volunteers with a visit to make, or one to report."""
    return select(Visit.volunteer_id).where(
        Visit.state == VisitState.PLANNED,
        Visit.starts_at >= clock.at(today - LOOKED_BACK, time()),
        Visit.starts_at < clock.at(today + timedelta(days=2), time()),
    )


def _new_to() -> Select[int]:
    """The volunteers with a person whom they did not meet, and no day for it."""
    return select(Match.volunteer_id).where(
        Match.state == MatchState.INTRODUCED, Match.first_meeting_on.is_(None)
    )


def _asked() -> Select[int]:
    """The volunteers who are asked to visit a person, and did not answer."""
    return select(MatchRequest.volunteer_id).where(
        MatchRequest.state == MatchRequestState.ASKED
    )


def _is_coordinator() -> ColumnElement[bool]:
    return User.has_role(Role.COORDINATOR)


def _with_papers(actor: Actor, today: date) -> set[int]:
    """The volunteers whose papers ran out, or do so within a month."""
    soon = [
        one
        for one in volunteers.expiring(actor, today)
        if one.announced != max(ANNOUNCED)
    ]
    return {one.user.id for one in [*soon, *volunteers.run_out(actor, today)]}


def _with_tablet(actor: Actor) -> int:
    """The number of this coordinator's volunteers whose tablet holds unsent reports."""
    late = [one.user_id for one in offline.overdue_uploads(actor)]
    counted = select(func.count(User.id)).where(User.id.in_(late))
    return db.session.scalar(counted.where(near.visible_to(actor))) or 0


def _of_volunteer(actor: Actor, today: date) -> ReminderFigures:
    """What waits for a volunteer; two visits at one house are one, with one report."""
    day, tomorrow = days.day(actor, today), today + timedelta(days=1)
    late = [one for one in offline.overdue_uploads(actor) if one.user_id == actor.id]
    since = [one.visit.day for one in day.calls_to_report]
    since += [clock.local(one.since).date() for one in late]
    new = my_people.new_people(actor)
    asked = [request for request, _wishes in matching.asked_of(actor)]
    since += [one.started_on for one in new] + [one.asked_on for one in asked]
    return ReminderFigures(
        visits_today=len(day.calls_today),
        visits_tomorrow=sum(one.visit.day == tomorrow for one in day.calls_ahead),
        to_report=len(day.calls_to_report),
        requests_today=sum(rules.is_wanted(one, today) for one in since),
        on_tablet=sum(one.reports for one in late),
        to_put_right=offline.count_mine(actor),
        new_people=len(new),
        questions=len(asked),
    )


def _with_board(actor: Actor, today: date, found: ReminderFigures) -> ReminderFigures:
    """The tasks that are due; concerns are none, so they are in no mail."""
    return replace(
        found,
        overdue=visit_reports.count_unreported(actor, today),
        papers=len(_with_papers(actor, today)),
        tablets=_with_tablet(actor),
        board=sum(tasks.count_due(actor, TaskFilter(today)).values()),
    )
