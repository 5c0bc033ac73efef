"""Queries about referrals: open, due, and the data to share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.enum_sets import ordered
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import Page, in_order, page
from thuis_app.directory.offerings import queries as offerings
from thuis_app.directory.offerings.models import Offering
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, PersonStopped
from thuis_app.people.relations.rules import ConsentWithdrawn, Purpose
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.people.wishes import queries as wishes
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side
from thuis_app.support.referrals import policy, rules
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import OPEN, ReferralShare, ReferralState
from thuis_app.visiting.matches import queries as matches


@dataclass(frozen=True)
class Choices:
    """The offerings for a person, and the wishes a referral may come from."""

    offerings: dict[int, Offering]
    wishes: dict[int, Wish]


def get(actor: Actor, referral_id: int) -> Referral:
    """The referral with its steps; to an actor who may not see it, there is none."""
    found: Referral | None = db.session.scalar(
        _seen(actor)
        .where(Referral.id == referral_id)
        .options(
            joinedload(Referral.wish),
            joinedload(Referral.consent),
            selectinload(Referral.steps),
            _with_owner(),
        )
    )
    if found is None:
        raise Missing
    return found


def waiting(
    actor: Actor,
    *,
    state: ReferralState | None = None,
    owner: TaskOwner = TaskOwner.ALL,
    area_ids: frozenset[int] | None = None,
    after: int | None = None,
) -> Page[Referral, int]:
    """The open referrals, longest overdue first; or those in one state.

    What has ended is sorted by when it did, the latest first.
    """
    require(policy.may_list(actor))
    here = is_chosen(area_ids, Contact.area_id)
    wanted = _seen(actor).where(here, _in(state), _alive(state))
    wanted = wanted.options(_with_owner())
    if owner is TaskOwner.MINE:
        asked = tasks.is_asked_of(actor, clock.today())
        wanted = wanted.where(Referral.open_task.has(asked))
    last = db.session.get(Referral, after) if after else None
    found = db.session.scalars(_behind(wanted, state in rules.ENDED, last)).all()
    return page(found, lambda row: row.id)


def count_overdue(
    actor: Actor, today: date, area_ids: frozenset[int] | None = None
) -> int:
    """The number of referrals due today or before."""
    counted = select(func.count(Referral.id)).join(Referral.contact)
    query = counted.where(policy.known_people(actor), _is_overdue(today, area_ids))
    return db.session.scalar(query) or 0


def of_contact(actor: Actor, contact: Contact) -> Sequence[Referral]:
    """Where this person was referred to, the latest first."""
    return db.session.scalars(
        _seen(actor)
        .where(Referral.contact_id == contact.id)
        .order_by(Referral.id.desc())
    ).all()


def open_of(actor: Actor, contact: Contact) -> Sequence[Referral]:
    """The referrals of this person that are under way, the first due first."""
    return db.session.scalars(
        _seen(actor)
        .where(Referral.contact_id == contact.id, Referral.state.in_(OPEN))
        .options(joinedload(Referral.wish))
        .order_by(Referral.due_on, Referral.id)
    ).all()


def open_under(event: object) -> Sequence[Referral]:
    """The open referrals that are withdrawn when this event is published."""
    match event:
        case PersonStopped(contact_id):
            return _open(Referral.contact_id == contact_id)
        case ConsentWithdrawn(contact_id, Purpose.REFERRAL, consent_id):
            own = _open(Referral.consent_id == consent_id)
            theirs = Referral.contact_id == contact_id
            return own if _is_of_one(consent_id) else _open(theirs)
    return []


def of_person(contact_id: int) -> Sequence[Referral]:
    """The open referrals of a person, for what follows from them."""
    return _open(Referral.contact_id == contact_id)


def _is_of_one(consent_id: int) -> bool:
    """Whether a consent was given for one referral, rather than for all of them."""
    query = select(Referral.id).where(Referral.consent_id == consent_id)
    return db.session.scalar(query.limit(1)) is not None


def _open(condition: ColumnElement[bool]) -> Sequence[Referral]:
    query = select(Referral).where(condition, Referral.state.in_(OPEN))
    whole = query.options(
        joinedload(Referral.contact),
        joinedload(Referral.offering),
        joinedload(Referral.wish),
    )
    return db.session.scalars(whole.order_by(Referral.due_on, Referral.id)).all()


def person(actor: Actor, contact_id: int) -> Contact:
    """A person this actor may refer; raises Missing for others."""
    found = matches.contact(actor, contact_id)
    if not policy.may_propose(actor, found):
        raise Missing
    return found


def choices(actor: Actor, contact: Contact) -> Choices:
    """The offerings that serve the village of this person, and the open wishes."""
    require(policy.may_propose(actor, contact))
    open_wishes = wishes.of_contact(contact)
    near = offerings.serving(actor, contact.area_id)
    return Choices(
        {one.id: one for one in near},
        {one.id: one for one in open_wishes if one.side is Side.WISH and _stands(one)},
    )


def numbers(
    actor: Actor, found: Iterable[Referral]
) -> dict[int, list[tuple[str, str]]]:
    """Whom a coordinator calls about these referrals, by name: first the other side."""
    open_ones = [one for one in found if one.is_open and actor.is_coordinator]
    people = contacts.telephones(actor, [one.contact_id for one in open_ones])
    calls: dict[int, list[tuple[str, str]]] = {}
    for one in open_ones:
        other = one.offering.name, one.offering.telephone
        asks_other = rules.calls_offering(one.state) and other[1]
        is_asked = rules.calls_person(one.state)
        theirs = people.get(one.contact_id, []) if is_asked else []
        own = [(one.contact.full_name, phone.number) for phone in theirs]
        calls[one.id] = [*([other] if asks_other else []), *own]
    return calls


def outgoing(actor: Actor, referral: Referral) -> list[tuple[ReferralShare, str]]:
    """The data that is given to the offering: only what the person agreed to;
    nothing once the consent was withdrawn.
    """
    require(policy.may_advance(actor, referral))
    if not referral.consent_stands:
        return []
    contact, agreed = referral.contact, referral.shares
    known = {
        ReferralShare.NAME: contact.full_name,
        ReferralShare.TELEPHONE: _numbers(actor, contact)
        if ReferralShare.TELEPHONE in agreed
        else "",
        ReferralShare.ADDRESS: _address(contact),
        ReferralShare.WISH: referral.wish.words if referral.wish else referral.why,
    }
    return [(share, known[share]) for share in ordered(agreed)]


def names(actor: Actor, referral: Referral) -> dict[int, str]:
    """The names of the users who changed this referral, by id."""
    return accounts.names(
        actor, {referral.owner_id} | {step.taken_by for step in referral.steps}
    )


def _stands(wish: Wish) -> bool:
    return wish.state in wishes.STANDING


def _seen(actor: Actor) -> Select[Any]:
    """The referrals joined with their people, so that the database may begin at these:
    a volunteer knows a handful."""
    return (
        select(Referral)
        .join(Referral.contact)
        .where(policy.known_people(actor))
        .options(
            contains_eager(Referral.contact).joinedload(Contact.area),
            contains_eager(Referral.contact).options(*contacts.WITH_NAMESAKES),
            joinedload(Referral.offering),
        )
    )


def _with_owner() -> ExecutableOption:
    return joinedload(Referral.open_task).joinedload(Task.owner)


def _in(state: ReferralState | None) -> ColumnElement[bool]:
    """In one state, or open: what is open has a day, so the index of days leads."""
    if state is not None:
        return Referral.state == state
    return and_(Referral.state.in_(OPEN), Referral.due_on.is_not(None))


def _alive(state: ReferralState | None) -> ColumnElement[bool]:
    """The condition that contact has not stopped; a closed state has none."""
    person = aliased(Contact)
    stopped = select(person.id).where(
        person.id == Referral.contact_id, person.stage.in_(STOPPED)
    )
    return true() if state in rules.ENDED else ~stopped.correlate(Referral).exists()


def _is_overdue(today: date, area_ids: frozenset[int] | None) -> ColumnElement[bool]:
    is_due = and_(Referral.due_on <= today, Referral.state.in_(OPEN), _alive(None))
    return and_(is_due, is_chosen(area_ids, Contact.area_id))


def _behind(wanted: Select[Any], ended: bool, last: Referral | None) -> Select[Any]:
    """The latest that ended first; of the others the longest overdue."""
    if ended:
        order = Referral.state_since, Referral.id
        after = (last.state_since, last.id) if last else None
        return in_order(wanted, order, after, is_descending=True)
    due = (last.due_on, last.id) if last else None
    return in_order(wanted, (Referral.due_on, Referral.id), due)


def _numbers(actor: Actor, contact: Contact) -> str:
    found = contacts.telephones(actor, [contact.id])
    return ", ".join(one.number for one in found.get(contact.id, ()))


def _address(contact: Contact) -> str:
    place = f"{contact.postcode} {contact.area.name}".strip()
    return ", ".join(part for part in (contact.street_line, place) if part)
