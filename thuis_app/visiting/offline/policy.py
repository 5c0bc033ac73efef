"""Who may send reports from a tablet, and who handles those with a problem.

The writer handles what they can correct; the coordinator of the village handles the
rest, and what the writer may no longer correct. A report that was only begun is its
writer's alone, as every draft is. No other user sees any of it.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select

from thuis_app.core.actors import Actor
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.offline.models import TabletReport
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visit_reports import policy as visit_reports
from thuis_app.visiting.visits.models import Visit


def may_send(actor: Actor) -> bool:
    """Volunteers write on a tablet; nobody else has a day on it."""
    return actor.is_volunteer


def may_open(actor: Actor, report: TabletReport) -> bool:
    """The writer may finish a report."""
    return report.user_id == actor.id and actor.is_volunteer


def may_settle(actor: Actor, report: TabletReport) -> bool:
    """The coordinator of the village settles what cannot be written down as it is."""
    return actor.coordinates(report.visit.contact.area_id)


def may_see_waiting(actor: Actor) -> bool:
    """Coordinators see the reports that wait."""
    return actor.is_coordinator


def mine(actor: Actor) -> ColumnElement[bool]:
    """The condition for reports of this volunteer that they must correct.

    Begun ones are among them as long as they may report the visit.
    """
    if not actor.is_volunteer:
        return false()
    reportable = select(Visit.id).where(visit_reports.reportable_by(actor))
    is_begun = and_(
        TabletReport.reason == UploadReason.UNFINISHED,
        TabletReport.visit_id.in_(reportable),
    )
    return and_(
        TabletReport.user_id == actor.id,
        TabletReport.state == UploadState.ATTENTION,
        or_(is_begun, _may_still_go()),
    )


def waiting(actor: Actor) -> ColumnElement[bool]:
    """The condition for reports that wait for this coordinator."""
    if not actor.is_coordinator:
        return false()
    here = select(Visit.id).join(Contact).where(contacts.visible_to(actor))
    is_theirs = and_(
        TabletReport.state == UploadState.ATTENTION,
        TabletReport.reason != UploadReason.UNFINISHED,
        ~_may_still_go(),
    )
    return and_(
        TabletReport.visit_id.in_(here),
        or_(TabletReport.state == UploadState.WAITING, is_theirs),
    )


def once_visited(actor: Actor) -> ColumnElement[bool]:
    """The condition that a visit is this volunteer's, or to a person they visited."""
    theirs = select(Match.id).where(
        Match.contact_id == Visit.contact_id, Match.volunteer_id == actor.id
    )
    return or_(Visit.volunteer_id == actor.id, theirs.correlate(Visit).exists())


def _may_still_go() -> ColumnElement[bool]:
    """Whether the one who wrote it is still matched with a person who is visited."""
    goes = select(Match.id).where(
        Visit.id == TabletReport.visit_id,
        Match.contact_id == Visit.contact_id,
        Match.volunteer_id == TabletReport.user_id,
        Match.state.in_(OPEN),
        Contact.id == Visit.contact_id,
        Contact.stage.not_in(STOPPED),
    )
    return goes.correlate(TabletReport).exists()
