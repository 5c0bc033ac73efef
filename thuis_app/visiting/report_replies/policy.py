"""Who may say something about a report, and who reads that."""

from sqlalchemy import ColumnElement, select

from thuis_app.core.actors import Actor
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.policy import visible_to as visible_visits


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who may open the visit reads what was said about its report."""
    return ReportReply.visit_id.in_(select(Visit.id).where(visible_visits(actor)))


def may_reply(actor: Actor, visit: Visit) -> bool:
    """The coordinators of the village, but not about a visit of their own."""
    is_own = visit.volunteer_id == actor.id
    return actor.coordinates(visit.contact.area_id) and not is_own


def may_answer(actor: Actor, reply: ReportReply) -> bool:
    """The volunteer who made the visit."""
    return reply.visit.volunteer_id == actor.id
