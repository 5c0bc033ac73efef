"""The questions a form can ask, each with its own checks and its own words."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from stdnum import iban
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput, TimeInput

from thuis_app.core import clock, normalize
from thuis_app.core.citizen_numbers import citizen_numbers, digits_of
from thuis_app.web.field_values import (
    coerced,
    day,
    entered,
    hour,
    minutes,
    rounded,
    typed,
)
from thuis_app.web.filters import TelephoneFault, as_kept, telephone, telephone_fault

LINE, NOTE = 200, 4000
# A text that is too long comes back to be shortened: ten times what fits, no more.
KEPT = 10
FIRST_DAY = date(1900, 1, 1)
POSTCODE = re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}")
EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")

Check = Callable[[Any, Field], None]


def needed(message: Any) -> Check:
    """This must be answered; `message` says what to do."""

    def check(_form: Any, field: Field) -> None:
        if field.data in (None, "", []) and not field.errors:
            raise StopValidation(str(message))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def _checks(required: Any) -> list[Check]:
    return [needed(required)] if required else []


class LineField(StringField):
    """One line of text; how long it is, is known before anything is done with it."""

    limit, beyond = LINE, 0
    asked_about: str = ""

    def __init__(
        self, label: Any, required: Any = None, limit: int | None = None, **more: Any
    ) -> None:
        self.limit = limit or self.limit
        super().__init__(label, _checks(required), **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = typed(valuelist, KEPT * self.limit)
        length = len(valuelist[0].strip()) if valuelist else 0
        self.beyond = max(0, length - KEPT * self.limit)

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        length = len(text) + self.beyond
        if length > self.limit:
            message = _("This is %(count)s characters. Keep it under %(limit)s.")
            raise StopValidation(message % {"count": length, "limit": self.limit})
        self._check_citizen_numbers(form, text)

    def _check_citizen_numbers(self, form: Any, text: str) -> None:
        """Ask about the first number that may be a BSN, unless that was answered."""
        found = {digits_of(one): one for one in citizen_numbers(text)}
        asked = [digits for digits in found if digits not in form.no_citizen_numbers]
        form.confirmed_numbers += [one for one in found if one not in asked]
        if asked:
            self.asked_about = asked[0]
            message = _("%(number)s looks like a citizen service number (BSN).")
            rest = _("We do not keep it. Leave it out.")
            raise StopValidation(f"{message % {'number': found[asked[0]]}} {rest}")


class HiddenTextField(HiddenField):
    """A hidden field that the page fills in, at most as long as our pages need."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0][: KEPT * LINE] if valuelist else ""


class NoteField(LineField, TextAreaField):
    """A few sentences."""

    limit = NOTE


class EmailAddressField(LineField):
    """An e-mail address, in small letters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = normalize.plain(self.data or "").lower().removeprefix("mailto:")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not EMAIL.fullmatch(self.data):
            raise StopValidation(_("Write an e-mail address like name@example.nl."))


class TelephoneField(LineField):
    """A telephone number, kept as +31…; Dutch unless it says otherwise."""

    def _value(self) -> str:
        """As people write it; what was typed stays as it was typed."""
        as_typed = typed(self.raw_data or [], KEPT * self.limit)
        return as_typed or telephone(self.data or "")

    def as_text(self, value: str) -> str:
        """A stored number as people write it, to stand beside the field."""
        return telephone(value)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and (fault := telephone_fault(self.data)):
            raise StopValidation(_telephone_message(fault))
        self.data = as_kept(self.data or "")


def _telephone_message(fault: TelephoneFault) -> Any:
    return {
        TelephoneFault.WORDS: _("Write only the number here, without words."),
        TelephoneFault.NO_AREA_CODE: _("Write the area code too: 050 555 01 44."),
        TelephoneFault.NO_NUMBER: _("This number does not exist. Count the digits."),
    }[fault]


class AccountNumberField(LineField):
    """A bank account number (IBAN), kept without spaces."""

    def _value(self) -> str:
        """In groups of four; what was typed stays as it was typed."""
        as_typed = typed(self.raw_data or [], KEPT * self.limit)
        return as_typed or self.as_text(self.data or "")

    def as_text(self, value: str) -> str:
        """A stored number as it stands on a bank card."""
        return str(iban.format(value)) if value else ""

    def _check_citizen_numbers(self, form: Any, text: str) -> None:
        """An account number is no BSN, whatever its digits."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not iban.is_valid(self.data):
            raise StopValidation(
                _("Write an account number like NL91 ABNA 0417 1643 00.")
            )
        self.data = str(iban.compact(self.data or ""))


class PostcodeField(LineField):
    """A Dutch postcode, kept as '9781 AB'."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = normalize.plain(self.data or "")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not POSTCODE.fullmatch(self.data):
            raise StopValidation(_("Write a postcode like 9781 AB."))
        plain = (self.data or "").replace(" ", "").upper()
        self.data = f"{plain[:4]} {plain[4:]}".strip()


class DayField(Field):
    """A date, typed as 24-11-2026 or chosen in the browser's calendar."""

    widget = DateInput()

    def __init__(
        self,
        label: Any,
        required: Any = None,
        *,
        first: Callable[[], date] = lambda: FIRST_DAY,
        last: Callable[[], date] = lambda: date(2100, 12, 31),
        **more: Any,
    ) -> None:
        super().__init__(label, _checks(required), **more)
        self.first, self.last, self.typed = first, last, ""

    def _value(self) -> str:
        if self.errors or self.data is None:
            return self.typed
        return str(self.data.isoformat())

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = entered(valuelist)
        self.data = day(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            raise StopValidation(_("This date does not exist. Write it as 24-11-2026."))
        if self.data and not self.first() <= self.data <= self.last():
            between = {
                "first": f"{self.first():%d-%m-%Y}",
                "last": f"{self.last():%d-%m-%Y}",
            }
            raise StopValidation(
                _("Choose a date between %(first)s and %(last)s.") % between
            )


class PastDayField(DayField):
    """A date that has been; today at the latest."""

    def __init__(self, label: Any, required: Any = None, **more: Any) -> None:
        super().__init__(label, required, last=clock.today, **more)


class HourField(Field):
    """A time of day, as 14:30."""

    widget = TimeInput()

    def __init__(self, label: Any, required: Any = None, **more: Any) -> None:
        super().__init__(label, _checks(required), **more)
        self.typed = ""

    def _value(self) -> str:
        return self.typed if self.data is None else f"{self.data:%H:%M}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = entered(valuelist)
        self.data = hour(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            raise StopValidation(_("Write a time like 14:30."))


class NumberField(Field):
    """A whole number within bounds."""

    widget = TextInput()

    def __init__(
        self, label: Any, required: Any = None, *, least: int, most: int, **more: Any
    ) -> None:
        super().__init__(label, _checks(required), **more)
        self.least, self.most, self.typed = least, most, ""

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else str(self.data))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = entered(valuelist)
        is_number = re.fullmatch(r"-?[0-9]{1,9}", self.typed)
        self.data = int(self.typed) if is_number else None

    def pre_validate(self, form: Any) -> None:
        wrong = self.typed and self.data is None
        if wrong or (
            self.data is not None and not self.least <= self.data <= self.most
        ):
            bounds = {"least": self.least, "most": self.most}
            raise StopValidation(self._request() % bounds)

    def _request(self) -> str:
        """What to write instead, with the bounds to fill in."""
        return str(_("Write a whole number between %(least)s and %(most)s."))


class DurationField(NumberField):
    """How long something took, in whole minutes: 90, or 1,5 or 1:30 or 1u30 in hours.

    With `unit` 60 a whole number is of hours.
    """

    def __init__(self, *positional: Any, unit: int = 1, **more: Any) -> None:
        super().__init__(*positional, **more)
        self.unit = unit

    def as_text(self, found: int) -> str:
        """These minutes as they are typed here."""
        hours, rest = divmod(found, self.unit)
        return f"{hours}:{rest:02}" if rest else str(hours)

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else self.as_text(self.data))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = entered(valuelist)
        self.data = minutes(self.typed, self.unit) if self.typed else None

    def pre_validate(self, form: Any) -> None:
        if not self.typed and self.data is None:
            return
        if self.data is not None and self.least <= self.data <= self.most:
            return
        said = (
            _("Write minutes between %(least)s and %(most)s, or hours as 1:30.")
            if self.unit == 1
            else _("Write hours between %(least)s and %(most)s, as 2 or 1:30.")
        )
        bounds = {"least": self.least, "most": self.most}
        raise StopValidation(said % {k: v // self.unit for k, v in bounds.items()})


class DistanceField(NumberField):
    """Kilometres: what stands behind the comma is rounded, half upward."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = entered(valuelist)
        self.data = rounded(self.typed) if self.typed else None

    def _request(self) -> str:
        return str(_("Write a number between %(least)s and %(most)s."))


class _Choosing:
    """A question with choices; an answer that is not among them is refused."""

    def __init__(
        self,
        label: Any,
        choices: Mapping[Any, Any] | None = None,
        required: Any = None,
        kind: Callable[[Any], Any] = str,
        **more: Any,
    ) -> None:
        more["coerce"] = coerced(kind)
        super().__init__(label, _checks(required), **more)  # type: ignore[call-arg]
        self.choices = list((choices or {}).items())

    def pre_validate(self, form: Any) -> None:
        known = {str(value) for value, *_rest in self.iter_choices()}  # type: ignore[attr-defined]
        raw = self.raw_data or []  # type: ignore[attr-defined]
        if any(value and value not in known for value in raw):
            raise StopValidation(_("Choose one of these answers."))


class ChoiceField(_Choosing, RadioField):
    """One answer out of a few, all of them in sight."""


class PickField(_Choosing, SelectField):
    """One answer out of many, in a list that folds out; empty when not answered."""


class ChoicesField(_Choosing, SelectMultipleField):
    """Any number of answers, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, *positional: Any, **more: Any) -> None:
        more.setdefault("default", list)
        super().__init__(label, *positional, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """An empty value is no answer, as in the other fields."""
        super().process_formdata([value for value in valuelist if value])

    @property
    def by_value(self) -> dict[str, Field]:
        """The boxes by their value, for a table of them: `field` makes them anew."""
        return {str(box.data): box for box in self}


class TickField(BooleanField):
    """Yes when ticked."""


class SecretField(PasswordField):
    """A password: taken as typed, never sent back."""

    def __init__(self, label: Any, required: Any = None, **more: Any) -> None:
        super().__init__(label, _checks(required), **more)

    def pre_validate(self, form: Any) -> None:
        if len(self.data or "") > LINE:
            raise StopValidation(_("This is too long for a password."))
