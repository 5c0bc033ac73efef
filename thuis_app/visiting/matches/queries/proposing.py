"""Whom to propose for somebody."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.words import fold
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches import policy
from thuis_app.visiting.matches.models import MatchRefusal
from thuis_app.visiting.matches.queries import pool
from thuis_app.visiting.matches.queries.pool import Before, Pool, words
from thuis_app.visiting.matches.rules import (
    WISHED,
    WISHED_BY_CAR,
    Candidate,
    Near,
    Person,
    Proposal,
    rank,
)

SHOWN = 25


def proposals(actor: Actor, contact: Contact, *, search: str = "") -> list[Proposal]:
    """The volunteers for a person in their order, or those of them with this name."""
    wanted = fold(search).split()
    found = ranked(actor, [contact])[contact.id]
    if not wanted:
        return [] if search else found
    return [p for p in found if all(word in fold(p.one.name) for word in wanted)]


def proposal(actor: Actor, contact: Contact, user_id: int) -> Proposal | None:
    """One volunteer seen with this person in mind; None when it cannot be them."""
    found = ranked(actor, [contact], only=[user_id])[contact.id]
    return next(iter(found), None)


def ranked(
    actor: Actor, contacts: Sequence[Contact], *, only: Collection[int] | None = None
) -> dict[int, list[Proposal]]:
    """For each of these people the volunteers, in the order in which to think of them.

    Whoever left is not among them, and nobody visits themselves.
    """
    known, past = pool.read(actor, contacts, only), pool.before(contacts)
    today = clock.today()
    return {
        contact.id: rank(
            person(contact, past[contact.id]),
            _candidates(known, contact, past[contact.id]),
            today,
        )
        for contact in contacts
    }


def person(contact: Contact, past: Before) -> Person:
    """What counts of somebody when a volunteer is looked for."""
    liked = [WISHED.get(subject, frozenset()) for subject in past.wished]
    return Person(
        speaks=words(contact.speaks),
        interests=words(contact.interest_words).union(*liked),
        times=words(contact.time_words),
        has_pets=contact.has_pets,
        smokes=contact.smokes,
        wants_rides=bool(past.wished & WISHED_BY_CAR),
    )


def _candidates(known: Pool, contact: Contact, past: Before) -> Iterator[Candidate]:
    near = {
        user_id: Near(how_near)
        for user_id, area_id, how_near in known.villages
        if area_id == contact.area_id
    }
    never, nobody, before = frozenset[str](), frozenset[None](), past.refusals
    for card in known.cards:
        user_id, speaks, interests, everywhere, is_contact = card[0], *card[8:]
        # In the order of the fields: this is done for every volunteer there is.
        one = (
            *card[:8],
            Near.SAME_VILLAGE if everywhere else near.get(user_id, Near.ELSEWHERE),
            words(speaks),
            words(interests),
            known.times.get(user_id, never),
            known.away.get(user_id),
            known.lacking[user_id],
            user_id in past.visits_now,
            past.ended.get(user_id, nobody),
            before.get(user_id, ()),
        )
        if is_contact != contact.id:
            yield Candidate._make(one)


def refusals(actor: Actor, contact: Contact) -> Sequence[MatchRefusal]:
    """Who said no before about visiting this person, the latest first."""
    return db.session.scalars(
        _refusals(actor)
        .where(
            MatchRefusal.contact_id == contact.id,
            MatchRefusal.taken_back_on.is_(None),
        )
        .order_by(MatchRefusal.on.desc(), MatchRefusal.id.desc())
        .limit(SHOWN)
    ).all()


def refusal(actor: Actor, refusal_id: int) -> MatchRefusal:
    """One no, about a person this actor may know."""
    found = db.session.scalar(_refusals(actor).where(MatchRefusal.id == refusal_id))
    if found is None:
        raise Missing
    return found


def _refusals(actor: Actor) -> Select[MatchRefusal]:
    return (
        select(MatchRefusal)
        .options(joinedload(MatchRefusal.volunteer), joinedload(MatchRefusal.contact))
        .where(policy.refusals_visible_to(actor))
    )
