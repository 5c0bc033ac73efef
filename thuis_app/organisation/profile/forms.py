from flask_babel import lazy_gettext as _l

from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.organisation.sessions.forms import NewPasswordForm
from thuis_app.web.fields import ChoiceField, SecretField
from thuis_app.web.forms import Form

MAIL_WISHES = {
    MailWish.DAILY: _l("At most once a day, when something waits for me"),
    MailWish.NEVER: _l("Never"),
}


class ChangePasswordForm(NewPasswordForm):
    """Change one's own password, knowing the old one."""

    old = SecretField(_l("Password until now"), _l("Write your password until now."))


class MailForm(Form):
    """How often the user wants mail."""

    mails = ChoiceField(
        _l("May we mail you?"),
        MAIL_WISHES,
        _l("Choose whether we may mail you."),
        kind=MailWish,
    )
