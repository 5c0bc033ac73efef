from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import ValidationError

from thuis_app.accounts import rules
from thuis_app.accounts.rules import PasswordFault
from thuis_app.core.actors import Role
from thuis_app.web.fields import LineField, SecretField
from thuis_app.web.filters import labels
from thuis_app.web.forms import Form

ROLES = labels(
    {
        Role.VOLUNTEER: _l("Volunteer"),
        Role.COORDINATOR: _l("Coordinator"),
        Role.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
        Role.BOARD: _l("Board"),
        Role.ADMINISTRATOR: _l("Administrator"),
    }
)

FAULTS = labels(
    {
        PasswordFault.TOO_SHORT: _l("Use at least 12 characters. Four words is fine."),
        PasswordFault.TOO_LONG: _l("Use at most 128 characters."),
        PasswordFault.TOO_PLAIN: _l("Use more different letters."),
        PasswordFault.HOLDS_NAME: _l("Leave your own name and address out of it."),
    }
)


class SignInForm(Form):
    email = LineField(_l("E-mail address"), _l("Write your e-mail address."))
    password = SecretField(_l("Password"), _l("Write your password."))
    next = HiddenField()


class NewPasswordForm(Form):
    """Choose a password, and write it once more."""

    password = SecretField(
        _l("New password"),
        _l("Choose a password."),
        description=_l("At least 12 characters. Three or four words in a row is fine."),
    )
    again = SecretField(_l("The same once more"), _l("Write the password once more."))

    def knowing(self, *names: str) -> "NewPasswordForm":
        """The names that may not be in this password."""
        self._names = [part for name in names for part in name.replace("@", " ").split()]
        return self

    def validate_password(self, field: Any) -> None:
        fault = rules.password_fault(field.data or "", names=self._names)
        if fault:
            raise ValidationError(str(FAULTS[fault]))

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(str(_l("These two are not the same.")))


class ChangePasswordForm(NewPasswordForm):
    """Change one's own password, knowing the old one."""

    old = SecretField(_l("Password until now"), _l("Write your password until now."))


class LanguageForm(FlaskForm):
    """The switch at the foot of every page."""

    language = HiddenField()
    next = HiddenField()


class OneButton(Form):
    """A form that is a single button."""
