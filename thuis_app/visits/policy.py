"""Who sees which visits, and who plans, reports and corrects them.

A volunteer has their own visits, as long as they are matched and the two weeks after;
a coordinator those of their villages; a draft is its writer's alone.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from thuis_app.accounts.models import User
from thuis_app.contacts import policy as contacts
from thuis_app.contacts.models import Contact
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.matches.models import Match
from thuis_app.matches.policy import reportable_contacts
from thuis_app.visits.models import Visit, VisitDraft, VisitFeed, VisitReport
from thuis_app.volunteers import policy as volunteers


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition every query on visits carries; who plans by night sees all."""
    if actor == SYSTEM:
        return true()
    parts: list[ColumnElement[bool]] = []
    if actor.is_coordinator:
        parts.append(_to(contacts.visible_to(actor)))
    if actor.is_volunteer:
        mine = Visit.volunteer_id == actor.id
        parts.append(and_(mine, _to(reportable_contacts(actor))))
    return or_(*parts) if parts else false()


def own_drafts(actor: Actor) -> ColumnElement[bool]:
    """Only its writer ever sees a draft."""
    return VisitDraft.author_id == actor.id


def planned_for(actor: Actor) -> ColumnElement[bool]:
    """For whom visits are planned by rhythm: for everybody, by the house itself."""
    return true() if may_plan_by_rhythm(actor) else false()


def paper_for(actor: Actor) -> ColumnElement[bool]:
    """Whose day somebody prints: their own, or of a volunteer they work with."""
    own = and_(User.id == actor.id, true() if actor.is_volunteer else false())
    return or_(own, volunteers.visible_to(actor))


def own_feeds(actor: Actor) -> ColumnElement[bool]:
    """The addresses somebody made for their own calendar."""
    return VisitFeed.user_id == actor.id


def may_have_feed(actor: Actor) -> bool:
    """Who visits may read their visits in their own calendar."""
    return actor.is_volunteer


def may_revoke(actor: Actor, feed: VisitFeed) -> bool:
    """Everybody stops the address of their own calendar."""
    return feed.user_id == actor.id


def may_plan_by_rhythm(actor: Actor) -> bool:
    """The house itself plans ahead; people plan one visit at a time."""
    return actor == SYSTEM


def may_plan(actor: Actor, match: Match) -> bool:
    """The volunteer of the match plans, or the coordinator of the village."""
    return match.volunteer_id == actor.id or actor.coordinates(match.contact.area_id)


def may_change(actor: Actor, visit: Visit) -> bool:
    """Whoever goes moves a visit or calls it off, or the coordinator."""
    return visit.volunteer_id == actor.id or actor.coordinates(visit.contact.area_id)


def may_report(actor: Actor, visit: Visit) -> bool:
    """Whoever was there, or the coordinator who heard it on the telephone."""
    return visit.volunteer_id == actor.id or actor.coordinates(visit.contact.area_id)


def may_correct(actor: Actor, visit: Visit, report: VisitReport) -> bool:
    """Whoever wrote it, or the coordinator."""
    return report.written_by == actor.id or actor.coordinates(visit.contact.area_id)


def sees_versions(actor: Actor, visit: Visit) -> bool:
    """What was written before a correction is for coordinators."""
    return actor.coordinates(visit.contact.area_id)


def _to(known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Asked of the one person of a visit; a list of all of them takes far longer."""
    person = select(Contact.id).where(Contact.id == Visit.contact_id, known)
    return person.correlate(Visit).exists()
