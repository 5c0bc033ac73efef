"""What the list shows of somebody: next step, last visit, open referrals, volunteer.

It changes without a new version of the contact: nobody's half-written form about a
person is refused because a visit was reported meanwhile.
"""

from datetime import date
from typing import Any

from sqlalchemy import update

from thuis_app.core import trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.people.contacts import policy
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP


def plan_step(
    actor: Actor,
    contact: Contact,
    *,
    on: date | None,
    step: str,
    came_on: date | None = None,
) -> None:
    """Say what comes next for somebody, and when; None when nothing is planned.

    `came_on` is the day of a visit that is told in the same go.
    """
    require(policy.may_work_with(actor, contact))
    planned: dict[str, Any] = {
        "next_step_on": on or NO_STEP,
        "next_step": step if on else "",
    }
    _show(contact, **planned, **_visited(contact, came_on))
    trail.record(actor, "contact.step_planned", contact, contact_id=contact.id)


def note_visit(actor: Actor, contact: Contact, on: date) -> None:
    """Remember the latest day somebody was visited."""
    require(policy.may_work_with(actor, contact))
    _show(contact, **_visited(contact, on))
    trail.record(actor, "contact.visit_noted", contact, contact_id=contact.id)


def count_referrals(actor: Actor, contact: Contact, open_referrals: int) -> None:
    """Show how many referrals of somebody are under way."""
    require(policy.may_work_with(actor, contact))
    _show(contact, open_referrals=open_referrals)
    trail.record(actor, "contact.referrals_counted", contact, contact_id=contact.id)


def name_volunteer(actor: Actor, contact: Contact, name: str) -> None:
    """Show who visits somebody; an empty name when nobody does."""
    require(policy.may_work_with(actor, contact))
    _show(contact, volunteer_name=name)
    trail.record(actor, "contact.volunteer_named", contact, contact_id=contact.id)


def _visited(contact: Contact, on: date | None) -> dict[str, Any]:
    """The day of a visit, where no later one is known."""
    is_latest = on and (contact.last_visit_on is None or contact.last_visit_on < on)
    return {"last_visit_on": on} if is_latest else {}


def _show(contact: Contact, **shown: Any) -> None:
    """Update by statement: the unit of work would count `version` up."""
    if shown:
        line = update(Contact).where(Contact.id == contact.id)
        db.session.execute(line.values(**shown))
        db.session.expire(contact, shown)
