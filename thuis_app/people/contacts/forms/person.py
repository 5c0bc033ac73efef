"""Writing somebody down."""

import hashlib
from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.people.contacts import rules
from thuis_app.people.contacts.forms.suits import SuitsForm, suits_kept, suits_stored
from thuis_app.people.contacts.forms.words import ADDRESSES, ROLES
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.queries import Double, Village
from thuis_app.people.contacts.rules import Address, ContactRole
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
)

STORED = (
    *("address", "called_name", "initials", "prefix", "last_name"),
    *("postcode", "house_number", "street", "area_id"),
    *("birth_date", "birth_year", "language", "approach"),
)


class PersonForm(SuitsForm):
    """What is known of somebody: short at the door, completed later."""

    address = ChoiceField(_l("How to address"), ADDRESSES, kind=Address)
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
    roles = ChoicesField(_l("What this person is for us"), ROLES, kind=ContactRole)

    NUMBERS = ("telephone", "telephone_2", "telephone_3")

    def offer(
        self, villages: Iterable[Village], now: int | None = None
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
        answers["address"] = answers["address"] or Address.NAME
        if answers["birth_date"]:
            answers["birth_year"] = None
        known = suits_kept(answers)
        return known | {"telephones": [pair for pair in pairs if pair[0]]}


class NewPersonForm(PersonForm):
    """Write somebody down; `asked` are the possible doubles already shown."""

    asked = HiddenTextField()

    def must_ask(self, doubles: Iterable[Double]) -> bool:
        """Whether one of these was not shown yet, with the question who it is."""
        ids = [str(double.contact.id) for double in doubles]
        known = (self.asked.data or "").split()
        self.asked.data = " ".join(ids)
        return not set(ids) <= set(known)


def as_stored(
    contact: Contact, phones: Iterable[ContactPhone], roles: Iterable[ContactRole]
) -> SimpleNamespace:
    """What a PersonForm asks, as it is stored now.

    Its version is made of these answers alone: that somebody was visited or reached
    meanwhile is no clash with a correction of the address.
    """
    known = {name: getattr(contact, name) for name in STORED}
    known |= suits_stored(contact)
    known["roles"] = [role for role in ContactRole if role in set(roles)]
    for name in PersonForm.NUMBERS:
        known |= {name: "", f"{name}_note": ""}
    for name, phone in zip(PersonForm.NUMBERS, phones, strict=False):
        known |= {name: phone.number, f"{name}_note": phone.note}
    digest = hashlib.sha256(repr(sorted(known.items())).encode()).hexdigest()
    return SimpleNamespace(**known, version=digest)
