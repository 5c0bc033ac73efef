from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.search_words import asked
from thuis_app.people.contacts import actions, forms, queries
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    NO_STEP,
    ContactFilter,
    Due,
    DuplicateGround,
    IdentityTraits,
    Stage,
)
from thuis_app.people.tasks.rules import TaskKind

DAY = date(2026, 11, 24)


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def registered(actor: Actor, last_name: str, **known: Any) -> Contact:
    area_id = known.pop("area_id", None) or make.area().id
    contact = actions.register(actor, area_id=area_id, last_name=last_name, **known)
    db.session.commit()
    return contact


def found(actor: Actor, words: str) -> list[str]:
    return [one.last_name for one in queries.search(actor, asked(words)).all]


@pytest.mark.parametrize(
    ("last_name", "typed"),
    [
        ("Özdemir", "Ozdemir"),
        ("Özdemir", "özd"),
        ("de Vries", "vries"),
        ("de Vries", "Vries, de"),
        ("IJsbrandij", "ijsbrandij"),
        ("IJsbrandij", "Ysbrandy"),
        ("van der Ploeg", "VAN DER PLOEG"),
        ("O'Brien", "o'brien"),
    ],
)
def test_a_name_is_found_however_it_is_written(
    actor: Actor, last_name: str, typed: str
) -> None:
    contact = registered(actor, last_name)
    registered(actor, "Bakker")

    assert found(actor, typed) == [contact.last_name]


@pytest.mark.parametrize(
    "typed",
    [
        "050 555 01 44",
        "+31 50 5550144",
        "0031505550144",
        "0505550144",
        "kerkstr",
        "kerkstraat 14",
        "14a trijntje",
        "9781 AB",
        "9781ab",
    ],
)
def test_somebody_is_found_by_street_postcode_and_telephone(
    actor: Actor, typed: str
) -> None:
    registered(
        actor,
        "Ploeg",
        called_name="Trijntje",
        street="Kerkstraat",
        house_number="14a",
        postcode="9781 AB",
        telephones=[("+31505550144", "")],
    )
    registered(actor, "Bakker", street="Molenweg", house_number="3")

    assert found(actor, typed) == ["Ploeg"]


@pytest.mark.parametrize(
    "typed", ['"', "ploeg OR bakker", "ploeg*", "NEAR(ploeg)", "%", "_____", "' --"]
)
def test_nothing_that_is_typed_is_read_as_an_order(actor: Actor, typed: str) -> None:
    registered(actor, "Ploeg")
    registered(actor, "Bakker")

    assert len(found(actor, typed)) in (0, 1, 2)
    assert found(actor, "ploeg OR bakker") == []


@pytest.mark.parametrize("typed", ["zzz", "  ", "🙂", "?!", "p", "050", "62"])
def test_signs_one_letter_and_words_nobody_has_find_nobody(
    actor: Actor, typed: str
) -> None:
    registered(actor, "Ploeg")

    assert found(actor, typed) == []


def test_a_search_finds_nobody_in_the_villages_of_others(database: None) -> None:
    bedum, winsum = make.area("Bedum"), make.area("Winsum", "9951")
    everywhere = make.actor(make.coordinator())
    registered(everywhere, "Ploeg", area_id=winsum.id)
    mine = registered(everywhere, "Ploeg", area_id=bedum.id)
    actor = make.actor(make.coordinator(bedum))

    hits = queries.search(actor, asked("ploeg")).all

    assert [one.id for one in hits] == [mine.id]


def test_the_list_comes_by_next_step_and_page_by_page(actor: Actor) -> None:
    village = make.area()
    days = [DAY, DAY, DAY + timedelta(days=1), NO_STEP]
    for number in range(60):
        make.contact(f"N{number}", area=village, next_step_on=days[number % 4])

    seen: list[int] = []
    after, pages = None, 0
    while after or not pages:
        lines, after = queries.people(actor, ContactFilter(after=after))
        seen += [line.id for line in lines]
        pages += 1

    wanted = db.session.query(Contact.id).order_by(Contact.next_step_on, Contact.id)
    assert seen == [row[0] for row in wanted]
    assert pages == 3


def test_of_many_hits_the_first_come_and_it_is_said_that_others_follow(
    actor: Actor,
) -> None:
    village = make.area()
    people = [registered(actor, "Ploeg", area_id=village.id) for _ in range(27)]

    hits = queries.search(actor, ["ploeg"])

    assert [one.id for one in hits.spelled] == [one.id for one in people[:25]]
    assert hits.follows


def test_the_filters_leave_out_who_does_not_fit(actor: Actor) -> None:
    bedum, winsum = make.area("Bedum"), make.area("Winsum", "9951")
    late = make.contact(
        "Late", area=bedum, next_step_on=clock.today(), volunteer_name="Griet Huis"
    )
    later = make.contact(
        "Later", area=bedum, next_step_on=clock.today() + timedelta(days=5)
    )
    none = make.contact("None", area=winsum, stage=Stage.OUTREACH)

    def ids(**searched: Any) -> list[int]:
        return [line.id for line in queries.people(actor, ContactFilter(**searched))[0]]

    assert ids(area_ids=frozenset({bedum.id})) == [late.id, later.id]
    assert ids(stage=Stage.OUTREACH) == [none.id]
    assert ids(due=Due.NOW) == [late.id]
    assert ids(due=Due.WEEK) == [late.id, later.id]
    assert ids(due=Due.NONE) == [none.id]
    assert ids(due=Due.WAITING) == []
    make.task(TaskKind.WAITING, later, due_on=clock.today() + timedelta(days=5))
    assert ids(due=Due.WAITING) == [later.id]
    assert ids(volunteer="griet") == [late.id]
    assert ids(volunteer="GRÍET hui") == [late.id]
    assert ids(volunteer="%") == []


def test_a_possible_double_is_found_by_sound(actor: Actor) -> None:
    known = registered(actor, "Özdemir", called_name="Ayşe")

    doubles = queries.possible_duplicates(actor, IdentityTraits("Ozdemir", "Ayse"))

    assert [(one.contact, one.why) for one in doubles] == [
        (known, [DuplicateGround.NAME])
    ]


def test_a_possible_double_is_found_by_telephone_and_address(actor: Actor) -> None:
    known = registered(
        actor,
        "Bakker",
        postcode="9781 AB",
        house_number="14",
        telephones=[("+31505550144", "")],
    )
    number = frozenset({"+31505550144"})

    by_number = queries.possible_duplicates(
        actor, IdentityTraits("Vries", numbers=number)
    )
    by_address = queries.possible_duplicates(
        actor, IdentityTraits("Vries", postcode="9781 AB", house_number="14")
    )

    assert [(one.contact, one.why) for one in by_number] == [
        (known, [DuplicateGround.TELEPHONE])
    ]
    assert [(one.contact, one.why) for one in by_address] == [
        (known, [DuplicateGround.ADDRESS])
    ]


def test_the_likeliest_double_comes_first(actor: Actor) -> None:
    registered(actor, "Vries", called_name="Tjitske")
    surest = registered(actor, "Vries", called_name="Trijntje")

    doubles = queries.possible_duplicates(actor, IdentityTraits("de Vries", "Tryntje"))

    assert doubles == []
    doubles = queries.possible_duplicates(actor, IdentityTraits("Vries", "Tryntje"))
    assert doubles[0].contact is surest


def test_a_double_in_the_village_of_others_is_not_given_away(database: None) -> None:
    bedum, winsum = make.area("Bedum"), make.area("Winsum", "9951")
    everywhere = make.actor(make.coordinator())
    registered(
        everywhere, "Ploeg", area_id=winsum.id, telephones=[("+31505550144", "")]
    )
    actor = make.actor(make.coordinator(bedum))

    question = IdentityTraits("Ploeg", numbers=frozenset({"+31505550144"}))

    assert queries.possible_duplicates(actor, question) == []


def test_the_page_that_was_asked_for_makes_sense_or_is_the_first(actor: Actor) -> None:
    question = {"after": "2026-11-31.x", "area": "-1", "stage": "no", "due": "1e9"}

    assert forms.contact_filter(MultiDict(question)) == ContactFilter()
    assert forms.contact_filter(MultiDict({"after": "2026-11-24.7"})).after == (DAY, 7)
