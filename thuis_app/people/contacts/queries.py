"""Queries about people, each for an actor."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.paging import ROWS, DayCursor, Page, page
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts import policy, rules
from thuis_app.people.contacts.models import (
    Contact,
    ContactPhone,
    ContactRole,
    ContactRow,
    ContactWord,
    StageChange,
)
from thuis_app.people.contacts.rules import (
    ContactFilter,
    ContactRoleKind,
    Due,
    DuplicateGround,
    IdentityTraits,
    Stage,
)

COMPARED, DOUBLES_SHOWN = 400, 5

Kept = TypeVar("Kept", ContactPhone, ContactRole, StageChange)


class VillageOption(NamedTuple):
    id: int
    name: str
    postcode4: str
    is_active: bool


class PossibleDuplicate(NamedTuple):
    """A person who may be the one that is being registered, and on which grounds."""

    contact: Contact
    why: list[DuplicateGround]


PERSON = select(Contact).options(joinedload(Contact.area))


def get(actor: Actor, contact_id: int) -> Contact:
    """A person in one of the actor's villages; raises Missing for any other."""
    mine = PERSON.where(Contact.id == contact_id, policy.visible_to(actor))
    found = db.session.scalar(mine)
    if found is None:
        raise Missing
    return found


def villages(actor: Actor) -> list[VillageOption]:
    """The villages where the actor works, by name, also those no longer in use."""
    wanted = select(*(getattr(Area, name) for name in VillageOption._fields))
    rows = db.session.execute(wanted.where(within(actor, Area.id)).order_by(Area.name))
    return [VillageOption._make(row) for row in rows]


def _of(contact: Contact, kind: type[Kept], *order: Any) -> Sequence[Kept]:
    mine = select(kind).where(kind.contact_id == contact.id)
    return db.session.scalars(mine.order_by(*order)).all()


def people(actor: Actor, criteria: ContactFilter) -> Page[ContactRow, DayCursor]:
    """One page of people by their next step.

    What is searched comes in the order of registering, without ranking all hits.
    """
    wanted = _found(actor, criteria) if criteria.words else _due(actor, criteria)
    lines = [ContactRow._make(row) for row in db.session.execute(wanted)]
    return page(lines, lambda row: (row.next_step_on, row.id))


def _due(actor: Actor, criteria: ContactFilter) -> Select[Any]:
    """The rest of a day and the days after it are asked apart: so the index leads."""
    ordered = _lines(actor, criteria).order_by(Contact.next_step_on, Contact.id)
    if criteria.after is None:
        return ordered
    day, contact_id = criteria.after
    rest = ordered.where(Contact.next_step_on == day, Contact.id > contact_id)
    later = ordered.where(Contact.next_step_on > day)
    both = union_all(rest.subquery().select(), later.subquery().select()).subquery()
    return both.select().order_by(both.c.next_step_on, both.c.id).limit(ROWS + 1)


def _found(actor: Actor, criteria: ContactFilter) -> Select[Any]:
    """By the words of a search, each at the start of a word, in any order."""
    base = _lines(actor, criteria)
    for word in criteria.words:
        begins = (ContactWord.word >= word) & (ContactWord.word < word + "{")
        hits = select(ContactWord.contact_id).where(begins)
        base = base.where(Contact.id.in_(hits))
    if criteria.after is not None:
        base = base.where(Contact.id > criteria.after[1])
    return base.order_by(Contact.id)


def _lines(actor: Actor, criteria: ContactFilter) -> Select[Any]:
    shown = select(*(getattr(Contact, name) for name in ContactRow._fields))
    return shown.where(*_conditions(actor, criteria)).limit(ROWS + 1)


def _conditions(actor: Actor, criteria: ContactFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [policy.visible_to(actor)]
    if criteria.area_id is not None:
        conditions.append(Contact.area_id == criteria.area_id)
    if criteria.stage is not None:
        conditions.append(Contact.stage == criteria.stage)
    if criteria.volunteer:
        name = Contact.volunteer_name
        conditions.append(name.icontains(criteria.volunteer, autoescape=True))
    if criteria.due is Due.NONE:
        conditions.append(Contact.next_step_on == rules.NO_STEP)
    elif criteria.due is not None:
        until = rules.due_until(criteria.due, clock.today())
        conditions.append(Contact.next_step_on <= until)
    return conditions


def telephones(
    actor: Actor, contact_ids: Iterable[int], *grounds: ColumnElement[bool]
) -> dict[int, list[ContactPhone]]:
    """The numbers of these people by person, for every page that has one to call.

    A person whom this actor may not call is not in it: see policy.callable_by.
    """
    theirs = ContactPhone.contact_id.in_(sorted(set(contact_ids)))
    query = select(ContactPhone).join(Contact, Contact.id == ContactPhone.contact_id)
    may_call = policy.callable_by(actor, *grounds)
    found: dict[int, list[ContactPhone]] = {}
    rows = query.where(theirs, may_call).order_by(ContactPhone.id)
    for phone in db.session.scalars(rows):
        found.setdefault(phone.contact_id, []).append(phone)
    return found


def phones(contact: Contact) -> Sequence[ContactPhone]:
    """The telephone numbers of this person as they are stored, to be changed."""
    return _of(contact, ContactPhone, ContactPhone.id)


def roles_held(contact: Contact) -> Sequence[ContactRole]:
    """The roles of this person, past and present, the latest first."""
    return _of(contact, ContactRole, ContactRole.since.desc(), ContactRole.id.desc())


def roles_now(contact: Contact) -> list[ContactRoleKind]:
    """The present roles of this person."""
    return [held.role for held in roles_held(contact) if held.until is None]


def stage_changes(contact: Contact) -> Sequence[StageChange]:
    """The changes of stage of this person, the latest first."""
    return _of(contact, StageChange, StageChange.id.desc())


def labelled(actor: Actor, contact_ids: Iterable[int]) -> dict[int, str]:
    """These people by name and address, as far as the actor may see them."""
    wanted = PERSON.where(Contact.id.in_(contact_ids), policy.visible_to(actor))
    found = db.session.scalars(wanted.order_by(Contact.id))
    return {one.id: one.with_address for one in found}


def stage_before_stop(contact: Contact) -> Stage | None:
    """The stage of this person before contact stopped; None when it is not known."""
    before = (change.came_from for change in stage_changes(contact))
    return next((stage for stage in before if not rules.is_stopped(stage)), None)


def possible_duplicates(
    actor: Actor, traits: IdentityTraits, *, but: int = 0
) -> list[PossibleDuplicate]:
    """People the actor may see who may be this one, the likeliest first."""
    same_number = _with_number(traits.numbers)
    conditions: list[ColumnElement[bool]] = []
    if same_number:
        conditions.append(Contact.id.in_(same_number))
    if traits.last_name:
        conditions.append(Contact.sounds_like == rules.sound(traits.last_name))
    if traits.postcode and traits.house_number:
        conditions.append(Contact.postcode == traits.postcode)
    if not conditions:
        return []
    found = db.session.scalars(
        PERSON.where(policy.visible_to(actor), Contact.id != but, or_(*conditions))
        .order_by(Contact.id.desc())
        .limit(COMPARED)
    )
    return _likeliest(traits, same_number, found)


def _likeliest(
    traits: IdentityTraits, same_number: set[int], found: Iterable[Contact]
) -> list[PossibleDuplicate]:
    scored = []
    for one in found:
        numbers = traits.numbers if one.id in same_number else frozenset()
        score, why = rules.likeness(traits, one.identity_traits(numbers))
        if score >= rules.MIN_LIKENESS:
            scored.append((-score, one.full_name, one.id, PossibleDuplicate(one, why)))
    return [double for *_order, double in sorted(scored)[:DOUBLES_SHOWN]]


def _with_number(numbers: frozenset[str]) -> set[int]:
    if not numbers:
        return set()
    found = select(ContactPhone.contact_id).where(ContactPhone.number.in_(numbers))
    return set(db.session.scalars(found))
