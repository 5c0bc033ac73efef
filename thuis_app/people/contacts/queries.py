"""Queries about people, each for an actor."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    extract,
    false,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, with_expression

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import begins, db
from thuis_app.core.errors import Missing
from thuis_app.core.normalize import fold
from thuis_app.core.paging import ROWS, DayCursor, Page, page
from thuis_app.core.search_words import SOUND, as_heard, as_spelled, sounds
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.areas.policy import is_chosen
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
    Alike,
    ContactFilter,
    ContactRoleKind,
    Distinction,
    Due,
    DuplicateGround,
    IdentityTraits,
    Stage,
)
from thuis_app.people.tasks import queries as tasks

COMPARED, DOUBLES_SHOWN = 400, 5

Kept = TypeVar("Kept", ContactPhone, ContactRole, StageChange)


class FoundPeople(NamedTuple):
    """The first hits of a search; `follows` when there are more."""

    spelled: list[Contact]
    heard: list[Contact]
    follows: bool

    @property
    def all(self) -> list[Contact]:
        return self.spelled + self.heard


class PossibleDuplicate(NamedTuple):
    """A person who may be the one that is being registered, and on which grounds."""

    contact: Contact
    why: list[DuplicateGround]


def alike(person: type[Contact]) -> ColumnElement[int]:
    """How far another of this name in this village is like a person, as `Alike`."""
    other = aliased(Contact)
    names = Contact.last_name, Contact.called_name, Contact.prefix, Contact.area_id
    same = (getattr(other, one.key) == getattr(person, one.key) for one in names)
    is_called = or_(person.called_name != "", other.initials == person.initials)
    born = _born(other).is_not_distinct_from(_born(person))
    at_home = and_(
        other.street == person.street, other.house_number == person.house_number
    )
    level = case(
        (~born, Alike.NAME.value),
        (~at_home, Alike.YEAR.value),
        else_=Alike.STREET.value,
    )
    return (
        select(func.coalesce(func.max(level), Alike.NOBODY.value))
        .where(*same, is_called, other.id != person.id)
        .correlate(person)
        .scalar_subquery()
    )


def is_carer(person: type[Contact]) -> ColumnElement[bool]:
    """The condition that a person is a carer now."""
    held = select(ContactRole.id).where(
        ContactRole.contact_id == person.id,
        ContactRole.role == ContactRoleKind.CARER,
        ContactRole.until.is_(None),
    )
    return held.correlate(person).exists()


def _born(person: type[Contact]) -> ColumnElement[int]:
    return func.coalesce(extract("year", person.birth_date), person.birth_year)


PERSON = select(Contact).options(joinedload(Contact.area))
WITH_NAMESAKES = (
    with_expression(Contact.alike, alike(Contact)),
    with_expression(Contact.is_carer, is_carer(Contact)),
)
"""What `tell_apart` needs to know of people who are not on the same page."""
NAMED_APART = PERSON.options(*WITH_NAMESAKES)


def get(actor: Actor, contact_id: int) -> Contact:
    """A person in one of the actor's villages; raises Missing for any other."""
    mine = PERSON.where(Contact.id == contact_id, policy.visible_to(actor))
    found = db.session.scalar(mine)
    if found is None:
        raise Missing
    return found


def _of(contact: Contact, kind: type[Kept], *order: Any) -> Sequence[Kept]:
    mine = select(kind).where(kind.contact_id == contact.id)
    return db.session.scalars(mine.order_by(*order)).all()


def people(actor: Actor, criteria: ContactFilter) -> Page[ContactRow, DayCursor]:
    """One page of people by their next step."""
    lines = [ContactRow._make(r) for r in db.session.execute(_due(actor, criteria))]
    return page(lines, lambda row: (row.next_step_on, row.id))


def search(
    actor: Actor,
    words: Sequence[str],
    *grounds: ColumnElement[bool],
    size: int = ROWS,
) -> FoundPeople:
    """The first people with these words: as spelled, and then as they sound.

    Of each of the two the first to be registered come first: not all are ranked.
    `grounds` are conditions on Contact by which the features above know more people.
    """
    if not words:
        return FoundPeople([], [], follows=False)
    visible = or_(policy.visible_to(actor), *grounds)
    spelled = _matching(visible, _as_spelled(actor, words), size)
    if len(spelled) > size:
        return FoundPeople(spelled[:size], [], follows=True)
    others = Contact.id.not_in([one.id for one in spelled])
    heard = _matching(and_(visible, others), _as_heard(words), size - len(spelled))
    room = size - len(spelled)
    return FoundPeople(spelled, heard[:room], follows=len(heard) > room)


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


def _matching(
    visible: ColumnElement[bool], matches: ColumnElement[bool], size: int
) -> list[Contact]:
    found = NAMED_APART.where(visible, matches).order_by(Contact.id).limit(size + 1)
    return list(db.session.scalars(found))


def _as_spelled(actor: Actor, words: Sequence[str]) -> ColumnElement[bool]:
    """Each word begins one of theirs, in any order; or is the name of their village,
    where another word tells who it is."""
    lead = max(words, key=len)
    hits = {word: _has_word(as_spelled(word), leads=word == lead) for word in words}
    named = _village_words(actor, words) if len(words) > 1 else {}
    if not named or len(named) == len(hits):
        return and_(*hits.values())
    rest = [hits[word] for word in words if word not in named]
    there = [or_(hits[word], Contact.area_id.in_(ids)) for word, ids in named.items()]
    return and_(*rest, *there)


def _as_heard(words: Sequence[str]) -> ColumnElement[bool]:
    """The same by ear; or all words are one: 'de vries' where 'Devries' is kept."""
    lead = max(words, key=len)
    heard = and_(*(_has_word(as_heard(one), leads=one == lead) for one in words))
    return or_(heard, _has_word(["".join(words)])) if len(words) > 1 else heard


def _has_word(beginnings: Sequence[str], *, leads: bool = True) -> ColumnElement[bool]:
    """A word of theirs begins so. The longest of a search leads, as it has the fewest
    hits; the others, such as 'de', are only looked up with those."""
    hits = select(ContactWord.contact_id).where(begins(ContactWord.word, beginnings))
    if leads:
        return Contact.id.in_(hits)
    of_person = hits.where(ContactWord.contact_id == Contact.id)
    return of_person.correlate(Contact).exists()


def _village_words(actor: Actor, words: Sequence[str]) -> dict[str, list[int]]:
    """Which of these words stand in the names of villages, and of which."""
    found: dict[str, list[int]] = {}
    for village in areas.options(actor):
        for word in set(fold(village.name).split()).intersection(words):
            found.setdefault(word, []).append(village.id)
    return found


def _lines(actor: Actor, criteria: ContactFilter) -> Select[Any]:
    columns = (getattr(Contact, name) for name in ContactRow._fields[:-2])
    shown = select(*columns, alike(Contact).label("alike"))
    shown = shown.add_columns(is_carer(Contact).label("is_carer"))
    return shown.where(*_conditions(actor, criteria)).limit(ROWS + 1)


def _conditions(actor: Actor, criteria: ContactFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [policy.visible_to(actor)]
    if criteria.area_ids is not None:
        conditions.append(is_chosen(criteria.area_ids, Contact.area_id))
    if criteria.stage is not None:
        conditions.append(Contact.stage == criteria.stage)
    if criteria.volunteer:
        conditions.append(_visited_by(criteria.volunteer))
    if criteria.due is Due.NONE:
        conditions.append(Contact.next_step_on == rules.NO_STEP)
    elif criteria.due is Due.WAITING:
        conditions.append(tasks.waits_for_volunteer(Contact.id))
    elif criteria.due is not None:
        until = rules.due_until(criteria.due, clock.today())
        conditions.append(Contact.next_step_on <= until)
    return conditions


def _visited_by(name: str) -> ColumnElement[bool]:
    """Each word stands in the name of the volunteer, however it is spelled."""
    words = fold(name).split()
    found = [Contact.volunteer_folded.contains(word) for word in words]
    return and_(*found) if found else false()


def telephones(
    actor: Actor, contact_ids: Iterable[int], *grounds: ColumnElement[bool]
) -> dict[int, list[ContactPhone]]:
    """The numbers of these people by person, for every page that has one to call.

    A person whom this actor may not call is not in it: see policy.callable_by.
    """
    wanted = sorted(set(contact_ids))
    if not wanted:
        return {}
    theirs = ContactPhone.contact_id.in_(wanted)
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


def roles_of(
    actor: Actor, contact_ids: Iterable[int], *grounds: ColumnElement[bool]
) -> dict[int, list[ContactRoleKind]]:
    """The present roles of each of these people, as far as the actor may see them."""
    now = ContactRole.contact_id.in_(sorted(contact_ids)), ContactRole.until.is_(None)
    visible = or_(policy.visible_to(actor), *grounds)
    query = select(ContactRole).join(Contact, Contact.id == ContactRole.contact_id)
    found: dict[int, list[ContactRoleKind]] = {}
    for held in db.session.scalars(query.where(*now, visible)):
        found.setdefault(held.contact_id, []).append(held.role)
    return found


def stage_changes(contact: Contact) -> Sequence[StageChange]:
    """The changes of stage of this person, the latest first."""
    return _of(contact, StageChange, StageChange.id.desc())


def named_apart(actor: Actor, contact_ids: Iterable[int]) -> list[Contact]:
    """These people, as far as the actor may see them, in this order."""
    order = {contact_id: at for at, contact_id in enumerate(contact_ids)}
    wanted = NAMED_APART.where(Contact.id.in_(order), policy.visible_to(actor))
    return sorted(db.session.scalars(wanted), key=lambda one: order[one.id])


def tell_apart(people: Iterable[Contact]) -> dict[int, Distinction]:
    """What tells these apart from others of one name and village, by id."""
    return rules.tell_apart(
        one.namesake(f"{one.full_name}, {one.area_id}") for one in people
    )


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
    if alike := [SOUND + code for code in sounds(traits.last_name)] + _home_of(traits):
        hits = select(ContactWord.contact_id).where(ContactWord.word.in_(alike))
        conditions.append(Contact.id.in_(hits))
    if traits.last_name:
        conditions.append(Contact.sounds_like.in_(sounds(traits.last_name)))
    if traits.postcode and traits.house_number:
        conditions.append(Contact.postcode == traits.postcode)
    if not conditions:
        return []
    found = db.session.scalars(
        NAMED_APART.where(policy.visible_to(actor), Contact.id != but, or_(*conditions))
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
            scored.append((-score, *one.sort_key, PossibleDuplicate(one, why)))
    return [double for *_order, double in sorted(scored)[:DOUBLES_SHOWN]]


def _home_of(traits: IdentityTraits) -> list[str]:
    return [traits.doorstep] if traits.doorstep else []


def _with_number(numbers: frozenset[str]) -> set[int]:
    if not numbers:
        return set()
    found = select(ContactPhone.contact_id).where(ContactPhone.number.in_(numbers))
    return set(db.session.scalars(found))
