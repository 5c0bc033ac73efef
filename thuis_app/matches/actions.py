"""Bringing a volunteer and a person together, and letting them part again."""

from datetime import date, timedelta

from sqlalchemy import select

from thuis_app.accounts.models import User
from thuis_app.contacts import actions as contacts
from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import Stage
from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.matches import policy, queries, rules
from thuis_app.matches.models import Match
from thuis_app.matches.rules import EndReason, MatchKind, MatchState, Rhythm
from thuis_app.outreach import actions as outreach
from thuis_app.volunteers import actions as volunteers
from thuis_app.volunteers import queries as volunteer_queries

LOOK_FURTHER = timedelta(days=7)


def bring_together(
    actor: Actor,
    contact: Contact,
    *,
    volunteer: int,
    kind: MatchKind,
    rhythm: Rhythm,
    started_on: date,
    note: str = "",
) -> Match:
    """Introduce a volunteer to a person who said yes to being visited."""
    require(policy.may_arrange(actor, contact))
    user = _hold(volunteer_queries.get(actor, volunteer).user)
    _refuse_unless_fit(actor, contact, user, kind)
    match = Match(
        contact_id=contact.id,
        volunteer_id=user.id,
        kind=kind,
        state=MatchState.INTRODUCED,
        rhythm=rhythm,
        started_on=started_on,
        note=note,
    )
    db.session.add(match)
    db.session.flush()
    trail.record(actor, "match.introduced", match, contact_id=contact.id)
    contacts.become(actor, contact, Stage.PARTICIPANT)
    outreach.stop(actor, contact, because=Stage.PARTICIPANT)
    contacts.plan_step(actor, contact, on=started_on, step="visit")
    _show(actor, contact, user)
    return match


def change(
    actor: Actor,
    match: Match,
    *,
    state: MatchState,
    rhythm: Rhythm,
    note: str,
    ended_because: EndReason | None = None,
) -> None:
    """Let a match go on, rest, round off or end; its end needs a reason."""
    require(policy.may_arrange(actor, match.contact))
    match.rhythm, match.note = rhythm, note
    ends = state is MatchState.ENDED and match.is_open
    if ends:
        _end(actor, match, ended_because)
        _look_further(actor, match.contact)
    elif state is not match.state:
        _refuse_stopped(match.contact)
        match.state = rules.next_state(match.state, state)
    db.session.flush()
    deed = "match.ended" if ends else "match.changed"
    trail.record(actor, deed, match, contact_id=match.contact_id)


def stop(actor: Actor, contact: Contact, *, because: EndReason) -> None:
    """End every open match of somebody who may not be approached any more."""
    require(policy.may_arrange(actor, contact))
    for match in queries.of_contact(actor, contact.id):
        if match.is_open:
            _end(actor, match, because)
            trail.record(actor, "match.ended", match, contact_id=contact.id)


def _end(actor: Actor, match: Match, because: EndReason | None) -> None:
    if because is None:
        raise RuleBroken("match.no_reason")
    match.state = rules.next_state(match.state, MatchState.ENDED)
    match.ended_on, match.ended_because = clock.today(), because
    db.session.flush()
    _show(actor, match.contact, _hold(match.volunteer))


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
    volunteers.count_people(actor, user, queries.people_of(actor, user.id))


def _hold(user: User) -> User:
    """Two coordinators who give one volunteer somebody at once do so in turn."""
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    return user


def _refuse_unless_fit(
    actor: Actor, contact: Contact, user: User, kind: MatchKind
) -> None:
    _refuse_stopped(contact)
    if not queries.may_be_visited(actor, contact.id):
        raise RuleBroken("match.no_consent")
    if queries.open_between(actor, contact.id, user.id, kind):
        raise RuleBroken("match.exists")
    if queries.candidate(actor, contact, user.id) is None:
        raise RuleBroken("match.not_this_one")


def _refuse_stopped(contact: Contact) -> None:
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
