"""Mail in words: which kinds there are, and how a mail is put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent
from thuis_app.overview.reminders import forms as reminders
from thuis_app.overview.reminders import rules


@dataclass(frozen=True)
class Kind:
    """A kind of mail: who makes its words, and whether it can wait for the day's."""

    write: Callable[[Actor, Mapping[str, int]], MailContent | None]
    is_urgent: bool = False


KINDS: dict[str, Kind] = {
    rules.DAY: Kind(reminders.day),
    rules.PAPERS: Kind(reminders.papers),
    rules.LOOK: Kind(reminders.look, is_urgent=True),
}
URGENT = frozenset(name for name, kind in KINDS.items() if kind.is_urgent)
DAILY = frozenset(KINDS) - URGENT


def letter(reader: Actor, kind: str, values: Mapping[str, int]) -> MailContent | None:
    """What a mail says now; None when there is nothing to say any more."""
    with force_locale(reader.language):
        return KINDS[kind].write(reader, values)


def text(reader: Actor, letters: Sequence[MailContent], site: str) -> str:
    """One mail out of all that waits for somebody. The same sentence is said once."""
    lines = dict.fromkeys(line for letter in letters for line in letter.lines)
    with force_locale(reader.language):
        parts = [
            _("Hello %(name)s,", name=reader.called),
            "\n".join(lines),
            _("You find it here: %(address)s", address=site),
            _("No name is in this mail but your own, so that nobody reads along."),
            _("You choose on your profile whether we mail you."),
        ]
    return "\n\n".join(parts) + "\n"
