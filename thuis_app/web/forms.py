"""The form that every form here starts from."""

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, HiddenField, PasswordField
from wtforms.widgets import TextArea

from thuis_app.core import audit_log
from thuis_app.core.enum_sets import ordered
from thuis_app.web import resume, three_way
from thuis_app.web.guard import actor
from thuis_app.web.idempotency import is_key
from thuis_app.web.request_events import RequestAuditEvent

OWN = {"csrf_token", "form_key", "version", "base"}
NO_CITIZEN_NUMBER, MOST_CONFIRMED = "no_citizen_number", 50


class FormFault(StrEnum):
    """Why a form comes back."""

    MISSING = "missing"
    WRONG = "wrong"
    REFUSED = "refused"


class Form(FlaskForm):
    """A form with an idempotency key, which keeps what was typed when it is refused."""

    is_stale = False
    is_choosing = False
    is_resumed = False
    form_key = HiddenField(default=lambda: str(uuid.uuid4()))

    class Meta(FlaskForm.Meta):
        def bind_field(
            self, form: Any, unbound_field: Any, options: dict[str, Any]
        ) -> Field:
            """Every field can show what is stored now beside what was typed, or say
            that it took that."""
            field = super().bind_field(form, unbound_field, options)
            field.theirs, field.is_taken = None, False
            return field

        def render_field(self, field: Field, attributes: dict[str, Any]) -> Markup:
            """Tie a widget to its hint and its error, for those who listen."""
            about = []
            if field.description:
                about.append(f"{field.id}-hint")
            if field.errors:
                attributes["aria_invalid"] = "true"
                about.append(f"{field.id}-error")
            if getattr(field, "theirs", None) is not None:
                about.append(f"{field.id}-theirs")
            if about:
                attributes.setdefault("aria_describedby", " ".join(about))
            attributes.setdefault("required", False)
            if _is_typed(field):
                attributes.setdefault("autocomplete", "off")
            return Markup(super().render_field(field, attributes))

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.confirmed_numbers: list[str] = []

    @property
    def fault(self) -> FormFault:
        """What is wrong with it: most of all that it cannot be done, least of all that
        something is not filled in yet."""
        if self.form_errors:
            return FormFault.REFUSED
        wrong = [field for field in self if field.errors]
        is_empty = all(not any(field.raw_data or ()) for field in wrong)
        return FormFault.MISSING if is_empty else FormFault.WRONG

    @property
    def was_sent(self) -> bool:
        """Whether it holds what this request sent; a form for the page that answers
        it does not."""
        return self.is_submitted() and self["form_key"].raw_data is not None

    @property
    def has_secret(self) -> bool:
        """Whether it asks for a password, which is never sent back."""
        return any(isinstance(field, PasswordField) for field in self)

    @property
    def no_citizen_numbers(self) -> list[str]:
        """The digits of the numbers of which the user says that they are no BSN."""
        return request.form.getlist(NO_CITIZEN_NUMBER)[:MOST_CONFIRMED]

    @property
    def answers(self) -> dict[str, Any]:
        """The validated data, under the names the action gives its arguments."""
        return {name: value for name, value in self.data.items() if name not in OWN}

    def refuse(self, message: Any) -> None:
        """Say why the form as a whole cannot be accepted."""
        self.form_errors.append(message)

    def refused(self, stored: Any = None, **now: Any) -> int | None:
        """The status to send the form back with, or None when it can be carried out.

        422 when something is to be put right. 409 when `stored` was changed since the
        page was made: a field that the user left as it was takes what is there now, one
        that both changed knows that in `.theirs`. Also 422
        when the form only comes back from a sign-in, to be looked at and sent.
        `now` gives the stored answers under other names than those of the record.
        """
        if resume.is_resumed():
            self.is_resumed = True
            return 422
        if not self.validate():
            return 422
        if "form_key" in self and not is_key(self.form_key.data):
            self.refuse(_l("This page is too old. Send the form once more."))
            self.form_key.data = str(uuid.uuid4())
            return 422
        is_checked = stored is not None and "version" in self
        if is_checked and (refused := self._conflict(stored, now)):
            return refused
        if self.confirmed_numbers:
            audit_log.log_view(actor(), RequestAuditEvent.NO_CITIZEN_NUMBER)
        return None

    def for_version(self, stored: Any, **now: Any) -> "Form":
        """Make the page remember which version it was made from, and what it shows.

        `now` is as for `refused`.
        """
        if not self.was_sent:
            self["version"].data = str(stored.version)
            self._show_base(three_way.base_of(self._asked(), stored, now))
        return self

    def _show_base(self, base: str) -> None:
        """Let the page carry what it shows, where the form has a place for it."""
        if "base" in self:
            self["base"].data = base

    def _asked(self) -> list[Field]:
        """The fields that the user answers."""
        return [field for field in self if field.name not in OWN]

    def _conflict(self, stored: Any, now: Mapping[str, Any]) -> int | None:
        """409 and the stored values when the row changed after the form was opened."""
        if self["version"].data == str(stored.version):
            return None
        base = three_way.read(self["base"].data or "" if "base" in self else "")
        for field in self._asked():
            if field.name not in now and not hasattr(stored, field.name):
                continue
            value = now.get(field.name, getattr(stored, field.name, None))
            _merge(field, value, base.get(field.name))
        self.is_choosing = any(field.theirs is not None for field in self)
        self["version"].data = str(stored.version)
        theirs = [one for one in self._asked() if one.name in base]
        self._show_base(three_way.base_now(theirs, stored, now))
        self.is_stale = True
        self.form_key.data = str(uuid.uuid4())
        return 409


class ButtonForm(Form):
    """A form that is a single button."""


class VersionedForm(Form):
    """A form on something that others may change at the same time."""

    version = HiddenField()
    base = HiddenField()


def _merge(field: Field, value: Any, shown: str | None) -> None:
    """Let a field take the stored value, keep what was typed, or ask which stays.

    `shown` is the digest of what the page showed; without it every difference is asked.
    """
    if shown is not None and three_way.is_unchanged(field.data, shown):
        field.is_taken = _differs(field, value)
        three_way.fill(field, value)
    elif shown is not None and three_way.is_unchanged(value, shown):
        field.theirs = None
    elif _differs(field, value):
        field.theirs = _as_text(field, value)


def _is_typed(field: Field) -> bool:
    """Whether a browser could keep what is typed here, and offer it in the next form.

    What a form asks is of another person; a field about the user says so itself.
    """
    kind = getattr(field.widget, "input_type", "")
    typed = ("text", "tel", "email", "search", "url", "date", "time", "number")
    return kind in typed or isinstance(field.widget, TextArea)


def _differs(field: Field, value: Any) -> bool:
    """Whether this is another answer; the order of a set is none."""
    if isinstance(value, frozenset):
        return value != frozenset(field.data or ())
    return bool(value != field.data)


def _as_text(field: Field, value: Any) -> str:
    if value is not None and hasattr(field, "as_text"):
        return str(field.as_text(value))
    words = {choice[0]: choice[1] for choice in getattr(field, "iter_choices", list)()}
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, frozenset):
        value = ordered(value)
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(words.get(one, one)) for one in value)
    return "" if value is None else str(words.get(value, value))
