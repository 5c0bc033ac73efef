"""The people of the example, and what the year needs to know of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import lcm
from random import Random
from typing import Any

from thuis_app.core import clock
from thuis_app.core.holidays import first_open_day, holidays
from thuis_app.core.search_words import sound
from thuis_app.operations.demo import names, proportions, stories, suits
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.rules import (
    ContactRoleKind,
    Salutation,
    Stage,
    search_text,
)
from thuis_app.people.relations.rules import GivenHow, Purpose, RelationKind
from thuis_app.people.tasks.rules import NewTask
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
SATURDAY, SUNDAY, ONE_DAY = 5, 6, timedelta(days=1)
WOMEN_IN_HUNDRED = 62
YESES_BEFORE, OPEN_WISHES = 3, 1
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
    and apart those whose visits have ended; `counted` what each coordinator has of it;
    `called_again` are spoken now and then; `promised` what this week brought.
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
    counted: Counter[tuple[str, int]] = field(default_factory=Counter)
    newcomers: list[int] = field(default_factory=list)
    called_again: list[int] = field(default_factory=list)
    promised: list[NewTask] = field(default_factory=list)

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

    @property
    def yesterday(self) -> date:
        """The last open day before today."""
        return self.open_days_ago(1)

    def open_days_ago(self, many: int) -> date:
        """The day so many open days before today: no two of these are the same day."""
        day = self.today
        for _each in range(many):
            day = open_day(day - ONE_DAY)
        return day

    def is_among(self, what: str, area_id: int, most: int) -> bool:
        """Whether this is one of the first so many of its kind for its coordinator.

        What asks for a coordinator's attention is as much in any foundation: it is
        bounded by what one coordinator can do, not by the people there are.
        """
        key = what, self.coordinator_of(area_id)
        if self.counted[key] >= most:
            return False
        self.counted[key] += 1
        return True

    def day(self, first: int, last: int) -> date:
        """A day so many days before today, between these two; no Sunday or holiday."""
        days = self.random.randint(first, last)
        return open_day(self.today - timedelta(days=days))

    def moment(self, day: date) -> datetime:
        """A moment on a day, at an hour when people visit."""
        hour = self.random.choice((10, 10, 11, 13, 14, 15, 16))
        return at(day, hour, self.random.choice((0, 30)))


@lru_cache(maxsize=10_000)
def open_day(day: date) -> date:
    """This day, or the last one before it that is no Sunday and no holiday."""
    while day.weekday() == SUNDAY or day in holidays(day.year):
        day -= ONE_DAY
    return day


@lru_cache(maxsize=10_000)
def next_open_day(day: date) -> date:
    """This day, or the first one after it that is no Sunday and no holiday."""
    return first_open_day(day)


@lru_cache(maxsize=4)
def working_days(today: date, many: int) -> tuple[date, ...]:
    """So many days before today, from Monday to Friday, the last one first."""
    days: list[date] = []
    day = today
    while len(days) < many:
        day = open_day(day - ONE_DAY)
        if day.weekday() < SATURDAY and day not in days:
            days.append(day)
    return tuple(days)


def is_woman(contact_id: int) -> bool:
    """Whether this person is a woman, as most of the people of the example are."""
    return (contact_id * 37 + contact_id // 9 * 29) % 100 < WOMEN_IN_HUNDRED


def street_of(contact_id: int) -> str:
    """The street in which this person lives."""
    return names.STREETS[(contact_id * 5 + contact_id // 14) % len(names.STREETS)]


def texts_about(contact_id: int) -> stories.PersonTexts:
    """What is told about this person, with the right pronouns."""
    return stories.texts_about(is_woman=is_woman(contact_id))


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
    role: ContactRoleKind | None = None,
    **shown: Any,
) -> int:
    """A person of the village, with a telephone number and a role."""
    number = f"+3150555{village.random.randint(0, 9999):04d}"
    registered = registered or village.day(30, 1_000)
    who = _name_and_home(village, area, writer.next_number("contact"))
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
        "stopped_on": None,
        "stopped_because": "",
        **NOTHING_PLANNED,
        **suits.of(writer.next_number("contact")),
    }
    contact_id = writer.add("contact", **(values | shown))
    for word in words.split():
        writer.add("contact_word", contact_id=contact_id, word=word)
    writer.add("contact_phone", contact_id=contact_id, number=number)
    role = role or (
        ContactRoleKind.PROFESSIONAL
        if stage is Stage.KNOWN
        else ContactRoleKind.OLDER_PERSON
    )
    writer.add("held_role", contact_id=contact_id, role=role.value, since=registered)
    return contact_id


def _name_and_home(village: DemoVillage, area: Area, contact_id: int) -> dict[str, Any]:
    random = village.random
    is_lady = is_woman(contact_id)
    called = random.choice(names.WOMEN if is_lady else names.MEN)
    last, prefix = names.surname(random)
    letters = f"{random.choice(LETTERS)}{random.choice(LETTERS)}"
    return {
        "area_id": area[0],
        "address": (Salutation.MRS if is_lady else Salutation.MR).value,
        "called_name": called,
        "initials": called[0] + ".",
        "prefix": prefix,
        "last_name": last,
        "sounds_like": sound(last),
        "street": street_of(contact_id),
        "house_number": str(random.randint(1, 90)),
        "postcode": f"{area[2]} {letters}",
        "birth_year": random.randint(1932, 1953),
    }


def agreements(
    writer: Writer,
    village: DemoVillage,
    contact_id: int,
    area_id: int,
    since: date,
    *,
    is_over: bool = False,
) -> None:
    """What a participant said yes to since a day, with wishes and contributions."""
    by = village.coordinator_of(area_id)
    given = open_day(since - timedelta(days=YESES_BEFORE))
    _consents(writer, village, contact_id, given, by)
    story = texts_about(contact_id).story(contact_id)
    wishes = [(Side.WISH, story.subject, story.wish)]
    if village.random.random() < 0.5:
        wishes.append((Side.CONTRIBUTION, Subject.FOR_OTHERS, story.contribution))
    is_open = not is_over and village.is_among("wish", area_id, OPEN_WISHES)
    for side, about, words in wishes:
        is_wish = side is Side.WISH
        stands = _stands(contact_id, is_open, is_over)
        state = stands if is_wish else WishState.OPEN
        writer.add(
            "wish",
            contact_id=contact_id,
            side=side.value,
            subject=about.value,
            words=words,
            state=state.value,
            heard_on=_heard_on(village, since, is_new=is_open and is_wish),
            heard_by=by,
        )


def _consents(
    writer: Writer, village: DemoVillage, contact_id: int, given: date, by: int
) -> None:
    said = {
        "contact_id": contact_id,
        "given_on": given,
        "given_how": GivenHow.SPOKEN.value,
        "recorded_by": by,
        "recorded_at": village.moment(given),
    }
    writer.add("assent", participation=Participation.VISIT.value, **said)
    writer.add("consent", purpose=Purpose.REFERRAL.value, **said)


def _heard_on(village: DemoVillage, since: date, *, is_new: bool) -> date:
    """The day on which a wish was heard: one that is open still, lately."""
    if is_new:
        return village.day(2, 9)
    return open_day(since + (village.today - since) * village.random.randint(1, 5) // 6)


def _stands(contact_id: int, is_open: bool, is_over: bool) -> WishState:
    """Most wishes came true or are being seen to; some of this week are still open."""
    if is_over:
        return WishState.DONE
    if is_open:
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
