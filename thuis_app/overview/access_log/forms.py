"""The audit log in words: events, grounds, what is odd, and the form to sign."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.core.audit_events import AuditEvent
from thuis_app.overview.access_log.rules import (
    AccessLogAuditEvent,
    DayOfUser,
    Ground,
    Oddity,
    OddityKind,
)
from thuis_app.web.fields import LineField
from thuis_app.web.filters import day, label
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    AccessLogAuditEvent.PERSON_SHOWN: _l("Shown who looked at a file"),
    AccessLogAuditEvent.USER_SHOWN: _l("Shown what an account did"),
    AccessLogAuditEvent.MONTH_SHOWN: _l("Month of the audit log viewed"),
    AccessLogAuditEvent.MONTH_SIGNED: _l("Month of the audit log signed"),
}
GROUNDS = {
    Ground.AREA: _l("coordinator of the village"),
    Ground.MATCH: _l("visits this person"),
    Ground.SYSTEM: _l("by itself"),
}


class SignForm(Form):
    """What was made of a month, by who signs for it."""

    words = LineField(
        _l("What did you make of it?"),
        _l("Write in a few words what you made of it."),
        300,
        description=_l("For example: asked Henk. He was looking for a colleague."),
    )


def event_words(value: str) -> str:
    """The words of an event; one that is no longer written is shown as it is stored."""
    kinds = AuditEvent.__subclasses__()
    event = next((one for kind in kinds for one in kind if one.value == value), None)
    return label(event) if event else value


def all_events(day: DayOfUser) -> list[str]:
    """Each event of a day in words, with how often, the most frequent first."""
    ordered = sorted(day.events.items(), key=lambda one: (-one[1], one[0]))
    return [
        f"{event_words(event)} ({count}×)" if count > 1 else event_words(event)
        for event, count in ordered
    ]


def sentence(one: Oddity, names: Mapping[int, str]) -> str:
    """What is odd, with who it was."""
    name = names.get(one.user_id) or _("An account that is not known")
    if one.kind is OddityKind.LOG_FAULT:
        return f"{event_words(one.event)} ({one.count}×)"
    if one.kind is OddityKind.WAY_IN:
        about = f", {names.get(one.about_user_id, '?')}" if one.about_user_id else ""
        times = f" ({one.count}×)" if one.count > 1 else ""
        return f"{name}: {event_words(one.event)}{about}{times}"
    if one.kind is OddityKind.EMERGENCY:
        day = f"{one.on:%d-%m-%Y}" if one.on else ""
        words = _("used the access for emergencies on %(day)s: %(reason)s")
        return f"{name}: {words % {'day': day, 'reason': one.reason}}"
    return f"{name}: {_counted(one)}"


def _counted(one: Oddity) -> str:
    if one.kind is OddityKind.WALK:
        words = ngettext(
            "asked %(num)s time for what is not theirs",
            "asked %(num)s times for what is not theirs",
            one.count,
        )
    elif one.kind is OddityKind.WRONG_PASSWORDS:
        words = ngettext(
            "%(num)s wrong password or code",
            "%(num)s wrong passwords or codes",
            one.count,
        )
    elif one.kind is OddityKind.NIGHT:
        words = ngettext(
            "looked at %(num)s file between midnight and five",
            "looked at %(num)s files between midnight and five",
            one.count,
        )
    else:
        words = ngettext(
            "saw %(num)s file on one day, %(day)s",
            "saw %(num)s files on one day, %(day)s",
            one.count,
            day=day(one.on),
        )
    return str(words)
