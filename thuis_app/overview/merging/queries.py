"""People who may be written down twice, and merges that were made."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from thuis_app.core import clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.moved_ids import MovedIdAsked
from thuis_app.organisation.areas.policy import is_chosen, within
from thuis_app.overview.merging import policy, rules
from thuis_app.overview.merging.models import DistinctPair, PersonMerge
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.queries import PossibleDuplicate
from thuis_app.people.contacts.rules import (
    DuplicateGround,
    MergeObstacle,
    MergeObstaclesAsked,
    likeness,
    may_be_one,
)
from thuis_app.visiting.matches import queries as matches

COMPARED, SHOWN = 400, 50


class LikelyPair(NamedTuple):
    """Two records that may be of one person, and in what they are alike."""

    one: Contact
    other: Contact
    why: list[DuplicateGround]


def get(actor: Actor, merge_id: int) -> PersonMerge:
    """A merge in a village of this actor; Missing for any other."""
    query = select(PersonMerge).where(
        PersonMerge.id == merge_id, policy.visible_to(actor)
    )
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def latest(actor: Actor, contact_id: int) -> PersonMerge | None:
    """The last merge into this record that can still be undone, or None."""
    query = select(PersonMerge).where(
        *_undoable(actor), PersonMerge.kept_id == contact_id
    )
    return db.session.scalar(query.order_by(PersonMerge.id.desc()).limit(1))


def merged_at(actor: Actor) -> ScalarSelect[datetime]:
    """When records became one that can still be undone, as a column of a person."""
    query = select(func.max(PersonMerge.merged_at)).where(
        *_undoable(actor), PersonMerge.kept_id == Contact.id
    )
    return query.correlate(Contact).scalar_subquery()


def moved_to(actor: Actor, question: MovedIdAsked) -> int | None:
    """The id under which a person is found now, for who may see them."""
    if question.name != "contact_id":
        return None
    query = select(PersonMerge.kept_id).where(
        PersonMerge.gone_id == question.value, PersonMerge.undone_at.is_(None)
    )
    kept_id = db.session.scalar(query.order_by(PersonMerge.id.desc()).limit(1))
    if kept_id is None:
        return None
    try:
        return matches.contact(actor, kept_id).id
    except Missing:
        return None


def obstacles(actor: Actor, one: Contact, other: Contact) -> list[MergeObstacle]:
    """What shows that two people are different, as each feature says it for its own."""
    answers = events.gather(actor, MergeObstaclesAsked(one.id, other.id))
    return [obstacle for found in answers for obstacle in found]


def doubles_of(actor: Actor, contact: Contact) -> list[PossibleDuplicate]:
    """The people who may be this person, without those who are known not to be."""
    numbers = frozenset(phone.number for phone in contacts.phones(contact))
    traits = contact.identity_traits(numbers)
    found = contacts.possible_duplicates(actor, traits, but=contact.id)
    apart = _apart_from(contact.id)
    return [one for one in found if one.contact.id not in apart]


def likely_pairs(
    actor: Actor, area_ids: frozenset[int] | None = None
) -> list[LikelyPair]:
    """The people in the villages of this actor who may be written down twice, those
    with most in common first; with `area_ids` those of whom one lives there."""
    ids: Sequence[Any] = db.session.execute(_alike(actor, area_ids)).all()
    both = {contact_id for pair in ids for contact_id in pair}
    people = _people(actor, both)
    numbers = _numbers(both)
    found = []
    for one_id, other_id in ids:
        one, other = people[one_id], people[other_id]
        mine = one.identity_traits(numbers.get(one_id, frozenset()))
        theirs = other.identity_traits(numbers.get(other_id, frozenset()))
        if may_be_one(mine, theirs):
            score, why = likeness(mine, theirs)
            found.append((-score, other_id, one_id, LikelyPair(one, other, why)))
    return [pair for *_order, pair in sorted(found)[:SHOWN]]


def _undoable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a merge that this actor can still undo."""
    return (
        policy.visible_to(actor),
        PersonMerge.into_id == PersonMerge.kept_id,
        PersonMerge.undone_at.is_(None),
        PersonMerge.merged_at >= clock.now() - rules.UNDO,
    )


def _people(actor: Actor, ids: Collection[int]) -> dict[int, Contact]:
    query = contacts.PERSON.where(Contact.id.in_(ids), within(actor, Contact.area_id))
    return {one.id: one for one in db.session.scalars(query)}


def _numbers(ids: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    query = select(ContactPhone).where(ContactPhone.contact_id.in_(ids))
    for phone in db.session.scalars(query):
        known = found.get(phone.contact_id, frozenset())
        found[phone.contact_id] = known | {phone.number}
    return found


def _apart_from(contact_id: int) -> set[int]:
    mine = or_(DistinctPair.one_id == contact_id, DistinctPair.other_id == contact_id)
    rows = db.session.scalars(select(DistinctPair).where(mine))
    return {one.one_id + one.other_id - contact_id for one in rows}


def _alike(actor: Actor, area_ids: frozenset[int] | None) -> CompoundSelect[int, int]:
    """The ids of people of one name by sound who share a telephone or a home."""
    one, other = aliased(Contact), aliased(Contact)
    mine, theirs = aliased(ContactPhone), aliased(ContactPhone)
    same_name = and_(one.id < other.id, one.sounds_like == other.sounds_like)
    visible = within(actor, one.area_id), within(actor, other.area_id)
    known = exists().where(
        DistinctPair.one_id == one.id, DistinctPair.other_id == other.id
    )
    here = or_(is_chosen(area_ids, one.area_id), is_chosen(area_ids, other.area_id))
    ids = select(one.id, other.id).where(*visible, here, same_name, ~known)
    by_number = (
        ids.join(mine, mine.contact_id == one.id)
        .join(theirs, theirs.number == mine.number)
        .where(theirs.contact_id == other.id)
    )
    by_home = _of_one_home(actor, ids, one, other)
    return union(by_number, *by_home).limit(COMPARED)


def _of_one_home(
    actor: Actor, pairs: Select[int, int], one: type[Contact], other: type[Contact]
) -> tuple[Select[int, int], Select[int, int]]:
    """Those of these pairs who share a house number and a postcode, or a street.

    Names repeat and villages are large, so the few homes of namesakes come first.
    """
    alike = pairs.where(one.house_number == other.house_number, one.house_number != "")
    by_postcode = alike.where(one.postcode == other.postcode, one.postcode != "")
    homes = _homes_of_namesakes(actor).c
    by_street = alike.where(
        *(homes.area_id == one.area_id, homes.area_id == other.area_id),
        *(homes.street == one.street, homes.street == other.street),
        homes.house_number == one.house_number,
        homes.sounds_like == one.sounds_like,
    )
    return by_postcode, by_street


def _homes_of_namesakes(actor: Actor) -> Subquery:
    """The addresses at which several people of one name by sound live."""
    home = Contact.area_id, Contact.street, Contact.house_number, Contact.sounds_like
    query = select(*home).where(
        Contact.street != "", Contact.house_number != "", within(actor, Contact.area_id)
    )
    return query.group_by(*home).having(func.count() > 1).subquery()
