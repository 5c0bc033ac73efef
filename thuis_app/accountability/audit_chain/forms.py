"""What verifying the audit log came to, in sentences."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.accountability.audit_chain.rules import (
    ChainAuditEvent,
    ChainFault,
    ChainFaultKind,
    Verdict,
)
from thuis_app.core import clock

AUDIT_EVENTS = {
    ChainAuditEvent.BLOCK_ADDED: _l("Audit log sealed"),
    ChainAuditEvent.FAULT_FOUND: _l("Audit log found not as it was sealed"),
}
FAULTS = {
    ChainFaultKind.CHANGED: _l("something in it was changed"),
    ChainFaultKind.FEWER: _l("lines are missing: %(difference)s"),
    ChainFaultKind.MORE: _l("lines were added: %(difference)s"),
}
FAULTS_OF_CHAIN = {
    ChainFaultKind.BLOCK_GONE: _l("The seal of block %(number)s is gone."),
    ChainFaultKind.CUT: _l(
        "The log was cut off: block %(number)s was sealed, and the last one that is"
        " there is %(difference)s."
    ),
    ChainFaultKind.OTHER_HEAD: _l(
        "Block %(number)s is another one than the head that was written down."
    ),
    ChainFaultKind.NO_KEY: _l(
        "The file audit-key is gone, and without it nothing can be verified. Put it"
        " back from a backup."
    ),
    ChainFaultKind.NO_HEAD: _l(
        "The file audit-head is gone, so that nobody knows up to where the log was"
        " sealed. Put it back from a backup."
    ),
}


def sentences(verdict: Verdict) -> list[str]:
    """All that was found, the faults first."""
    found = [sentence(fault) for fault in verdict.faults]
    if not found:
        found.append(_as_chained(verdict))
    return [*found, _pending(verdict)]


def sentence(fault: ChainFault) -> str:
    """One fault."""
    values = {"number": fault.number, "difference": fault.difference}
    if fault.kind in FAULTS_OF_CHAIN:
        return str(FAULTS_OF_CHAIN[fault.kind]) % values
    what = str(FAULTS[fault.kind]) % values
    return str(
        _(
            "Block %(number)s (lines %(first)s to %(last)s, sealed on %(moment)s) is"
            " not as it was sealed: %(what)s.",
            number=fault.number,
            first=fault.first_line,
            last=fault.last_line,
            moment=f"{clock.local(fault.made_at):%d-%m-%Y %H:%M}"
            if fault.made_at
            else "?",
            what=what,
        )
    )


def _as_chained(verdict: Verdict) -> str:
    if verdict.last is None:
        return str(_("No line of the audit log was sealed yet."))
    return str(
        _(
            "The audit log is as it was sealed: %(lines)s lines in %(blocks)s blocks,"
            " up to %(moment)s.",
            lines=verdict.chained,
            blocks=verdict.last.number,
            moment=f"{clock.local(verdict.last.made_at):%d-%m-%Y %H:%M}",
        )
    )


def _pending(verdict: Verdict) -> str:
    return str(
        ngettext(
            "%(num)s line after that is not yet sealed.",
            "%(num)s lines after that are not yet sealed.",
            verdict.pending,
        )
    )
