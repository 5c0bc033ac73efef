import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms import HiddenField
from wtforms.validators import ValidationError

from thuis_app.core.actors import Actor, Role
from thuis_app.organisation.accounts import rules
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import (
    Grant,
    MailWish,
    PasswordFault,
    RoleFault,
)
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    EmailAddressField,
    HiddenTextField,
    LineField,
    SecretField,
    TelephoneField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

ROLES = {
    Role.VOLUNTEER: _l("Volunteer"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
    Role.STAND_IN: _l("Stand-in for the safeguarding lead"),
    Role.BOARD: _l("Board"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

FAULTS = {
    PasswordFault.TOO_SHORT: _l("Use at least 12 characters. Four words is fine."),
    PasswordFault.TOO_LONG: _l("Use at most 128 characters."),
    PasswordFault.TOO_PLAIN: _l("Use more different letters."),
    PasswordFault.HOLDS_NAME: _l("Leave your own name and address out of it."),
    PasswordFault.TOO_COMMON: _l(
        "This is easy to guess. Use three or four words that have nothing to do "
        "with each other."
    ),
}


ROLE_HINTS = {
    Role.VOLUNTEER: _l("Sees only the people they visit, and only as long as they do."),
    Role.COORDINATOR: _l("Sees everybody in the villages ticked below."),
    Role.SAFEGUARDING_LEAD: _l("A coordinator who also sees the concerns."),
    Role.STAND_IN: _l("Sees a concern only when it has waited too long."),
    Role.BOARD: _l("Sees totals, and no names."),
    Role.ADMINISTRATOR: _l("Keeps accounts and settings, and sees no files."),
}

ROLE_FAULTS = {
    RoleFault.LEAD_ALONE: _l("A safeguarding lead is a coordinator too. Tick both."),
    RoleFault.STAND_IN_ALONE: _l(
        "A stand-in is a coordinator or sits on the board. Tick that as well."
    ),
    RoleFault.OWN: _l(
        "You cannot allow yourself more. Ask another administrator to do it."
    ),
}


MAIL_WISHES = {
    MailWish.DAILY: _l("At most once a day, when something waits for me"),
    MailWish.NEVER: _l("Never"),
}

RULES = {
    "account.last_administrator": _l(
        "This is the last administrator. Make somebody else administrator first."
    ),
    "account.ended": _l("This account has ended. Let them back in first."),
    **{f"account.{fault}": words for fault, words in ROLE_FAULTS.items()},
}


class SignInForm(Form):
    email = LineField(_l("E-mail address"), _l("Write your e-mail address."))
    password = SecretField(_l("Password"), _l("Write your password."))
    next = HiddenTextField()
    typed = HiddenField()
    """A form that was sent after its session ended; see `web.resume`."""


class NewPasswordForm(Form):
    """Choose a password, and write it once more."""

    password = SecretField(
        _l("New password"),
        _l("Choose a password."),
        description=_l("At least 12 characters. Three or four words in a row is fine."),
    )
    again = SecretField(_l("The same once more"), _l("Write the password once more."))

    def knowing(self, *names: str) -> "NewPasswordForm":
        """The names that may not be in this password, and the words known here."""
        self._names = _words(names)
        house = foundation.shown()
        self._places = _words([house.name, house.place, *areas.names()])
        return self

    def validate_password(self, field: Any) -> None:
        fault = rules.password_fault(
            field.data or "", names=self._names, places=self._places
        )
        if fault:
            raise ValidationError(str(FAULTS[fault]))

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(str(_l("These two are not the same.")))


class ChangePasswordForm(NewPasswordForm):
    """Change one's own password, knowing the old one."""

    old = SecretField(_l("Password until now"), _l("Write your password until now."))


class MailForm(Form):
    """How often somebody wants to be mailed."""

    mails = ChoiceField(
        _l("May we mail you?"),
        MAIL_WISHES,
        _l("Choose whether we may mail you."),
        kind=MailWish,
    )


class OneButton(Form):
    """A form that is a single button."""


class SearchForm(PlainForm):
    """Whom to look for. Read from the address; nothing is refused."""

    q = LineField(_l("Name or e-mail address"))

    @property
    def words(self) -> str:
        return (self.q.data or "")[: self.q.limit]


def _words(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in re.split(r"[\s@]+", name) if part]


class UserForm(VersionedForm):
    """Who has an account, and what it allows."""

    name = LineField(_l("Name"), _l("Write the name."), 120)
    called = LineField(
        _l("What we call them"),
        _l("Write what we call them."),
        60,
        description=_l("Shown at the top of their own pages."),
    )
    email = EmailAddressField(_l("E-mail address"), _l("Write the e-mail address."))
    telephone = TelephoneField(_l("Telephone number"))
    roles = ChoicesField(
        _l("What they do here"), ROLES, _l("Tick at least one."), kind=Role
    )
    all_areas = TickField(_l("In all villages"))
    area_ids = ChoicesField(
        _l("Villages"),
        kind=int,
        description=_l("For volunteers and coordinators."),
    )

    def offer(
        self,
        areas: Sequence[Area],
        asker: Actor,
        user: User | None = None,
        now: Grant | None = None,
    ) -> "UserForm":
        """The villages to choose from; whose account it is, and what it allows now."""
        self.area_ids.choices = [(area.id, area.name) for area in areas]
        self._now = now or Grant(frozenset())
        self._is_self = user is not None and user.id == asker.id
        if not self.is_submitted():
            self.area_ids.data = sorted(self._now.area_ids)
        return self

    @property
    def grant(self) -> Grant:
        """What was ticked."""
        areas = frozenset(self.area_ids.data or [])
        return Grant(frozenset(self.roles.data or []), self.all_areas.data, areas)

    @property
    def answers(self) -> dict[str, Any]:
        apart = {"roles", "all_areas", "area_ids"}
        told = super().answers.items()
        plain = {name: value for name, value in told if name not in apart}
        return plain | {"grant": self.grant}

    def refused(self, stored: Any = None, **now: Any) -> int | None:
        """Also shows roles and villages as they stand now."""
        roles = [role for role in ROLES if role in self._now.roles]
        areas = [id for id, _name in self.area_ids.choices if id in self._now.area_ids]
        return super().refused(stored, roles=roles, area_ids=areas, **now)

    def validate_roles(self, _field: Any) -> None:
        fault = rules.role_fault(self._now, self.grant.trimmed, is_self=self._is_self)
        if fault:
            raise ValidationError(str(ROLE_FAULTS[fault]))

    def validate_area_ids(self, field: Any) -> None:
        if self.grant.works_in_villages and not (field.data or self.all_areas.data):
            raise ValidationError(str(_l("Tick the villages, or all of them.")))
