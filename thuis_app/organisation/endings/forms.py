"""What ends, in words, and forms that show it before it is done."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField

from thuis_app.organisation.endings import rules
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
)
from thuis_app.web.filters import day, hour, label, when
from thuis_app.web.forms import VersionedForm

_K, _F = EndingKind, EndingFate

SENTENCES: Mapping[tuple[EndingKind, EndingFate], object] = {
    (_K.ASSENT, _F.ENDS): _l("The yes to '%(what)s' no longer holds."),
    (_K.CONSENT, _F.ENDS): _l("The consent for '%(what)s' no longer holds."),
    (_K.OUTREACH, _F.ENDS): _l("Nobody tries to get in touch any more."),
    (_K.MATCH_REQUEST, _F.ENDS): _l("%(who)s was asked, and need not answer."),
    (_K.MATCH, _F.ENDS): _l("%(who)s visits no more."),
    (_K.MATCH, _F.PAUSES): _l("%(who)s does not visit for the time being."),
    (_K.VISIT, _F.CALLED_OFF): _l(
        "The visit of %(day)s at %(hour)s is off. %(who)s hears so."
    ),
    (_K.VISIT, _F.HANDED_ON): _l("The visit of %(day)s at %(hour)s goes along."),
    (_K.REFERRAL, _F.ENDS): _l("The referral to %(what)s stops."),
    (_K.REFERRAL, _F.CALL): _l(
        "The referral to %(what)s stops. Calling them becomes a task."
    ),
    (_K.REFERRAL, _F.STAYS): _l("The referral to %(what)s goes on."),
    (_K.BOOKING, _F.CALLED_OFF): _l("The place in %(what)s on %(day)s is given back."),
    (_K.BOOKING, _F.STAYS): _l(
        "%(what)s on %(day)s: a place is taken. Calling about it becomes a task."
    ),
    (_K.RESPITE, _F.ENDS): _l("The request for respite of %(who)s closes."),
    (_K.RESPITE, _F.STAYS): _l("The request for respite of %(who)s goes on."),
    (_K.TASK, _F.NEW): _l("It becomes a task to call %(who)s."),
    (_K.TASK, _F.NEW_UNLESS_ASKED): _l(
        "It becomes a task to call %(who)s, unless it is their own wish."
    ),
}
"""What becomes of one thing, by its kind and its fate."""

STAYING = frozenset({_F.STAYS, _F.NEW, _F.NEW_UNLESS_ASKED})
"""The fates of what does not stop."""

COUNTS: Mapping[EndingKind, Callable[[int], str]] = {
    _K.ASSENT: lambda n: ngettext("%(num)s yes", "%(num)s times a yes", n),
    _K.CONSENT: lambda n: ngettext("%(num)s consent", "%(num)s consents", n),
    _K.OUTREACH: lambda n: ngettext(
        "getting in touch", "getting in touch with %(num)s people", n
    ),
    _K.MATCH_REQUEST: lambda n: ngettext("%(num)s question", "%(num)s questions", n),
    _K.MATCH: lambda n: ngettext("%(num)s match", "%(num)s matches", n),
    _K.VISIT: lambda n: ngettext("%(num)s visit", "%(num)s visits", n),
    _K.REFERRAL: lambda n: ngettext("%(num)s referral", "%(num)s referrals", n),
    _K.BOOKING: lambda n: ngettext("%(num)s place", "%(num)s places", n),
    _K.RESPITE: lambda n: ngettext("%(num)s request", "%(num)s requests", n),
    _K.TASK: lambda n: ngettext("%(num)s task", "%(num)s tasks", n),
    _K.TRAINING: lambda n: ngettext(
        "%(num)s place at a training", "%(num)s places at trainings", n
    ),
    _K.CLAIM: lambda n: ngettext("%(num)s claim", "%(num)s claims", n),
}


class EndingForm(VersionedForm):
    """A form that shows what ends with it, and does no more than it showed."""

    lines: Sequence[EndingLine] = ()
    shown = HiddenField()

    def show(self, lines: Sequence[EndingLine]) -> "EndingForm":
        """Remember which lines this page shows."""
        self.lines = list(lines)
        if not self.is_submitted():
            self.shown.data = rules.fingerprint(lines)
        return self

    def overlooks(self, lines: Sequence[EndingLine]) -> int | None:
        """409 when more or less ends by now than the page showed, or None."""
        self.lines = list(lines)
        if self.shown.data == rules.fingerprint(lines):
            return None
        self.shown.data = rules.fingerprint(lines)
        self.form_key.data = str(uuid.uuid4())
        self.refuse(_l("Something changed meanwhile. Look once more at what stops."))
        return 409

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        return {name: value for name, value in found.items() if name != "shown"}


def line_words(line: EndingLine) -> str:
    """What becomes of one thing, as a sentence."""
    on = when(line.at or line.on)
    what = label(line.what) if isinstance(line.what, StrEnum) else line.what
    words = {"what": what, "who": line.who, "day": on, "hour": hour(line.at)}
    return str(SENTENCES[line.kind, line.fate]) % words


def said(lines: Sequence[EndingLine]) -> str:
    """What stopped, counted by kind, to say after it was done; '' for nothing."""
    ended = [one for one in lines if one.fate not in STAYING]
    kinds = [kind for kind in EndingKind if rules.count(ended, kind)]
    if not kinds:
        return ""
    counted = ", ".join(COUNTS[kind](rules.count(ended, kind)) for kind in kinds)
    return str(_("Stopped with it: %(what)s.", what=counted))


def counted(lines: Sequence[EndingLine]) -> list[str]:
    """The number of things of each kind, for who may not read whom they are about."""
    kinds = [kind for kind in EndingKind if rules.count(lines, kind)]
    return [COUNTS[kind](rules.count(lines, kind)) for kind in kinds]


def day_words(line: EndingLine) -> str:
    """The day of one thing, for who may not read whom it is about."""
    return day(line.at or line.on, "weekday")
