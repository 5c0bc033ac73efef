"""Who may report visits, and who may read and correct reports.

To finish a report a volunteer keeps, for fourteen days after the match or the contact
ended, the name and the day, where they may open the visit itself no longer
(docs/decisions/0005-who-sees-a-visit.md). A draft is its writer's alone.
"""

from sqlalchemy import ColumnElement, and_, func, or_, select

from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.policy import reportable_contacts
from thuis_app.visiting.matches.rules import MAY_STILL_REPORT, OPEN
from thuis_app.visiting.visit_reports.models import VisitDraft, VisitReport
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.policy import to_person, visible_to
from thuis_app.visiting.visits.rules import VisitState, start_of


def reportable_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor may report a visit, and read that report back.

    What they may open; and for a volunteer, until fourteen days after the match or
    the contact ended, their own visits from before that.
    """
    if not actor.is_volunteer:
        return visible_to(actor)
    # The day in UTC: it differs from the village's for a visit at midnight alone.
    in_time = or_(
        Contact.stopped_on.is_(None),
        func.date(Visit.starts_at) <= Contact.stopped_on,
    )
    theirs = and_(Visit.volunteer_id == actor.id, Visit.starts_at <= clock.now())
    known = to_person(and_(reportable_contacts(actor), in_time))
    return or_(visible_to(actor), and_(theirs, _was_made(actor), known))


def own_drafts(actor: Actor) -> ColumnElement[bool]:
    """Only its writer ever sees a draft."""
    return VisitDraft.author_id == actor.id


def may_sweep(actor: Actor) -> bool:
    """The nightly job alone deletes drafts of others."""
    return actor == SYSTEM


def out_of_time() -> ColumnElement[bool]:
    """The condition that nobody can finish a draft any more: the visit was reported or
    called off, or its writer may not report it; see `reportable_by`."""
    since = clock.today() - MAY_STILL_REPORT
    goes = select(Match.id).where(
        Match.contact_id == Visit.contact_id,
        Match.volunteer_id == VisitDraft.author_id,
        or_(Match.state.in_(sorted(OPEN)), Match.ended_on >= since),
    )
    is_own = Visit.volunteer_id == VisitDraft.author_id
    is_once = or_(Visit.instead_of.is_not(None), Visit.before_match)
    may_finish = and_(is_once, Visit.starts_at >= start_of(since))
    is_over = and_(is_own, ~may_finish, ~goes.correlate(Visit, VisitDraft).exists())
    gone = select(User.id).where(User.id == VisitDraft.author_id, ~User.is_active)
    return or_(
        Visit.state != VisitState.PLANNED,
        is_over,
        Contact.stopped_on < since,
        gone.correlate(VisitDraft).exists(),
    )


def may_report(actor: Actor, visit: Visit) -> bool:
    """The volunteer of the visit, or a coordinator on their behalf."""
    return visit.volunteer_id == actor.id or actor.coordinates(visit.contact.area_id)


def may_correct(actor: Actor, visit: Visit, report: VisitReport) -> bool:
    """The writer, the volunteer of the visit, or a coordinator."""
    mine = actor.id in (report.written_by, visit.volunteer_id)
    return mine or actor.coordinates(visit.contact.area_id)


def may_take_back(actor: Actor, report: VisitReport) -> bool:
    """Who sent it."""
    return report.written_by == actor.id


def sees_versions(actor: Actor, visit: Visit) -> bool:
    """Coordinators see earlier versions."""
    return actor.coordinates(visit.contact.area_id)


def may_call_volunteer(actor: Actor, visit: Visit) -> bool:
    """The coordinators of the person's village call who visits them."""
    return actor.coordinates(visit.contact.area_id)


def _was_made(actor: Actor) -> ColumnElement[bool]:
    """The condition that a visit was not called off, or the actor reported that."""
    written = select(VisitReport.id).where(
        VisitReport.visit_id == Visit.id, VisitReport.written_by == actor.id
    )
    is_off = Visit.state == VisitState.CANCELLED
    return or_(~is_off, written.correlate(Visit).exists())
