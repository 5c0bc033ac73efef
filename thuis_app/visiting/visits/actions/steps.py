"""What every deed about a visit does on its way."""

from datetime import date, datetime

from sqlalchemy import delete, update

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits import queries
from thuis_app.visiting.visits.models import Visit, VisitDraft

NEXT_STEP = "visit"


def appoint(
    match: Match,
    starts_at: datetime,
    minutes: int,
    purpose: str = "",
    *,
    made_by_rhythm: bool = False,
) -> Visit:
    """Put a visit of these two on the calendar."""
    check_welcome(match.contact, match)
    visit = Visit(
        contact_id=match.contact_id,
        volunteer_id=match.volunteer_id,
        match_id=match.id,
        starts_at=starts_at,
        minutes=minutes,
        purpose=purpose,
        made_by_rhythm=made_by_rhythm,
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def check_welcome(contact: Contact, match: Match | None) -> None:
    """Refuse to go where nobody may come, or where nobody is matched."""
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
    if match is None or match.state not in OPEN:
        raise RuleBroken("visit.no_match")


def show_visits(actor: Actor, contact: Contact, came_on: date | None = None) -> None:
    """Show when somebody was visited and is visited next; outreach has its own steps.

    `came_on` is the day of a visit that was just told.
    """
    db.session.flush()
    is_led = contact.stage is Stage.OUTREACH or contact.is_stopped
    on = None if is_led else queries.next_day(contact)
    if on or (contact.next_step == NEXT_STEP and not is_led):
        contacts.plan_step(actor, contact, on=on, step=NEXT_STEP, came_on=came_on)
    elif came_on:
        contacts.note_visit(actor, contact, came_on)


def forget_drafts(visit: Visit, author: Actor | None = None) -> None:
    """Throw away what was being written, by this author or by anybody."""
    written = delete(VisitDraft).where(VisitDraft.visit_id == visit.id)
    if author is not None:
        written = written.where(VisitDraft.author_id == author.id)
    db.session.execute(written)


def join(visit: Visit, other: Visit) -> None:
    """Make one call at one house of two visits."""
    part(visit)
    part(other)
    visit.together_with, other.together_with = other.id, visit.id
    db.session.flush()


def part(visit: Visit) -> None:
    """From here on this visit goes its own way."""
    db.session.flush()
    pointing = update(Visit).where(Visit.together_with == visit.id)
    db.session.execute(pointing.values(together_with=None))
    visit.together_with = None
