import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.factors import queries as found_factors
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.organisation.passkeys import queries as found_passkeys
from thuis_app.organisation.sessions import rules
from thuis_app.organisation.sessions.rules import (
    DeviceUse,
    GuessingMail,
    PasswordFault,
    SessionAuditEvent,
)
from thuis_app.web import devices
from thuis_app.web.fields import (
    ChoiceField,
    HiddenTextField,
    LineField,
    SecretField,
)
from thuis_app.web.forms import Form

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


DEVICE_USES = {
    DeviceUse.ORDINARY: _l("Just for now"),
    DeviceUse.OWN: _l("This is my own tablet"),
    DeviceUse.SHARED: _l("This tablet is of all of us"),
}


AUDIT_EVENTS = {
    SessionAuditEvent.SIGNED_IN: _l("Signed in"),
    SessionAuditEvent.SIGN_IN_REFUSED: _l("Sign-in refused"),
    SessionAuditEvent.PASSWORD_REFUSED: _l("Wrong password given"),
    SessionAuditEvent.CODE_REFUSED: _l("Wrong code given"),
    SessionAuditEvent.PROVED: _l("Password given once more"),
    SessionAuditEvent.GUESSING_ANNOUNCED: _l("Mail about guessed passwords prepared"),
    SessionAuditEvent.SIGNED_OUT: _l("Signed out"),
    SessionAuditEvent.SIGNED_OUT_EVERYWHERE: _l("Signed out everywhere"),
    SessionAuditEvent.TABLET_LOST: _l("Tablet reported lost"),
    SessionAuditEvent.LANGUAGE_CHOSEN: _l("Language chosen"),
    SessionAuditEvent.KEYS_CHOSEN: _l("Keys of the work board switched on or off"),
    SessionAuditEvent.MAILS_CHOSEN: _l("Chosen how often mails come"),
    SessionAuditEvent.PASSWORD_CHANGED: _l("Password changed"),
    SessionAuditEvent.INVITATION_ACCEPTED: _l("Invitation accepted"),
}


def guessing(reader: Actor, _mail: GuessingMail) -> MailContent | None:
    """That passwords are guessed, to who is an administrator still."""
    if not reader.is_administrator:
        return None
    said = _("Many wrong passwords or codes are tried. Each try waits ever longer.")
    where = _("'How it goes' names the accounts. Tell their owners.")
    return MailContent(_("Passwords are being guessed"), [said, where])


class SignInForm(Form):
    email = LineField(_l("E-mail address"), _l("Write your e-mail address."))
    password = SecretField(_l("Password"), _l("Write your password."))
    use = ChoiceField(_l("How do you use this device?"), DEVICE_USES, kind=DeviceUse)
    next = HiddenTextField()
    typed = HiddenField()
    """A form that was sent after its session ended; see `web.resume`."""


def empty_sign_in(**more: Any) -> SignInForm:
    """An empty form, with whose device this was at the last sign-in here."""
    return SignInForm(formdata=None, use=use_of_device(), **more)


def use_of_device() -> DeviceUse:
    """Whose device this is, as was said at the last sign-in here."""
    said = (one for one in DeviceUse if one == devices.use())
    return next(said, DeviceUse.ORDINARY)


class ProveForm(Form):
    """Show once more who it is: by a code where there is a second factor, else by the
    password."""

    code = LineField(_l("The six digits on your telephone"), limit=40)
    password = SecretField(_l("Password"))
    next = HiddenTextField()
    typed = HiddenField()

    def asking(self, *, for_code: bool, on_paper: bool = False) -> "ProveForm":
        """Ask for one of the two; `on_paper` where no telephone has a code."""
        del self[("password" if for_code else "code")]
        self.for_code = for_code
        if on_paper:
            self.code.label.text = _("One of your printed codes")
        return self

    def validate_code(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Type the six digits."))

    def validate_password(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Write your password."))


def asking(form: ProveForm, someone: Actor) -> ProveForm:
    """The form, asking what this user has to show."""
    ways = ways_to_prove(someone)
    for_code = any(ways.values())
    return form.asking(for_code=for_code, on_paper=for_code and not ways["has_code"])


def ways_to_prove(someone: Actor) -> dict[str, bool]:
    """How this user shows who they are: by a code of a telephone or of paper, or by a
    passkey."""
    return {
        "has_code": found_factors.mine(someone) is not None,
        "has_paper": found_factors.codes_left(someone) > 0,
        "has_passkey": bool(found_passkeys.mine(someone)),
    }


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
        details = foundation.shown()
        self._places = _words([details.name, details.place, *areas.names()])
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


def _words(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in re.split(r"[\s@]+", name) if part]
