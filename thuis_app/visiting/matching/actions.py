"""Bringing a volunteer and a person together, and writing down that it was no."""

from collections.abc import Iterable
from datetime import date

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts.models import Contact
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches import queries as match_queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchKind, Rhythm
from thuis_app.visiting.matching import policy, queries
from thuis_app.visiting.matching.models import MatchRefusal
from thuis_app.visiting.matching.rules import (
    MatchingAuditEvent,
    RefusalReason,
    RefusedBy,
)


def bring_together(
    actor: Actor,
    contact: Contact,
    *,
    volunteer: int,
    kind: MatchKind,
    started_on: date,
    rhythm: Rhythm | None = None,
    note: str = "",
    override: str = "",
    also: Iterable[Contact] = (),
) -> Match:
    """Introduce a volunteer to a person who said yes to being visited, and also to
    those who live with them.

    `override` is why, where the volunteer still lacks something that is required.
    """
    require(policy.may_choose(actor, contact))
    user = volunteers.get(actor, volunteer).user
    made = []
    for person in (contact, *_housemates(actor, contact, also)):
        _refuse_unless_fit(actor, person, user.id, override)
        match = matches.introduce(
            actor,
            person,
            user,
            kind=kind,
            started_on=started_on,
            rhythm=rhythm,
            note=note,
            override=override,
        )
        made.append(match)
    return made[0]


def refuse(
    actor: Actor,
    contact: Contact,
    *,
    volunteer: int,
    by: RefusedBy,
    because: RefusalReason,
    on: date | None = None,
    note: str = "",
) -> MatchRefusal:
    """Record that a proposal was refused; the next proposals take it into account."""
    require(policy.may_choose(actor, contact))
    _refuse_stopped(contact)
    refusal = MatchRefusal(
        contact_id=contact.id,
        volunteer_id=volunteers.get(actor, volunteer).user.id,
        by=by,
        because=because,
        on=on or clock.today(),
        recorded_by=actor.id,
        note=note,
    )
    db.session.add(refusal)
    audit_log.record(
        actor,
        MatchingAuditEvent.REFUSED,
        refusal,
        contact_id=contact.id,
        ground=because,
    )
    return refusal


def take_back(actor: Actor, refusal: MatchRefusal) -> None:
    """Note that a no holds no longer, or was written down by mistake."""
    require(policy.may_choose(actor, refusal.contact))
    refusal.taken_back_on = refusal.taken_back_on or clock.today()
    audit_log.record(
        actor,
        MatchingAuditEvent.REFUSAL_TAKEN_BACK,
        refusal,
        contact_id=refusal.contact_id,
    )


def _housemates(
    actor: Actor, contact: Contact, also: Iterable[Contact]
) -> list[Contact]:
    wanted = list(also)
    found = match_queries.housemates(actor, contact) if wanted else []
    known = {one.id for one in found}
    for one in wanted:
        require(policy.may_choose(actor, one))
        if one.id not in known:
            raise RuleBroken("match.not_together")
    return wanted


def _refuse_unless_fit(
    actor: Actor, contact: Contact, user_id: int, override: str
) -> None:
    _refuse_stopped(contact)
    found = queries.proposal(actor, contact, user_id)
    if found is None:
        raise RuleBroken("match.not_this_one")
    if not found.is_choosable:
        raise RuleBroken("match.barred")
    if found.bars and not override:
        raise RuleBroken("volunteer.not_ready")


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
