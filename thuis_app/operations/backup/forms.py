"""Backups in words: the lines of the audit log, and the sheet that goes on paper."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core import archives
from thuis_app.operations.backup.actions import BackupKey
from thuis_app.operations.backup.rules import BackupAuditEvent

AUDIT_EVENTS = {
    BackupAuditEvent.MADE: _l("Backup made"),
    BackupAuditEvent.KEYS_MADE: _l("Key for backups made"),
    BackupAuditEvent.TRIED: _l("Backup tried with a key on paper"),
}
GROUP, GROUPS = 5, 6
COMMAND = "thuis restore BACKUP.age --key key.txt"


def sheets(keys: Sequence[BackupKey], foundation: str, day: str) -> str:
    """A sheet of paper for each key, as plain text, with a form feed between them."""
    numbered = enumerate(keys, 1)
    found = (_sheet(key, number, foundation, day) for number, key in numbered)
    return "\f".join(found)


def _sheet(key: BackupKey, number: int, foundation: str, day: str) -> str:
    title = _("EMERGENCY SHEET %(number)s of 2", number=number)
    lines = [
        f"{title} - Thuis - {foundation}",
        day,
        "",
        _("This key opens the backups of Thuis. It stands nowhere else."),
        _("One sheet is enough. The other one is there in case this one is lost."),
        "",
        *(f"    {line}" for line in grouped(key.private)),
        "",
        _("Keep it in a closed envelope, away from the computer, by two people."),
        _("With this sheet and a backup one can read everything about everybody."),
        "",
        _("How to put a backup back on an empty machine:"),
        _("1. Install Thuis. The page docs/hosting.md says how."),
        _("2. Type the key into a file key.txt. Spaces and lines do not matter."),
        f"3. {COMMAND}",
        _("4. Remove key.txt, and put this sheet back into its envelope."),
    ]
    return "\n".join(lines) + "\n"


def grouped(key: str) -> list[str]:
    """A key in lines of groups of signs, to be typed from paper."""
    rest = key.removeprefix(archives.PREFIX)
    groups = [rest[at : at + GROUP] for at in range(0, len(rest), GROUP)]
    starts = range(0, len(groups), GROUPS)
    lines = (" ".join(groups[at : at + GROUPS]) for at in starts)
    return [archives.PREFIX, *lines]
