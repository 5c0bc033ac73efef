"""Stages and roles of people, and how a name is recognised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.normalize import fold
from thuis_app.core.search_words import (
    address_words,
    name_words,
    sound,
    sounds,
    street_name,
    telephone_words,
)
from thuis_app.core.states import Moves
from thuis_app.people.tasks.rules import TaskDetails, TaskKind

NO_STEP = date(9999, 12, 31)
INFORM_WITHIN = timedelta(days=30)
INFORM_AHEAD = timedelta(days=14)
CALL_AGAIN_WITHIN = timedelta(days=28)
DONE_WHEN_FINISHED = frozenset(
    {TaskKind.WAITING, TaskKind.REOPENED, TaskKind.CALL_AGAIN}
)
"""What is no longer to be done for a person who takes part no more."""


class Stage(StrEnum):
    """How far the contact with a person has come."""

    KNOWN = "known"
    OUTREACH = "outreach"
    PARTICIPANT = "participant"
    ENDED = "ended"
    NO_CONTACT = "no_contact"
    MOVED = "moved"
    DECEASED = "deceased"


STOPPED = frozenset({Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED})
REOPENED = frozenset({Stage.KNOWN, Stage.PARTICIPANT})

MOVES: Moves[Stage] = {
    Stage.KNOWN: {Stage.OUTREACH, Stage.PARTICIPANT, *STOPPED},
    Stage.OUTREACH: {Stage.PARTICIPANT, Stage.ENDED, *STOPPED},
    Stage.PARTICIPANT: {Stage.KNOWN, Stage.ENDED, Stage.OUTREACH, *STOPPED},
    Stage.ENDED: {Stage.OUTREACH, Stage.PARTICIPANT, *STOPPED},
    Stage.NO_CONTACT: {*REOPENED, Stage.MOVED, Stage.DECEASED},
    Stage.MOVED: {*REOPENED, Stage.DECEASED},
    Stage.DECEASED: REOPENED,
}


class Salutation(StrEnum):
    """The salutation of a person."""

    MRS = "mrs"
    MR = "mr"
    NAME = "name"


class ContactRoleKind(StrEnum):
    """The role of a person from a date to a date; there may be several at once."""

    OLDER_PERSON = "older_person"
    CARER = "carer"
    VOLUNTEER = "volunteer"
    KEY_HOLDER = "key_holder"
    PROFESSIONAL = "professional"


class Age(NamedTuple):
    """An age in years; `is_about` where only the year of birth is known."""

    years: int
    is_about: bool


class Due(StrEnum):
    """Which next steps the list of people shows."""

    NOW = "now"
    WEEK = "week"
    NONE = "none"
    WAITING = "waiting"


@dataclass(frozen=True)
class ContactFilter:
    """The filter of the list of people; `after` is the cursor of the page."""

    area_id: int | None = None
    stage: Stage | None = None
    volunteer: str = ""
    due: Due | None = None
    after: tuple[date, int] | None = None


@dataclass(frozen=True)
class InformDetails(TaskDetails):
    """What the task to tell a person shows: the last day on which that may be done."""

    inform_by: date | None = None


@dataclass(frozen=True)
class NoMoreContact:
    """Event: a person asked for no more contact, to whomever they said so."""

    contact_id: int


@dataclass(frozen=True)
class PersonStopped:
    """Event: a coordinator recorded that contact with a person stops from a day on.

    Published when the stage has changed: what was planned for them is to be taken back.
    What was said, and to whom, is not passed on: it is for coordinators alone.
    """

    contact_id: int
    stage: Stage
    on: date


@dataclass(frozen=True)
class PersonFinished:
    """Event: a person takes part no more, and may be spoken with as before."""

    contact_id: int


@dataclass(frozen=True)
class PersonReopened:
    """Event: contact is welcome again; `before` is the stage before it stopped."""

    contact_id: int
    before: Stage | None


@dataclass(frozen=True)
class VillageChanged:
    """Event: a person lives in another village from now on."""

    contact_id: int
    area_id: int


@dataclass(frozen=True)
class PersonDeleted:
    """Event: a person was deleted for good, with all that was written about them. What
    holds older data must not bring them back."""

    contact_id: int


@dataclass(frozen=True)
class PersonMerged:
    """Event: two records are of one person. What hangs on the one that goes is to hang
    on the one that stays; after this the other is deleted."""

    kept_id: int
    gone_id: int


@dataclass(frozen=True)
class PersonSplit:
    """Event: a merge is undone, and its rows are what they were.

    What is kept for each of the two, such as who visits, is to be counted again.
    """

    kept_id: int
    gone_id: int

    @property
    def both(self) -> tuple[int, int]:
        return self.kept_id, self.gone_id


@dataclass(frozen=True)
class DistinctRegistered:
    """Event: a person was registered who is none of these, although they are alike."""

    contact_id: int
    other_ids: tuple[int, ...]


class MergeObstacle(StrEnum):
    """Why two records cannot be of one person."""

    TIED = "tied"
    RESPITE = "respite"
    TWO_ACCOUNTS = "two_accounts"
    PRACTICE = "practice"


@dataclass(frozen=True)
class MergeObstaclesAsked:
    """Question: what shows that these two are different people?

    Each handler returns a list of `MergeObstacle`.
    """

    one_id: int
    other_id: int


class DuplicateGround(StrEnum):
    """In what two people are alike."""

    NAME = "name"
    TELEPHONE = "telephone"
    ADDRESS = "address"


def is_stopped(stage: Stage) -> bool:
    """Whether nobody may approach this person any more."""
    return stage in STOPPED


STRICTEST_FIRST = (
    *(Stage.DECEASED, Stage.NO_CONTACT, Stage.MOVED),
    *(Stage.PARTICIPANT, Stage.OUTREACH, Stage.ENDED, Stage.KNOWN),
)


def strictest(one: Stage, other: Stage) -> Stage:
    """The stage of a person with two records: the stop of one of them counts, and else
    what goes on goes on."""
    return min(one, other, key=STRICTEST_FIRST.index)


def first_known(one: date | None, other: date | None) -> date | None:
    """The earlier of two days of which each may be unknown."""
    return min((day for day in (one, other) if day), default=None)


def check_takes_part(stage: Stage) -> None:
    """Refuse to round off for who does not take part."""
    if stage is not Stage.PARTICIPANT:
        raise RuleBroken("contact.not_participant")


def due_until(due: Due, today: date) -> date:
    """The last day that counts as due."""
    return today + timedelta(days=7) if due is Due.WEEK else today


def inform_by(registered_on: date) -> date:
    """The day by which a person whom others reported must know of it (GDPR art. 14)."""
    return registered_on + INFORM_WITHIN


def age_on(day: date, born: date | None, year: int | None) -> Age | None:
    """The age on a day from the date of birth, or from the year; None without either.

    After a birth on 29 February the age changes on 1 March."""
    if born is not None:
        is_before = (day.month, day.day) < (born.month, born.day)
        return Age(day.year - born.year - is_before, False)
    return Age(day.year - year, True) if year else None


def birth_years(today: date) -> tuple[int, int]:
    """The first and the last possible year of birth."""
    return today.year - 115, today.year - 10


def reopened_as(before: Stage | None) -> Stage:
    """The stage after contact is allowed again: PARTICIPANT if it was, else KNOWN."""
    return Stage.PARTICIPANT if before is Stage.PARTICIPANT else Stage.KNOWN


def full_name(called_name: str, initials: str, prefix: str, last_name: str) -> str:
    """As people say it: 'Trijntje van der Ploeg'."""
    return " ".join(filter(None, (called_name or initials, prefix, last_name)))


PREFIXES = {"van", "de", "der", "den", "het", "'t", "'s", "ter", "ten", "te", "op"}
PREFIXES |= {"in", "aan", "bij", "uit", "voor", "onder", "over", "la", "le", "du"}
PREFIXES |= {"di", "da", "von", "zu", "el", "al"}
TYPED_LAST = re.compile(r"^(?P<last>[^,]+),\s*(?P<prefix>.+)$")


def name_parts(prefix: str, last_name: str) -> tuple[str, str]:
    """Prefix and last name, also from 'de Vries' or 'Vries, de' in the one field."""
    if prefix or not last_name:
        return prefix, last_name
    behind = TYPED_LAST.match(last_name)
    if behind and _are_prefixes(behind["prefix"].split()):
        return behind["prefix"], behind["last"].strip()
    parts = last_name.split()
    ahead = 0
    while ahead < len(parts) - 1 and _are_prefixes(parts[ahead : ahead + 1]):
        ahead += 1
    return " ".join(parts[:ahead]), " ".join(parts[ahead:])


def _are_prefixes(parts: list[str]) -> bool:
    plain = (part.casefold().replace("’", "'") for part in parts)
    return all(part in PREFIXES for part in plain)


def search_text(
    names: tuple[str, str, str, str],
    home: tuple[str, str, str],
    numbers: Iterable[str],
) -> str:
    """The words by which a person is found, as one text.

    `names` are the called name, initials, prefix and last name; `home` the street,
    house number and postcode; `numbers` are as +31…
    """
    called, initials, prefix, last_name = names
    words = name_words(called) | name_words(initials) | name_words(prefix, last_name)
    return " ".join(sorted(words | address_words(*home) | telephone_words(numbers)))


@dataclass(frozen=True)
class IdentityTraits:
    """What is known of a person when looking for duplicates."""

    last_name: str = ""
    called_name: str = ""
    initials: str = ""
    postcode: str = ""
    house_number: str = ""
    numbers: frozenset[str] = frozenset()
    birth_year: int | None = None
    street: str = ""
    area_id: int | None = None

    @property
    def doorstep(self) -> str:
        """Street and house number as one word; '' where one of them is not known."""
        if not fold(self.street) or not fold(self.house_number):
            return ""
        words = street_name(self.street), fold(self.house_number)
        return " ".join(words).replace(" ", "")


def year_of_birth(birth_date: date | None, birth_year: int | None) -> int | None:
    """The year of birth, as far as it is known."""
    return birth_date.year if birth_date else birth_year


class Alike(IntEnum):
    """How far a person is like the one of the same name who is most like them."""

    NOBODY = 0
    NAME = 1
    YEAR = 2
    STREET = 3


class Namesake(NamedTuple):
    """A person under a label, with how far others of the village are like them."""

    id: int
    label: str
    alike: int
    year: int | None
    street: str
    is_carer: bool


class Distinction(NamedTuple):
    """What tells a person apart from others of the same name: as much as it takes."""

    year: int | None = None
    street: str = ""
    is_carer: bool = False


def tell_apart(people: Iterable[Namesake]) -> dict[int, Distinction]:
    """What tells these apart, by id: from each other, and from who is not among them.

    The year of birth; the street where that is not known or is the same; and that one
    of them is a carer where the street is the same too.
    """
    by_label: dict[str, dict[int, Namesake]] = {}
    for one in people:
        by_label.setdefault(one.label, {})[one.id] = one
    found = {}
    for those in by_label.values():
        for one in those.values():
            others = (_alike(one, two) for two in those.values() if two.id != one.id)
            if alike := max((*others, Alike(one.alike))):
                found[one.id] = _distinction(one, alike)
    return found


def _alike(one: Namesake, other: Namesake) -> Alike:
    if one.year != other.year:
        return Alike.NAME
    return Alike.YEAR if one.street != other.street else Alike.STREET


def _distinction(one: Namesake, alike: Alike) -> Distinction:
    is_known = one.year is not None and alike is Alike.NAME
    street = "" if is_known else one.street
    is_shared = alike is Alike.STREET or not (one.year or street)
    return Distinction(one.year, street, one.is_carer and is_shared)


MIN_LIKENESS = 2


def may_be_one(one: IdentityTraits, other: IdentityTraits) -> bool:
    """Whether two people are so alike that they may be written down twice: one name
    and one home or telephone, and no first name or year of birth that differs, as
    those of a couple and of father and son do."""
    _score, why = likeness(one, other)
    is_near = {DuplicateGround.TELEPHONE, DuplicateGround.ADDRESS} & set(why)
    differs = _first_names(one, other) < 0 or _births(one, other) < 0
    return DuplicateGround.NAME in why and bool(is_near) and not differs


def likeness(
    one: IdentityTraits, other: IdentityTraits
) -> tuple[int, list[DuplicateGround]]:
    """A score of how alike two people are, and on which grounds; see MIN_LIKENESS."""
    why, score = [], _first_names(one, other) + _births(one, other)
    if sounds(one.last_name) & sounds(other.last_name):
        why.append(DuplicateGround.NAME)
        score += 2
    if one.numbers & other.numbers:
        why.append(DuplicateGround.TELEPHONE)
        score += 5
    if is_same_home(one, other):
        why.append(DuplicateGround.ADDRESS)
        score += 4
    return (score, why) if why else (0, why)


def is_same_home(one: IdentityTraits, other: IdentityTraits) -> bool:
    """Whether two people live at one address: by the postcode where both have one,
    and else by street and village."""
    if one.postcode and other.postcode:
        return bool(_home(one)) and _home(one) == _home(other)
    is_there = one.area_id is None or one.area_id == other.area_id
    return bool(one.doorstep) and one.doorstep == other.doorstep and is_there


def _first_names(one: IdentityTraits, other: IdentityTraits) -> int:
    """The score for first names; of initials only the first letter is compared."""
    mine, theirs = sound(one.called_name), sound(other.called_name)
    if mine and theirs and mine == theirs:
        return 2
    mine, theirs = mine or fold(one.initials), theirs or fold(other.initials)
    if not mine or not theirs:
        return 0
    return 0 if mine[0] == theirs[0] else -2


def _births(one: IdentityTraits, other: IdentityTraits) -> int:
    if not one.birth_year or not other.birth_year:
        return 0
    return 1 if one.birth_year == other.birth_year else -1


def _home(traits: IdentityTraits) -> tuple[str, str] | None:
    if not traits.postcode or not traits.house_number:
        return None
    return traits.postcode, fold(traits.house_number).replace(" ", "")


class ContactAuditEvent(AuditEvent):
    REGISTERED = "contact.registered"
    EDITED = "contact.edited"
    INFORMED = "contact.informed"
    BECAME_KNOWN = "contact.became_known"
    BECAME_OUTREACH = "contact.became_outreach"
    BECAME_PARTICIPANT = "contact.became_participant"
    BECAME_ENDED = "contact.became_ended"
    BECAME_NO_CONTACT = "contact.became_no_contact"
    BECAME_MOVED = "contact.became_moved"
    BECAME_DECEASED = "contact.became_deceased"
    OPENED = "contact.opened"
    EDIT_OPENED = "contact.edit_opened"
    STOP_OPENED = "contact.stop_opened"
    REOPEN_OPENED = "contact.reopen_opened"
    LISTED = "contacts.listed"
    DOUBLES_SHOWN = "contacts.doubles_shown"


BECAME = {stage: ContactAuditEvent[f"BECAME_{stage.name}"] for stage in Stage}
