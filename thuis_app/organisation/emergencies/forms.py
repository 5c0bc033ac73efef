"""The form of access in an emergency, and its words."""

from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent
from thuis_app.organisation.accounts.rules import NEWS_LASTS
from thuis_app.organisation.emergencies.rules import EmergencyAuditEvent, EmergencyMail
from thuis_app.web.fields import LineField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    EmergencyAuditEvent.BEGUN: _l("Access in an emergency begun"),
    EmergencyAuditEvent.ENDED: _l("Access in an emergency ended"),
}


class EmergencyForm(Form):
    """Why another must see the files now."""

    reason = LineField(
        _l("Why can it not wait?"),
        _l("Write why it cannot wait."),
        200,
        description=_l("Without the names of people we help. The others read this."),
    )


def news(_reader: Actor, mail: EmergencyMail) -> MailContent | None:
    """That another has this access; None when that is long ago."""
    if clock.today() - mail.day > NEWS_LASTS:
        return None
    subject = _l("Somebody uses the access for emergencies")
    said = _l(
        "An administrator or somebody of the board sees the files for an hour, without"
        " the yes of another. Under 'Agree' you see who, and why."
    )
    return MailContent(str(subject), [str(said)])
