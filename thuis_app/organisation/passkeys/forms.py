from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from thuis_app.organisation.passkeys.rules import (
    LONGEST_LABEL,
    PasskeyAuditEvent,
    PasskeyFault,
)
from thuis_app.web.fields import ChoicesField, HiddenTextField, LineField
from thuis_app.web.forms import Form

LONGEST_CREDENTIAL = 16 * 1024

AUDIT_EVENTS = {
    PasskeyAuditEvent.ADDED: _l("Passkey added"),
    PasskeyAuditEvent.USED: _l("Passkey used"),
    PasskeyAuditEvent.REMOVED: _l("Passkey taken away"),
    PasskeyAuditEvent.LINK_MADE: _l("Square for a passkey shown"),
    PasskeyAuditEvent.ENDED_WITH_TABLET: _l("Passkey ended with a lost tablet"),
}

FAULTS = {
    PasskeyFault.NO_ANSWER: _l(
        "Your device gave no passkey. A passkey needs JavaScript. Without it use your "
        "password, and your code if you have one."
    ),
    PasskeyFault.TOO_LATE: _l("That took too long. Press the button once more."),
    PasskeyFault.UNKNOWN: _l(
        "We do not know this passkey. It was taken away, or it is of another account. "
        "Sign in with your password, or call us."
    ),
    PasskeyFault.WRONG: _l(
        "This passkey was not right. Try it once more, or use your password."
    ),
    PasskeyFault.KNOWN: _l("This passkey stands at an account already."),
}

MESSAGES = {
    "passkey.most": _l("You have many passkeys. Take one away first."),
    "passkey.last": _l(
        "Your account must have a passkey or a code on a telephone. Set up another "
        "one first."
    ),
    "passkey.not_new": _l(
        "This account has a password or a passkey already. Choose a new password."
    ),
}


class CredentialField(HiddenField):
    """What the browser got from the device, in JSON; the script of the page fills it
    in."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0][:LONGEST_CREDENTIAL] if valuelist else ""


class PasskeyForm(Form):
    """The answer of a device."""

    credential = CredentialField()

    def refuse_fault(self, fault: PasskeyFault) -> int:
        """Say why the answer of the device was not taken; the status to send."""
        self.refuse(FAULTS[fault])
        return 422


class AddPasskeyForm(PasskeyForm):
    """A new passkey, and what its owner calls the device that it is on.

    It has no key: printed codes may be in the answer alone, and what a device answered
    is taken once.
    """

    form_key = None

    label = LineField(
        _l("What do you call this device?"),
        _l("Write what you call this device."),
        LONGEST_LABEL,
        description=_l("For example: tablet, telephone."),
    )


class UsePasskeyForm(PasskeyForm):
    """Sign in with a passkey, or show with it who it is; what comes after that is as
    with a password."""

    next = HiddenTextField()
    typed = HiddenField()


class LostForm(Form):
    """A tablet is lost: which passkeys were not on it, and go on."""

    kept = ChoicesField(_l("Which of these keys do you still have?"), kind=int)

    def offer(self, passkeys: Any) -> "LostForm":
        """The passkeys to choose from."""
        self.kept.choices = [(one.id, one.label) for one in passkeys]
        return self

    @property
    def kept_ids(self) -> frozenset[int]:
        return frozenset(self.kept.data or ())
