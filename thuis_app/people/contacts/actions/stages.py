"""Where somebody stands with us, and leaving them in peace."""

from datetime import date

from sqlalchemy import update

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.states import move
from thuis_app.people.contacts import policy, queries, rules
from thuis_app.people.contacts.actions.line import plan_step
from thuis_app.people.contacts.models import Consent, Contact, StageChange
from thuis_app.people.contacts.rules import MOVES, NO_STEP, Stage


def become(
    actor: Actor,
    contact: Contact,
    stage: Stage,
    *,
    because: str = "",
    on: date | None = None,
    step: tuple[date, str] | None = None,
) -> None:
    """Move somebody to another stage; nothing happens when they are there already.

    Once nobody may approach them, nothing is planned any more; after 'no more
    contact' no consent stands either. Into outreach nobody comes without a `step`.
    """
    require(policy.may_become(actor, contact))
    if contact.stage == stage:
        return
    if stage is Stage.OUTREACH and step is None:
        raise RuleBroken("contact.without_a_step")
    came_from, contact.stage = contact.stage, move(MOVES, contact.stage, stage)
    day = on or clock.today()
    contact.stopped_on = day if contact.is_stopped else None
    contact.stopped_because = because if contact.is_stopped else ""
    if contact.is_stopped:
        contact.next_step_on, contact.next_step = NO_STEP, ""
    if stage is Stage.NO_CONTACT:
        _withdraw_all(actor, contact)
    db.session.add(
        StageChange(
            contact_id=contact.id,
            came_from=came_from,
            stage=stage,
            happened_on=day,
            because=because,
            recorded_by=actor.id,
        )
    )
    if step is not None:
        plan_step(actor, contact, on=step[0], step=step[1])
    trail.record(actor, f"contact.became_{stage}", contact, contact_id=contact.id)


def stop(
    actor: Actor, contact: Contact, *, stage: Stage, on: date, because: str
) -> None:
    """Leave somebody in peace: no more contact, moved away, or passed away."""
    require(policy.may_stop(actor, contact) and rules.is_stopped(stage))
    become(actor, contact, stage, because=because, on=on)
    trail.record(actor, "contact.stopped", contact, contact_id=contact.id)


def reopen(actor: Actor, contact: Contact, *, because: str) -> None:
    """Contact is welcome again; somebody gets in touch today, and asks for consent."""
    require(policy.may_reopen(actor, contact))
    if not contact.is_stopped:
        raise RuleBroken("contact.not_stopped")
    before = queries.stage_before_stop(contact)
    become(actor, contact, rules.reopened_as(before), because=because)
    plan_step(actor, contact, on=clock.today(), step="reopened")
    trail.record(actor, "contact.reopened", contact, contact_id=contact.id)


def _withdraw_all(actor: Actor, contact: Contact) -> None:
    withdrawn = {"withdrawn_on": clock.today(), "withdrawn_by": actor.id}
    mine = update(Consent).where(Consent.contact_id == contact.id)
    db.session.execute(mine.where(Consent.withdrawn_on.is_(None)).values(withdrawn))
