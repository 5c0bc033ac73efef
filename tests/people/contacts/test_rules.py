from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.search_words import sound
from thuis_app.people.contacts import rules
from thuis_app.people.contacts.rules import (
    MIN_LIKENESS,
    MOVES,
    STOPPED,
    Alike,
    Distinction,
    Due,
    DuplicateGround,
    IdentityTraits,
    Namesake,
    Stage,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Özdemir", "Ozdemir"),
        ("IJsbrandij", "Ysbrandy"),
        ("Meijer", "Maier"),
        ("Vries", "Fries"),
        ("Jansen", "Janssen"),
        ("Smit", "Smidt"),
        ("Bosch", "Bos"),
        ("Boer-Mulder", "Boer"),
        ("Claassen", "Klaasen"),
        ("Visscher", "Visser"),
        ("Wiersema", "Wiersma"),
        ("Boersema", "Boersma"),
    ],
)
def test_names_that_sound_the_same_are_the_same(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Vries", "Vos"), ("Bakker", "Mulder"), ("Smit", "Smeding")),
        *(("Boer", "Boersma"), ("Schepers", "Sepers"), ("Postema", "Postma")),
    ],
)
def test_names_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text(max_size=60))
def test_every_text_has_a_sound_and_the_same_one_twice(text: str) -> None:
    assert sound(text) == sound(text)


@pytest.mark.parametrize(
    ("typed", "prefix", "last_name"),
    [
        ("de Vries", "de", "Vries"),
        ("Vries, de", "de", "Vries"),
        ("van der Ploeg", "van der", "Ploeg"),
        ("in 't Veld", "in 't", "Veld"),
        ("Ploeg , van der", "van der", "Ploeg"),
        ("Mulder", "", "Mulder"),
        ("van", "", "van"),
        ("Vries, Trijntje", "", "Vries, Trijntje"),
    ],
)
def test_a_prefix_in_the_last_name_is_recognised(
    typed: str, prefix: str, last_name: str
) -> None:
    assert rules.name_parts("", typed) == (prefix, last_name)


def test_a_prefix_that_was_filled_in_is_left_alone() -> None:
    assert rules.name_parts("ter", "de Boer") == ("ter", "de Boer")


def test_two_names_of_signs_alone_are_not_alike() -> None:
    one, other = IdentityTraits("🙂"), IdentityTraits("!?", postcode="9781 AB")

    assert rules.likeness(one, other) == (0, [])


def test_one_home_is_known_by_its_street_where_no_postcode_is_known() -> None:
    known = IdentityTraits("Ploeg", street="Havenweg", house_number="62", area_id=3)

    same = IdentityTraits("Vos", street="havenweg", house_number="62", area_id=3)
    elsewhere = IdentityTraits("Vos", street="Havenweg", house_number="62", area_id=4)

    assert rules.likeness(same, known)[1] == [DuplicateGround.ADDRESS]
    assert rules.likeness(elsewhere, known)[1] == []


def test_a_street_is_the_same_in_short() -> None:
    short = IdentityTraits("Vos", street="Kerkstr.", house_number="4", area_id=3)
    full = IdentityTraits("Bos", street="Kerkstraat", house_number="4", area_id=3)

    assert rules.likeness(short, full)[1] == [DuplicateGround.ADDRESS]


JAN = Namesake(1, "Jan Proefstra", Alike.NOBODY, 1934, "Kerkpad 4", False)


@pytest.mark.parametrize(
    ("other", "mine", "theirs"),
    [
        ({"year": 1961}, Distinction(1934), Distinction(1961)),
        ({"year": None}, Distinction(1934), Distinction(None, "Kerkpad 4")),
        (
            {"street": "Kerkpad 6"},
            Distinction(1934, "Kerkpad 4"),
            Distinction(1934, "Kerkpad 6"),
        ),
        (
            {"is_carer": True},
            Distinction(1934, "Kerkpad 4"),
            Distinction(1934, "Kerkpad 4", is_carer=True),
        ),
        (
            {"year": None, "street": "", "is_carer": True},
            Distinction(1934),
            Distinction(None, "", is_carer=True),
        ),
    ],
)
def test_namesakes_are_told_apart_by_as_much_as_it_takes(
    other: dict[str, Any], mine: Distinction, theirs: Distinction
) -> None:
    rows = [JAN, JAN._replace(id=2, **other), JAN._replace(id=3, label="Piet")]

    assert rules.tell_apart(rows) == {1: mine, 2: theirs}


@pytest.mark.parametrize(
    ("alike", "mark"),
    [
        (Alike.NAME, Distinction(1934)),
        (Alike.YEAR, Distinction(1934, "Kerkpad 4")),
        (Alike.STREET, Distinction(1934, "Kerkpad 4")),
    ],
)
def test_also_from_who_is_not_on_the_page(alike: Alike, mark: Distinction) -> None:
    assert rules.tell_apart([JAN._replace(alike=alike)]) == {1: mark}


def test_the_same_name_is_worth_a_question() -> None:
    score, why = rules.likeness(
        IdentityTraits("Ozdemir", "Ayşe"),
        IdentityTraits("Özdemir", "Ayse", postcode="9781 AB"),
    )

    assert score > MIN_LIKENESS
    assert why == [DuplicateGround.NAME]


def test_another_first_name_makes_it_somebody_else() -> None:
    score, _why = rules.likeness(
        IdentityTraits("Vries", "Trijntje"), IdentityTraits("Vries", "Piet")
    )

    assert score < MIN_LIKENESS


def test_initials_are_compared_with_a_first_name() -> None:
    same, _why = rules.likeness(
        IdentityTraits("Vries", initials="T."), IdentityTraits("Vries", "Truus")
    )
    other, _why = rules.likeness(
        IdentityTraits("Vries", initials="P."), IdentityTraits("Vries", "Truus")
    )

    assert other < MIN_LIKENESS <= same


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (
            IdentityTraits("Bakker", numbers=frozenset({"+31505550144"})),
            DuplicateGround.TELEPHONE,
        ),
        (
            IdentityTraits("Bakker", postcode="9781 AB", house_number="14 A"),
            DuplicateGround.ADDRESS,
        ),
    ],
)
def test_one_telephone_or_one_address_is_worth_a_question(
    known: IdentityTraits, why: DuplicateGround
) -> None:
    question = IdentityTraits(
        "Vries",
        postcode="9781 AB",
        house_number="14a",
        numbers=frozenset({"+31505550144"}),
    )

    score, found = rules.likeness(question, known)

    assert score >= MIN_LIKENESS
    assert found == [why]


def test_strangers_are_not_alike_because_they_are_of_one_year() -> None:
    alike = rules.likeness(
        IdentityTraits("Vries", "Jan", birth_year=1940),
        IdentityTraits("Bakker", "Jan", birth_year=1940),
    )

    assert alike == (0, [])


@pytest.mark.parametrize("stage", sorted(STOPPED))
def test_who_is_left_in_peace_can_be_welcomed_again(stage: Stage) -> None:
    assert MOVES[stage] & rules.REOPENED
    assert Stage.ENDED not in MOVES[stage]


@pytest.mark.parametrize("stage", sorted(set(Stage) - STOPPED))
@pytest.mark.parametrize("stop", sorted(STOPPED))
def test_from_everywhere_somebody_can_be_left_in_peace(
    stage: Stage, stop: Stage
) -> None:
    assert stop in MOVES[stage]


def test_who_took_part_takes_part_again_and_others_start_anew() -> None:
    assert rules.reopened_as(Stage.PARTICIPANT) is Stage.PARTICIPANT
    assert rules.reopened_as(Stage.OUTREACH) is Stage.KNOWN
    assert rules.reopened_as(None) is Stage.KNOWN


def test_somebody_must_know_of_us_within_a_month() -> None:
    assert rules.inform_by(date(2026, 11, 21)) == date(2026, 12, 21)


def test_due_within_a_week_counts_seven_days() -> None:
    today = date(2026, 11, 21)

    assert rules.due_until(Due.NOW, today) == today
    assert rules.due_until(Due.WEEK, today) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("born", "year", "years", "is_about"),
    [
        (date(1940, 12, 31), None, 85, False),
        (date(1940, 11, 29), None, 85, False),
        (date(1940, 11, 28), None, 86, False),
        (date(1940, 11, 28), 1950, 86, False),
        (None, 1940, 86, True),
    ],
)
def test_the_age_is_that_of_the_day(
    born: date | None, year: int | None, years: int, is_about: bool
) -> None:
    age = rules.age_on(date(2026, 11, 28), born, year)

    assert age == (years, is_about)


def test_after_a_leap_day_the_age_changes_on_the_first_of_march() -> None:
    born = date(1944, 2, 29)

    assert rules.age_on(date(2026, 2, 28), born, None) == (81, False)
    assert rules.age_on(date(2026, 3, 1), born, None) == (82, False)


def test_without_a_birth_there_is_no_age() -> None:
    assert rules.age_on(date(2026, 2, 28), None, None) is None
