"""The questions a form can ask, each with its own checks and its own words."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput, TimeInput

from thuis_app.core import clock, words
from thuis_app.web.filters import as_kept, telephone

LINE, NOTE = 200, 4000
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
    """One line of text."""

    limit = LINE

    def __init__(
        self, label: Any, required: Any = None, limit: int | None = None, **more: Any
    ) -> None:
        self.limit = limit or self.limit
        super().__init__(label, _checks(required), **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = words.clean(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        if len(text) > self.limit:
            message = _("This is %(count)s characters. Keep it under %(limit)s.")
            raise StopValidation(message % {"count": len(text), "limit": self.limit})
        if words.holds_citizen_number(text):
            raise StopValidation(
                _("This looks like a citizen service number (BSN). We do not keep it.")
            )


class NoteField(LineField, TextAreaField):
    """A few sentences."""

    limit = NOTE


class EmailAddressField(LineField):
    """An e-mail address, in small letters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").lower()

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not EMAIL.fullmatch(self.data):
            raise StopValidation(_("Write an e-mail address like name@example.nl."))


class TelephoneField(LineField):
    """A telephone number, kept as +31…; Dutch unless it says otherwise."""

    def _value(self) -> str:
        """As people write it; what was typed stays as it was typed."""
        typed = words.clean(self.raw_data[0]) if self.raw_data else ""
        return typed or telephone(self.data or "")

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        kept = as_kept(self.data or "")
        if self.data and not kept:
            raise StopValidation(_("Write a telephone number of ten digits."))
        self.data = kept


class PostcodeField(LineField):
    """A Dutch postcode, kept as '9781 AB'."""

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
        self.typed = words.clean(valuelist[0])[:40] if valuelist else ""
        self.data = _date(self.typed)

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
        self.typed = words.clean(valuelist[0])[:20] if valuelist else ""
        self.data = _hour(self.typed)

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
        self.typed = words.clean(valuelist[0])[:40] if valuelist else ""
        is_number = re.fullmatch(r"-?[0-9]{1,9}", self.typed)
        self.data = int(self.typed) if is_number else None

    def pre_validate(self, form: Any) -> None:
        wrong = self.typed and self.data is None
        if wrong or (
            self.data is not None and not self.least <= self.data <= self.most
        ):
            message = _("Write a number between %(least)s and %(most)s.")
            raise StopValidation(message % {"least": self.least, "most": self.most})


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
        more["coerce"] = _coerce(kind)
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


class TickField(BooleanField):
    """Yes when ticked."""


class SecretField(PasswordField):
    """A password: taken as typed, never sent back."""

    def __init__(self, label: Any, required: Any = None, **more: Any) -> None:
        super().__init__(label, _checks(required), **more)

    def pre_validate(self, form: Any) -> None:
        if len(self.data or "") > LINE:
            raise StopValidation(_("This is too long for a password."))


def _coerce(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read an answer as its kind; whatever is not of that kind is no answer."""

    def read(value: Any) -> Any:
        if value is None or value == "":
            return None
        try:
            return kind(value)
        except (ValueError, OverflowError):
            return None

    return read


def _date(text: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def _hour(text: str) -> time | None:
    try:
        return datetime.strptime(text.replace(".", ":"), "%H:%M").time()
    except ValueError:
        return None
