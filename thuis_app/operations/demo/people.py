"""The people of the example, and what the year needs to know of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import lcm
from random import Random
from typing import Any

from thuis_app.core import clock
from thuis_app.core.search_words import sound
from thuis_app.operations.demo import names, proportions, suits
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import (
    STOPPED,
    ContactRoleKind,
    Salutation,
    Stage,
    search_text,
)
from thuis_app.people.relations.rules import GivenHow, Purpose, RelationKind
from thuis_app.people.wishes.rules import Side, Subject, WishState

Area = tuple[int, str, str]
"""Its number, name and postcode."""

Volunteer = tuple[int, str, int]
"""The number of the account, the name, and the number of the village."""

STAGES = (
    (Stage.PARTICIPANT, 54),
    (Stage.OUTREACH, 20),
    (Stage.KNOWN, 10),
    (Stage.ENDED, 6),
    (Stage.NO_CONTACT, 4),
    (Stage.MOVED, 3),
    (Stage.DECEASED, 3),
)
WEIGHTS = sum(weight for _stage, weight in STAGES)
LETTERS = "ABCDEGHJKLNPRTVWXZ"
NOTHING_PLANNED: dict[str, Any] = {
    "last_visit_on": None,
    "open_referrals": 0,
    "volunteer_name": "",
    "volunteer_folded": "",
}


@dataclass
class DemoVillage:
    """The ids of rows of the example that the year needs.

    `areas` are the villages of the data file, `districts` those of the towns beyond.
    A room is its number, that of its village, and its places; `local` are the
    offerings of one town, by village; `people_of` counts the people of a volunteer,
    and apart those whose visits have ended.
    """

    random: Random
    today: date
    areas: list[Area] = field(default_factory=list)
    districts: list[Area] = field(default_factory=list)
    coordinators: list[int] = field(default_factory=list)
    in_charge: dict[int, int] = field(default_factory=dict)
    volunteers: list[Volunteer] = field(default_factory=list)
    volunteers_of: dict[int, list[Volunteer]] = field(default_factory=dict)
    rooms: list[tuple[int, int, int]] = field(default_factory=list)
    offerings: list[int] = field(default_factory=list)
    local: dict[int, list[int]] = field(default_factory=dict)
    visited: list[tuple[int, int]] = field(default_factory=list)
    people_of: Counter[tuple[int, bool]] = field(default_factory=Counter)

    def area_of(self, number: int, each: int = 1) -> Area:
        """Where number so many lives, of those that there are once for `each` people.

        A round moves on by one, lest a stage of life is bound to one village.
        """
        beyond = number - proportions.PEOPLE_A_COORDINATOR // each
        at, among = number, self.areas
        if beyond >= 0 and self.districts:
            at, among = beyond, self.districts
        return among[(at + at // lcm(len(among), WEIGHTS)) % len(among)]

    def coordinator_of(self, area_id: int) -> int:
        """The coordinator in charge of a village: the first when it has no other."""
        return self.in_charge.get(area_id, self.coordinators[0])

    def near(self, area_id: int) -> list[Volunteer]:
        """The volunteers of a village; all of them when there are too few for that."""
        is_large = len(self.volunteers) >= len(self.areas) + len(self.districts)
        here = self.volunteers_of.get(area_id) if is_large else None
        return here or self.volunteers

    def day(self, first: int, last: int) -> date:
        """A day so many days before today, between these two."""
        return self.today - timedelta(days=self.random.randint(first, last))

    def moment(self, day: date) -> datetime:
        """A moment on a day, at an hour when people visit."""
        hour = self.random.choice((10, 10, 11, 13, 14, 15, 16))
        return at(day, hour, self.random.choice((0, 30)))


@lru_cache(maxsize=100_000)
def at(day: date, hour: int, minute: int) -> datetime:
    """The moment that the village clock shows this hour."""
    return clock.at(day, time(hour, minute))


def person(
    writer: Writer,
    village: DemoVillage,
    stage: Stage,
    area: Area,
    *,
    registered: date | None = None,
    **shown: Any,
) -> int:
    """A person of the village, with a telephone number and a role."""
    number = f"+3150555{village.random.randint(0, 9999):04d}"
    registered = registered or village.day(30, 360)
    who = _name_and_home(village, area)
    names = (who["called_name"], "", who["prefix"], who["last_name"])
    home = (who["street"], who["house_number"], who["postcode"])
    words = search_text(names, home, [number])
    values = {
        **who,
        "stage": stage.value,
        "search_text": words,
        "registered_on": registered,
        "inform_by": registered + timedelta(days=30),
        "informed_on": registered + timedelta(days=9),
        "stopped_on": village.day(5, 90) if stage in STOPPED else None,
        **NOTHING_PLANNED,
        **suits.of(writer.next_number("contact")),
    }
    contact_id = writer.add("contact", **(values | shown))
    for word in words.split():
        writer.add("contact_word", contact_id=contact_id, word=word)
    writer.add("contact_phone", contact_id=contact_id, number=number)
    role = (
        ContactRoleKind.PROFESSIONAL
        if stage is Stage.KNOWN
        else ContactRoleKind.OLDER_PERSON
    )
    writer.add("held_role", contact_id=contact_id, role=role.value, since=registered)
    return contact_id


def _name_and_home(village: DemoVillage, area: Area) -> dict[str, Any]:
    random = village.random
    is_woman = random.random() < 0.62
    called = random.choice(names.WOMEN if is_woman else names.MEN)
    last, prefix = names.surname(random)
    letters = f"{random.choice(LETTERS)}{random.choice(LETTERS)}"
    return {
        "area_id": area[0],
        "address": (Salutation.MRS if is_woman else Salutation.MR).value,
        "called_name": called,
        "initials": called[0] + ".",
        "prefix": prefix,
        "last_name": last,
        "sounds_like": sound(last),
        "street": random.choice(names.STREETS),
        "house_number": str(random.randint(1, 90)),
        "postcode": f"{area[2]} {letters}",
        "birth_year": random.randint(1932, 1953),
    }


def agreements(writer: Writer, village: DemoVillage, contact_id: int, by: int) -> None:
    """The consents, wishes and contributions of a participant."""
    given = village.day(60, 300)
    for purpose in (Purpose.VISIT, Purpose.REFERRAL):
        writer.add(
            "consent",
            contact_id=contact_id,
            purpose=purpose.value,
            given_on=given,
            given_how=GivenHow.SPOKEN.value,
            recorded_by=by,
            recorded_at=village.moment(given),
        )
    subject = village.random.choice(tuple(names.WISHES))
    wishes = [(Side.WISH, subject, village.random.choice(names.WISHES[subject]))]
    if village.random.random() < 0.5:
        words = village.random.choice(names.CONTRIBUTIONS)
        wishes.append((Side.CONTRIBUTION, Subject.FOR_OTHERS.value, words))
    for side, about, words in wishes:
        state = _stands(contact_id) if side is Side.WISH else WishState.OPEN
        heard = (5, 20) if state is WishState.OPEN else (30, 200)
        writer.add(
            "wish",
            contact_id=contact_id,
            side=side.value,
            subject=about,
            words=words,
            state=state.value,
            heard_on=village.day(*heard),
            heard_by=by,
        )


def _stands(contact_id: int) -> WishState:
    """Most wishes came true, or are being seen to; one out of twelve is still open."""
    if contact_id % 12 == 0:
        return WishState.OPEN
    return WishState.RUNNING if contact_id % 3 == 0 else WishState.DONE


def add_relation(
    writer: Writer, village: DemoVillage, contact_id: int, other_id: int
) -> None:
    """A relation of a person."""
    kind = village.random.choice(
        (
            RelationKind.CHILD,
            RelationKind.NEIGHBOUR,
            RelationKind.KEY_HOLDER,
            RelationKind.CARER,
        )
    )
    writer.add(
        "tie",
        contact_id=contact_id,
        other_id=other_id,
        kind=kind.value,
        since=village.day(60, 300),
    )
