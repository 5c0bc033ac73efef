"""Who sees which visits, and who plans, reports and corrects them.

Two conditions, for two purposes (docs/decisions/0005-who-sees-a-visit.md). To open a
visit, and with it the address, the telephone number and the approach note, a volunteer
must be matched with the person today. To finish a report they keep, for fourteen days
longer, the name and the day. A coordinator has the visits of their villages; a draft
is its writer's alone.
"""

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.policy import reportable_contacts, visible_contacts
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits.models import Visit, VisitDraft, VisitFeed, VisitReport
from thuis_app.visiting.visits.rules import VisitState


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor may open a visit, move it and call it off.

    A volunteer opens their own while they are matched with the person; a visit that
    is still to come goes with its own match. SYSTEM, which plans by rhythm, sees all.
    """
    if actor == SYSTEM:
        return true()
    parts: list[ColumnElement[bool]] = []
    if actor.is_coordinator:
        parts.append(_to(contacts.visible_to(actor)))
    if actor.is_volunteer:
        mine = Visit.volunteer_id == actor.id
        stands = or_(Visit.starts_at <= clock.now(), ~_match_ended())
        parts.append(and_(mine, stands, _to(visible_contacts(actor))))
    return or_(*parts) if parts else false()


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
    known = _to(and_(reportable_contacts(actor), in_time))
    return or_(visible_to(actor), and_(theirs, _was_made(actor), known))


def still_to_make() -> ColumnElement[bool]:
    """The condition that nothing stands in the way of going there: the match of the
    visit did not end, and the person may be approached."""
    return and_(~_match_ended(), _to(Contact.stage.not_in(STOPPED)))


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


def may_open(actor: Actor, visit: Visit) -> bool:
    """Whether this actor may do more with a visit than report it."""
    asked = select(Visit.id).where(Visit.id == visit.id, visible_to(actor))
    return db.session.scalar(asked) is not None


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


def _match_ended() -> ColumnElement[bool]:
    ended = select(Match.id).where(Match.id == Visit.match_id, Match.state.not_in(OPEN))
    return ended.correlate(Visit).exists()


def _was_made(actor: Actor) -> ColumnElement[bool]:
    """What was called off is not reported; that it was may be the report itself."""
    written = select(VisitReport.id).where(
        VisitReport.visit_id == Visit.id, VisitReport.written_by == actor.id
    )
    is_off = Visit.state == VisitState.CANCELLED
    return or_(~is_off, written.correlate(Visit).exists())


def _to(known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Asked of the one person of a visit; a list of all of them takes far longer."""
    person = select(Contact.id).where(Contact.id == Visit.contact_id, known)
    return person.correlate(Visit).exists()
