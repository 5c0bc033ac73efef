"""Forms about people, and the labels of enumerations."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from thuis_app.core import clock, normalize
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import ordered
from thuis_app.directory.rooms.forms import DAYS, PARTS, week_parts
from thuis_app.organisation.areas.forms import VillageFilter
from thuis_app.organisation.areas.rules import VillageOption
from thuis_app.people.contacts import rules
from thuis_app.people.contacts.models import Contact, ContactPhone, ContactRow
from thuis_app.people.contacts.queries import PossibleDuplicate
from thuis_app.people.contacts.rules import (
    NO_STEP,
    ContactAuditEvent,
    ContactFilter,
    ContactRoleKind,
    Distinction,
    Due,
    DuplicateGround,
    IdentityTraits,
    Salutation,
    Stage,
)
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    HiddenTextField,
    LineField,
    NoteField,
    NumberField,
    PastDayField,
    PickField,
    PostcodeField,
    TelephoneField,
    TickField,
)
from thuis_app.web.filters import day, label, said
from thuis_app.web.forms import VersionedForm
from thuis_app.web.request_args import day_and_id, search

STAGES = {
    Stage.KNOWN: _l("Known to us"),
    Stage.OUTREACH: _l("Getting in touch"),
    Stage.PARTICIPANT: _l("Participant"),
    Stage.ENDED: _l("Rounded off"),
    Stage.NO_CONTACT: _l("No more contact"),
    Stage.MOVED: _l("Moved away"),
    Stage.DECEASED: _l("Passed away"),
}

SALUTATIONS = {
    Salutation.MRS: _l("Mrs"),
    Salutation.MR: _l("Mr"),
    Salutation.NAME: _l("By the name alone"),
}

ROLES = {
    ContactRoleKind.OLDER_PERSON: _l("Older person"),
    ContactRoleKind.CARER: _l("Carer"),
    ContactRoleKind.VOLUNTEER: _l("Volunteer"),
    ContactRoleKind.KEY_HOLDER: _l("Key holder"),
    ContactRoleKind.PROFESSIONAL: _l("Professional"),
}

DUPLICATE_GROUNDS = {
    DuplicateGround.NAME: _l("the name sounds the same"),
    DuplicateGround.TELEPHONE: _l("the same telephone number"),
    DuplicateGround.ADDRESS: _l("the same address"),
}

DUES = {
    Due.NOW: _l("Today or late"),
    Due.WEEK: _l("Within a week"),
    Due.NONE: _l("Nothing planned"),
    Due.WAITING: _l("Waits for a volunteer"),
}


AUDIT_EVENTS = {
    ContactAuditEvent.REGISTERED: _l("Person registered"),
    ContactAuditEvent.EDITED: _l("Data of a person changed"),
    ContactAuditEvent.INFORMED: _l("Noted that the person was told of the report"),
    ContactAuditEvent.BECAME_KNOWN: _l("Person known, without outreach"),
    ContactAuditEvent.BECAME_OUTREACH: _l("Person in outreach"),
    ContactAuditEvent.BECAME_PARTICIPANT: _l("Person takes part"),
    ContactAuditEvent.BECAME_ENDED: _l("Contact with a person rounded off"),
    ContactAuditEvent.BECAME_NO_CONTACT: _l("Person wants no contact"),
    ContactAuditEvent.BECAME_MOVED: _l("Person moved away"),
    ContactAuditEvent.BECAME_DECEASED: _l("Person died"),
    ContactAuditEvent.OPENED: _l("File of a person viewed"),
    ContactAuditEvent.EDIT_OPENED: _l("Data of a person opened to change"),
    ContactAuditEvent.STOP_OPENED: _l("Page to stop contact opened"),
    ContactAuditEvent.REOPEN_OPENED: _l("Page to allow contact again opened"),
    ContactAuditEvent.LISTED: _l("List of people viewed"),
    ContactAuditEvent.DOUBLES_SHOWN: _l("Persons who look alike viewed"),
}


def step_words(step: str, number: int | None = None) -> str:
    """The label of a next step: 'Attempt 4'."""
    if not step:
        return ""
    words = label(TaskKind(step))
    return f"{words} {number}" if number else words


def formal(contact: Contact, style: str = "") -> str:
    """The formal name of a person: 'mevrouw Van der Ploeg'.

    'start' begins a sentence ('Mevrouw Van der Ploeg'), 'full' is for above a page
    ('Mevrouw Trijntje van der Ploeg').
    """
    titles = {Salutation.MRS: _("title: Mrs"), Salutation.MR: _("title: Mr")}
    if contact.salutation not in titles:
        return contact.full_name
    title = titles[contact.salutation].removeprefix("title: ")
    if style:
        title = title[:1].upper() + title[1:]
    return f"{title} {contact.full_name if style == 'full' else contact.formal_name}"


SPOKEN = {
    SpokenLanguage.DUTCH: _l("Dutch"),
    SpokenLanguage.GRONINGS: _l("Gronings"),
    SpokenLanguage.FRISIAN: _l("Frisian"),
    SpokenLanguage.GERMAN: _l("German"),
    SpokenLanguage.ENGLISH: _l("English"),
    SpokenLanguage.TURKISH: _l("Turkish"),
    SpokenLanguage.ARABIC: _l("Arabic"),
    SpokenLanguage.OTHER: _l("Another language"),
}

INTERESTS = {
    Interest.CARDS_AND_GAMES: _l("Cards and games"),
    Interest.MUSIC: _l("Music"),
    Interest.HANDWORK: _l("Handwork"),
    Interest.GARDEN: _l("The garden"),
    Interest.WALKING: _l("Walking"),
    Interest.READING: _l("Reading"),
    Interest.COOKING: _l("Cooking"),
    Interest.ANIMALS: _l("Animals"),
    Interest.HISTORY: _l("History"),
    Interest.CHURCH: _l("Church and faith"),
    Interest.SPORT: _l("Sport"),
    Interest.TECHNOLOGY: _l("Computer and telephone"),
}


class SuitsForm(VersionedForm):
    """A part of what is asked of a person: what to look for in a visitor."""

    speaks = ChoicesField(_l("What this person speaks"), SPOKEN, kind=SpokenLanguage)
    interests = ChoicesField(
        _l("What this person likes to do or talk about"), INTERESTS, kind=Interest
    )
    has_pets = TickField(_l("There are pets in the house"))
    smokes = TickField(_l("There is smoking in the house"))
    times = ChoicesField(_l("When a visit suits"), kind=WeekPart)

    def offer_times(self) -> None:
        """Every part of the week, to choose from."""
        self.times.choices = week_parts()

    @property
    def week(self) -> dict[str, dict[Any, Any]]:
        """The columns and the rows of a week, with their words."""
        return {"days": DAYS, "parts": PARTS}

    @property
    def is_about_suits(self) -> bool:
        """Whether something here asks for attention, so that the fold stands open."""
        fields = (self.speaks, self.interests, self.has_pets, self.smokes, self.times)
        return any(
            one.errors or one.is_taken or one.theirs is not None for one in fields
        )


def suits_kept(answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers as the columns of a person keep them."""
    chosen = ("speaks", "interests", "times")
    return answers | {name: frozenset(answers[name] or ()) for name in chosen}


def suits_stored(contact: Contact) -> dict[str, Any]:
    """The stored values of the fields of a SuitsForm."""
    return {
        "speaks": ordered(contact.speaks),
        "interests": ordered(contact.interests),
        "has_pets": contact.has_pets,
        "smokes": contact.smokes,
        "times": ordered(contact.times),
    }


STORED = (
    *("called_name", "initials", "prefix", "last_name"),
    *("postcode", "house_number", "street", "area_id"),
    *("birth_date", "birth_year", "language", "approach"),
)


class PersonForm(SuitsForm):
    """The data of a person; only a few fields are needed at first."""

    address = ChoiceField(_l("How to address"), SALUTATIONS, kind=Salutation)
    called_name = LineField(_l("Called name"), limit=60)
    initials = LineField(_l("Initials"), limit=20)
    prefix = LineField(_l("Prefix"), limit=20, description=_l("As in: van der"))
    last_name = LineField(
        _l("Last name"), _l("Write a last name, or what people call them."), limit=80
    )
    postcode = PostcodeField(_l("Postcode"))
    house_number = LineField(_l("House number"), limit=10)
    street = LineField(_l("Street"), limit=80)
    area_id = PickField(_l("Village"), kind=int)
    telephone = TelephoneField(_l("Telephone"))
    telephone_note = LineField(_l("Whose number, or when to call"), limit=80)
    telephone_2 = TelephoneField(_l("Second telephone"))
    telephone_2_note = LineField(_l("Whose second number"), limit=80)
    telephone_3 = TelephoneField(_l("Third telephone"))
    telephone_3_note = LineField(_l("Whose third number"), limit=80)
    birth_date = PastDayField(
        _l("Date of birth"),
        first=lambda: date(rules.birth_years(clock.today())[0], 1, 1),
    )
    birth_year = NumberField(_l("Or only the year of birth"), least=1900, most=2100)
    language = LineField(_l("Language or dialect"), limit=60)
    approach = NoteField(
        _l("How to approach"),
        limit=500,
        description=_l("For example: ring at the back door. The person may read this."),
    )
    roles = ChoicesField(_l("What this person is for us"), ROLES, kind=ContactRoleKind)

    NUMBERS = ("telephone", "telephone_2", "telephone_3")

    def offer(
        self, villages: Iterable[VillageOption], now: int | None = None
    ) -> "PersonForm":
        """The villages to choose from; without a choice the postcode decides."""
        self._villages = [v for v in villages if v.is_active or v.id == now]
        names = [(v.id, v.name) for v in self._villages]
        self.area_id.choices = [("", _("By the postcode")), *names]
        self.offer_times()
        self.birth_year.least, self.birth_year.most = rules.birth_years(clock.today())
        return self

    def validate_area_id(self, field: Any) -> None:
        """Find the village by the four digits of the postcode when none was chosen."""
        if field.data is not None:
            return
        digits = (self.postcode.data or "")[:4]
        found = [v.id for v in self._villages if v.postcode4 == digits]
        if len(found) != 1:
            raise ValidationError(_("Choose the village; the postcode does not tell."))
        field.data = found[0]

    def validate_birth_date(self, field: Any) -> None:
        last = rules.birth_years(clock.today())[1]
        if field.data and field.data.year > last:
            raise ValidationError(_("Choose a date in %(year)s or before.", year=last))

    @property
    def person(self) -> dict[str, Any]:
        """The answers as `actions.register` and `actions.edit` take them."""
        answers = dict(self.answers)
        answers.pop("asked", None)
        pairs = [
            (answers.pop(name), answers.pop(f"{name}_note")) for name in self.NUMBERS
        ]
        answers["salutation"] = answers.pop("address") or Salutation.NAME
        if answers["birth_date"]:
            answers["birth_year"] = None
        known = suits_kept(answers)
        return known | {"telephones": [pair for pair in pairs if pair[0]]}


class NewPersonForm(PersonForm):
    """Registers a person; `asked` are the possible duplicates shown before."""

    asked = HiddenTextField()

    def must_confirm(self, doubles: Iterable[PossibleDuplicate]) -> bool:
        """Whether one of these was not shown yet, with the question who it is."""
        ids = [str(double.contact.id) for double in doubles]
        known = (self.asked.data or "").split()
        self.asked.data = " ".join(ids)
        return not set(ids) <= set(known)


def as_stored(
    contact: Contact, phones: Iterable[ContactPhone], roles: Iterable[ContactRoleKind]
) -> SimpleNamespace:
    """The stored values of the fields of a PersonForm.

    The version is made of these values alone: a visit or an attempt in between
    is no clash with a correction of the address.
    """
    known = {name: getattr(contact, name) for name in STORED}
    known["address"] = contact.salutation
    known |= suits_stored(contact)
    known["roles"] = [role for role in ContactRoleKind if role in set(roles)]
    for name in PersonForm.NUMBERS:
        known |= {name: "", f"{name}_note": ""}
    for name, phone in zip(PersonForm.NUMBERS, phones, strict=False):
        known |= {name: phone.number, f"{name}_note": phone.note}
    digest = hashlib.sha256(repr(sorted(known.items())).encode()).hexdigest()
    return SimpleNamespace(**known, version=digest)


def identity_traits(answers: Mapping[str, Any]) -> IdentityTraits:
    """What was typed, to be compared with the people who are known."""
    typed = {name: normalize.clean(str(answers.get(name) or ""), 200) for name in TYPED}
    _prefix, last_name = rules.name_parts("", typed["last_name"])
    postcode = typed["postcode"].replace(" ", "").upper()
    found = {_telephone(str(answers.get(name) or "")) for name in PersonForm.NUMBERS}
    area = str(answers.get("area_id") or "")[:10]
    year = typed["birth_year"] or typed["birth_date"][:4]
    return IdentityTraits(
        last_name,
        typed["called_name"],
        typed["initials"],
        f"{postcode[:4]} {postcode[4:]}".strip(),
        typed["house_number"],
        frozenset(found - {""}),
        int(year) if year.isascii() and year.isdigit() else None,
        typed["street"],
        int(area) if area.isascii() and area.isdigit() else None,
    )


TYPED = (
    "last_name",
    "called_name",
    "initials",
    "postcode",
    "house_number",
    "birth_year",
    "birth_date",
    "street",
)


def _telephone(typed: str) -> str:
    try:
        found = phonenumbers.parse(typed[:40], "NL")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def contact_filter(
    wanted: MultiDict[str, str], area_ids: frozenset[int] | None = None
) -> ContactFilter:
    """The filter in the query string, in these villages; values that make no sense are
    left out."""
    return ContactFilter(
        area_ids=area_ids,
        stage=wanted.get("stage", type=Stage),
        volunteer=wanted.get("volunteer", "", type=search),
        due=wanted.get("due", type=Due),
        after=wanted.get("after", type=day_and_id),
    )


def filter_args(criteria: ContactFilter, villages: VillageFilter) -> dict[str, Any]:
    """The same as the address of a page says it, but for where the page begins."""
    return {
        "area": villages.in_link,
        "stage": criteria.stage,
        "due": criteria.due,
        "volunteer": criteria.volunteer or None,
    }


def distinct(name: str, mark: Distinction | None) -> str:
    """A name with what tells it from others: 'Jan Vos (1934, Kerkpad 4)'."""
    if mark is None:
        return name
    carer = str(label(ContactRoleKind.CARER)).lower() if mark.is_carer else ""
    parts = [str(part) for part in (mark.year, mark.street, carer) if part]
    return f"{name} ({', '.join(parts)})" if parts else name


def apart(contact: Contact) -> str:
    """The name, with what tells it from those of others in this village."""
    found = rules.tell_apart([contact.namesake(contact.full_name)])
    return distinct(contact.full_name, found.get(contact.id))


def choices_of(people: Iterable[Contact]) -> dict[int, str]:
    """These people by name and address, with what tells them apart where needed."""
    people = list(people)
    marks = rules.tell_apart(one.namesake(one.with_address) for one in people)
    found = {}
    for one in people:
        mark = marks.get(one.id, Distinction())._replace(street="")
        parts = distinct(one.full_name, mark), one.street_line, one.area.name
        found[one.id] = ", ".join(part for part in parts if part)
    return found


class Listed(NamedTuple):
    """A person as the list says it; `day` is empty when nothing is planned."""

    id: int
    name: str
    village: str
    stage: Stage
    stands: str
    is_late: bool
    day: str
    step: str
    volunteer: str
    visited: str
    referrals: int


def listed(
    people: Sequence[ContactRow], villages: dict[int, str], today: date
) -> list[Listed]:
    """These people in words; what many share is looked up once.

    Behind a name that is not alone in a village stands what tells it apart.
    """
    stands = said(Stage)
    days = {on: day(on, "brief") for on in {one.next_step_on for one in people}}
    days |= {NO_STEP: ""}
    shown = {(one.next_step, one.next_step_number) for one in people}
    steps = {step: step_words(*step) for step in shown}
    marks = rules.tell_apart(one.namesake for one in people)
    return [
        Listed(
            one.id,
            distinct(one.full_name, marks.get(one.id)),
            villages[one.area_id],
            one.stage,
            stands[one.stage],
            one.next_step_on < today,
            days[one.next_step_on],
            steps[one.next_step, one.next_step_number],
            one.volunteer_name,
            day(one.last_visit_on, "d MMM yyyy"),
            one.open_referrals,
        )
        for one in people
    ]
