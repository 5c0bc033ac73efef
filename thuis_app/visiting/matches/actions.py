"""Bringing a volunteer and a person together, and letting them part again."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import Purpose
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers import queries as volunteer_queries
from thuis_app.visiting.matches import policy, queries, rules
from thuis_app.visiting.matches.models import Match, MatchRefusal
from thuis_app.visiting.matches.rules import (
    EndReason,
    MatchKind,
    MatchState,
    RefusalReason,
    RefusedBy,
    Rhythm,
)

LOOK_FURTHER = timedelta(days=7)


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
    require(policy.may_arrange(actor, contact))
    user = _hold(volunteer_queries.get(actor, volunteer).user)
    made = []
    for person in (contact, *_housemates(actor, contact, also)):
        _refuse_unless_fit(actor, person, user, kind, override)
        match = Match(
            contact_id=person.id,
            volunteer_id=user.id,
            kind=kind,
            state=MatchState.INTRODUCED,
            rhythm=rules.rhythm_of(kind, rhythm),
            started_on=started_on,
            note=note,
            override_because=override,
        )
        _begin(actor, match, person, user)
        ground = override
        trail.record(
            actor, "match.introduced", match, contact_id=person.id, ground=ground
        )
        made.append(match)
    return made[0]


def change(
    actor: Actor,
    match: Match,
    *,
    state: MatchState,
    rhythm: Rhythm,
    note: str,
    ended_because: EndReason | None = None,
    override: str = "",
) -> None:
    """Let a match go on, rest, round off or end; its end needs a reason.

    Whoever begins again after a pause must have in order what is required by then.
    """
    require(policy.may_arrange(actor, match.contact))
    if rhythm is not match.rhythm:
        match.rhythm = rules.rhythm_of(match.kind, rhythm)
    match.note, ground = note, ""
    ends = state is MatchState.ENDED and match.is_open
    if ends:
        _end(actor, match, ended_because)
        _look_further(actor, match.contact)
    elif state is not match.state:
        _refuse_stopped(match.contact)
        ground = _begin_again(actor, match, state, override)
        match.state = rules.next_state(match.state, state)
    db.session.flush()
    deed = "match.ended" if ends else "match.changed"
    trail.record(actor, deed, match, contact_id=match.contact_id, ground=ground)


def stop(actor: Actor, contact: Contact, *, because: EndReason) -> None:
    """End every open match of somebody who may not be approached any more."""
    require(policy.may_arrange(actor, contact))
    for match in queries.of_contact(actor, contact.id):
        if match.is_open:
            _end(actor, match, because)
            trail.record(actor, "match.ended", match, contact_id=contact.id)


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
    """Write down that somebody was asked and it was no: the next proposal knows."""
    require(policy.may_arrange(actor, contact))
    _refuse_stopped(contact)
    refusal = MatchRefusal(
        contact_id=contact.id,
        volunteer_id=volunteer_queries.get(actor, volunteer).user.id,
        by=by,
        because=because,
        on=on or clock.today(),
        recorded_by=actor.id,
        note=note,
    )
    db.session.add(refusal)
    trail.record(actor, "match.refused", refusal, contact_id=contact.id, ground=because)
    return refusal


def take_back(actor: Actor, refusal: MatchRefusal) -> None:
    """Note that a no holds no longer, or was written down by mistake."""
    require(policy.may_arrange(actor, refusal.contact))
    refusal.taken_back_on = refusal.taken_back_on or clock.today()
    deed = "match.refusal_taken_back"
    trail.record(actor, deed, refusal, contact_id=refusal.contact_id)


def end_for_handover(actor: Actor, match: Match) -> None:
    """End a match whose volunteer leaves, after another has begun with this person."""
    require(policy.may_arrange(actor, match.contact))
    _end(actor, match, EndReason.VOLUNTEER_STOPS)
    trail.record(actor, "match.handed_over", match, contact_id=match.contact_id)


def keep(actor: Actor, match: Match, *, until: date) -> None:
    """Let a volunteer who leaves come a while longer."""
    require(policy.may_arrange(actor, match.contact))
    _refuse_stopped(match.contact)
    if not match.is_open:
        raise RuleBroken("state.no_such_move")
    match.kept_until = until
    trail.record(actor, "match.kept", match, contact_id=match.contact_id)


def _begin(actor: Actor, match: Match, contact: Contact, user: User) -> None:
    db.session.add(match)
    db.session.flush()
    contacts.become(actor, contact, Stage.PARTICIPANT)
    outreach.stop(actor, contact, because=Stage.PARTICIPANT)
    contacts.plan_step(actor, contact, on=match.started_on, step="visit")
    _show(actor, contact, user)


def _end(actor: Actor, match: Match, because: EndReason | None) -> None:
    if because is None:
        raise RuleBroken("match.no_reason")
    match.state = rules.next_state(match.state, MatchState.ENDED)
    match.ended_on, match.ended_because = clock.today(), because
    db.session.flush()
    _show(actor, match.contact, _hold(match.volunteer))


def _begin_again(actor: Actor, match: Match, state: MatchState, override: str) -> str:
    """Ask once more what is required; says why it was passed by."""
    begins = match.state is MatchState.PAUSED and state is MatchState.ACTIVE
    lacking = volunteer_queries.lacking(actor, [match.volunteer_id])
    if not begins or not lacking[match.volunteer_id]:
        return ""
    if not override:
        raise RuleBroken("volunteer.not_ready")
    match.override_because = override
    return override


def _look_further(actor: Actor, contact: Contact) -> None:
    """Nobody falls off: whoever is visited no more gets a next step."""
    left = [m for m in queries.of_contact(actor, contact.id) if m.is_open]
    if not left and not contact.is_stopped and contact.stage is Stage.PARTICIPANT:
        on = clock.today() + LOOK_FURTHER
        contacts.plan_step(actor, contact, on=on, step="match")


def _show(actor: Actor, contact: Contact, user: User) -> None:
    """Keep the line of the person and the card of the volunteer as it is now."""
    open_ones = [m for m in queries.of_contact(actor, contact.id) if m.is_open]
    names = sorted({match.volunteer.name for match in open_ones})
    contacts.name_volunteer(actor, contact, ", ".join(names))
    volunteers.count_people(actor, user, queries.people_of(user))


def _hold(user: User) -> User:
    """Two coordinators who give one volunteer somebody at once do so in turn."""
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    return user


def _housemates(
    actor: Actor, contact: Contact, also: Iterable[Contact]
) -> list[Contact]:
    wanted = list(also)
    known = {one.id for one in queries.housemates(actor, contact)} if wanted else set()
    for one in wanted:
        require(policy.may_arrange(actor, one))
        if one.id not in known:
            raise RuleBroken("match.not_together")
    return wanted


def _refuse_unless_fit(
    actor: Actor, contact: Contact, user: User, kind: MatchKind, override: str
) -> None:
    _refuse_stopped(contact)
    if not relations.has_consent(contact, Purpose.VISIT):
        raise RuleBroken("match.no_consent")
    if queries.open_between(actor, contact.id, user.id, kind):
        raise RuleBroken("match.exists")
    found = queries.proposal(actor, contact, user.id)
    if found is None:
        raise RuleBroken("match.not_this_one")
    if not found.is_choosable:
        raise RuleBroken("match.barred")
    if found.bars and not override:
        raise RuleBroken("volunteer.not_ready")


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
