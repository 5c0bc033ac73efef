"""The words of merging, and the form on which is chosen what stays of two records."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.directory.rooms.forms import week_part_words
from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.overview.merging import rules
from thuis_app.overview.merging.rules import (
    COLUMNS,
    JOINED,
    MergeAuditEvent,
    MergeField,
    MergeSide,
)
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import MergeObstacle
from thuis_app.web.fields import ChoiceField
from thuis_app.web.filters import day, label

AUDIT_EVENTS = {
    MergeAuditEvent.MERGED: _l("Two records of one person became one"),
    MergeAuditEvent.UNDONE: _l("Two records became two again"),
    MergeAuditEvent.KEPT_APART: _l("It was written down that these are two people"),
    MergeAuditEvent.OPENED: _l("Two records were compared"),
    MergeAuditEvent.LISTED: _l("Possible doubles were viewed"),
}

OBSTACLES = {
    MergeObstacle.TIED: _l(
        "They stand with each other as family, neighbour or carer. End that tie first,"
        " if it is one person."
    ),
    MergeObstacle.RESPITE: _l(
        "One of them asked for respite for the other. So they are two people."
    ),
    MergeObstacle.TWO_ACCOUNTS: _l(
        "Both are a volunteer with an account of their own. End one account first."
    ),
    MergeObstacle.PRACTICE: _l("One of the two is only there to practise with."),
}

FIELDS = {
    MergeField.SALUTATION: _l("How to address"),
    MergeField.CALLED_NAME: _l("First name"),
    MergeField.INITIALS: _l("Initials"),
    MergeField.LAST_NAME: _l("Last name"),
    MergeField.HOME: _l("Address"),
    MergeField.BIRTH: _l("Born"),
    MergeField.LANGUAGE: _l("Language or dialect"),
    MergeField.APPROACH: _l("How to approach"),
    MergeField.SPEAKS: _l("Speaks"),
    MergeField.INTERESTS: _l("Likes to do"),
    MergeField.TIMES: _l("When a visit suits"),
    MergeField.PETS: _l("Pets in the house"),
    MergeField.SMOKES: _l("Smokes"),
}

BOTH = _l("Both")


class MergeRow(NamedTuple):
    """What two records know of one thing; `field` where there is something to choose,
    with the words of each side by the value of its button."""

    title: object
    one: str
    other: str
    field: Any


class ComparedPair(NamedTuple):
    """Two records as they are compared; a form about them is as old as either."""

    one: Contact
    other: Contact

    @property
    def version(self) -> str:
        return f"{self.one.version}.{self.other.version}"


class MergeForm(EndingForm):
    """What stays of two records; a field that is alike in both asks nothing."""

    salutation = ChoiceField(FIELDS[MergeField.SALUTATION], kind=MergeSide)
    called_name = ChoiceField(FIELDS[MergeField.CALLED_NAME], kind=MergeSide)
    initials = ChoiceField(FIELDS[MergeField.INITIALS], kind=MergeSide)
    last_name = ChoiceField(FIELDS[MergeField.LAST_NAME], kind=MergeSide)
    home = ChoiceField(FIELDS[MergeField.HOME], kind=MergeSide)
    birth = ChoiceField(FIELDS[MergeField.BIRTH], kind=MergeSide)
    language = ChoiceField(FIELDS[MergeField.LANGUAGE], kind=MergeSide)
    approach = ChoiceField(FIELDS[MergeField.APPROACH], kind=MergeSide)
    speaks = ChoiceField(FIELDS[MergeField.SPEAKS], kind=MergeSide)
    interests = ChoiceField(FIELDS[MergeField.INTERESTS], kind=MergeSide)
    times = ChoiceField(FIELDS[MergeField.TIMES], kind=MergeSide)
    pets = ChoiceField(FIELDS[MergeField.PETS], kind=MergeSide)
    smokes = ChoiceField(FIELDS[MergeField.SMOKES], kind=MergeSide)

    def compare(self, pair: ComparedPair) -> "MergeForm":
        """Offer what each of the two knows, where that is not the same."""
        self.pair = pair
        one, other = columns(pair.one), columns(pair.other)
        for name in MergeField:
            field = self[name]
            field.choices = []
            if rules.differs(name, one, other):
                field.choices = _sides(name, pair)
                field.data = field.data or rules.proposed(name, one, other)
        return self

    @property
    def rows(self) -> list[MergeRow]:
        """All that the two know, side by side; not what neither knows."""
        one, other = columns(self.pair.one), columns(self.pair.other)
        return [
            MergeRow(
                FIELDS[name],
                words(name, self.pair.one),
                words(name, self.pair.other),
                self[name] if self[name].choices else None,
            )
            for name in MergeField
            if rules.has(name, one) or rules.has(name, other)
        ]

    @property
    def known(self) -> dict[str, Any]:
        """The columns of the record that stays."""
        sides = {name: self[name].data for name in MergeField if self[name].data}
        return rules.chosen(sides, columns(self.pair.one), columns(self.pair.other))

    @property
    def as_typed(self) -> dict[str, Any]:
        """What was chosen is not stored anywhere: nothing differs from it."""
        return {field.name: field.data for field in self}


def columns(contact: Contact) -> Mapping[str, Any]:
    """What one record knows, by the names of its columns."""
    names = [name for wanted in COLUMNS.values() for name in wanted]
    return {name: getattr(contact, name) for name in names}


def words(name: MergeField, contact: Contact) -> str:
    """What one record knows of one thing, as text."""
    if name is MergeField.LAST_NAME:
        return contact.formal_name
    if name is MergeField.HOME:
        parts = contact.street_line, contact.postcode, contact.area.name
        return ", ".join(part for part in parts if part)
    if name is MergeField.BIRTH:
        return day(contact.birth_date) or str(contact.birth_year or "")
    value = getattr(contact, COLUMNS[name][0])
    if isinstance(value, bool):
        return str(_("yes") if value else "")
    if isinstance(value, frozenset):
        said = week_part_words if name is MergeField.TIMES else label
        return ", ".join(sorted(str(said(one)) for one in value))
    return label(value) if name is MergeField.SALUTATION else value


def _sides(name: MergeField, pair: ComparedPair) -> list[tuple[MergeSide, object]]:
    found: list[tuple[MergeSide, object]] = [
        (MergeSide.ONE, words(name, pair.one)),
        (MergeSide.OTHER, words(name, pair.other)),
    ]
    return found + ([(MergeSide.BOTH, BOTH)] if name in JOINED else [])
