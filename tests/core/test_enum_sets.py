"""A set of members of an enumeration is stored in one column, and comes back whole."""

import logging
from enum import StrEnum

import pytest
from sqlalchemy import insert, literal, select, text
from sqlalchemy.exc import StatementError

from tests import make
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import db
from thuis_app.core.enum_sets import EnumSet, as_json, ordered
from thuis_app.people.contacts.models import Contact

pytestmark = pytest.mark.usefixtures("database")

BOTH = frozenset({Interest.WALKING, Interest.MUSIC})


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def person(*likes: Interest) -> Contact:
    """A person who likes this, as another request reads them."""
    someone = make.contact(interests=frozenset(likes)) if likes else make.contact()
    db.session.refresh(someone)
    return someone


def stored(contact: Contact) -> str:
    query = text("SELECT interests FROM contact WHERE id = :id")
    return str(db.session.scalar(query, {"id": contact.id}))


def store(contact: Contact, kept: str) -> None:
    query = text("UPDATE contact SET interests = :kept WHERE id = :id")
    db.session.execute(query, {"id": contact.id, "kept": kept})
    db.session.refresh(contact)


def test_a_set_comes_back_as_it_was_stored() -> None:
    assert person(*BOTH).interests == BOTH


def test_the_values_are_stored_in_the_order_of_the_enumeration() -> None:
    assert stored(person(*BOTH)) == '["music", "walking"]'
    assert stored(person(*reversed([*BOTH]))) == ('["music", "walking"]')


def test_who_says_nothing_has_an_empty_set() -> None:
    someone = person()
    assert (someone.interests, stored(someone)) == (frozenset(), "[]")


def test_another_set_is_a_change_and_the_same_set_is_none() -> None:
    someone = person(*BOTH)

    someone.interests = frozenset({Interest.MUSIC, Interest.WALKING})
    assert not db.session.is_modified(someone)

    someone.interests = frozenset({Interest.MUSIC})
    db.session.flush()
    assert stored(someone) == '["music"]'


def test_sets_are_compared_in_a_query() -> None:
    someone = person(*BOTH)
    query = select(Contact.id).where(Contact.interests == BOTH)
    assert db.session.scalars(query).all() == [someone.id]


def test_a_value_that_is_no_member_is_left_out_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    someone = person(*BOTH)

    with caplog.at_level(logging.WARNING):
        store(someone, '["music", "knitting"]')

    assert someone.interests == {Interest.MUSIC}
    assert "1 unknown value(s) in a set of Interest left out" in caplog.messages
    assert "knitting" not in caplog.text


def test_a_value_that_is_no_member_stays_until_the_set_changes() -> None:
    someone = person(*BOTH)
    store(someone, '["music", "quilting"]')

    someone.interests = frozenset({Interest.MUSIC})
    someone.smokes = True
    db.session.flush()

    assert stored(someone) == '["music", "quilting"]'


def test_a_word_that_is_no_member_is_not_stored() -> None:
    wrong = insert(Contact).values(last_name="Boer", interests=frozenset({"knitting"}))
    with pytest.raises(StatementError, match="not a valid Interest"):
        db.session.execute(wrong)


def test_nothing_is_read_where_there_is_no_row() -> None:
    nobody = literal(None, EnumSet(Interest))
    assert db.session.scalar(select(nobody)) is None


def test_the_same_value_of_two_enumerations_is_two_members() -> None:
    red = frozenset({Colour.RED})
    assert as_json(Colour, red) == '["red"]'
    with pytest.raises(ValueError, match="not a valid SpokenLanguage"):
        as_json(SpokenLanguage, red)


def test_members_are_ordered_as_their_enumeration() -> None:
    assert ordered([Interest.WALKING, Interest.MUSIC, Interest.WALKING]) == [
        Interest.MUSIC,
        Interest.WALKING,
    ]
    assert ordered(set[Interest]()) == []
