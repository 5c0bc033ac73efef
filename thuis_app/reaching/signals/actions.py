"""Handing in a signal, and what becomes of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.agreements.rules import FilesExist
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonMerged, Stage
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.signals import policy, queries, rules
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import (
    WITHOUT_REPORTER,
    Declined,
    InformReporterDetails,
    Knows,
    Reporter,
    SignalAuditEvent,
    SignalState,
)


def hand_in(
    actor: Actor,
    *,
    area_id: int,
    who: str,
    noticed: str,
    where: str = "",
    knows: Knows | None = None,
    reporter: Reporter | None = None,
    reporter_name: str = "",
    reporter_telephone: str = "",
    may_be_named: bool = False,
    may_hear_back: bool = False,
) -> Signal:
    """Write down a tip; a volunteer's is always the volunteer's own."""
    require(policy.may_hand_in_at(actor, area_id))
    signal = Signal(
        area_id=area_id,
        who=who,
        where=where,
        noticed=noticed,
        knows=knows,
        reporter=reporter or Reporter.UNKNOWN,
        received_by=actor.id,
    )
    if not actor.is_coordinator:
        signal.reporter, reporter_name = Reporter.VOLUNTEER, actor.name
        may_hear_back = True
    _write_reporter(signal, reporter_name, reporter_telephone)
    if signal.reporter not in WITHOUT_REPORTER:
        signal.may_be_named, signal.may_hear_back = may_be_named, may_hear_back
    db.session.add(signal)
    db.session.flush()
    schedule(actor, signal)
    audit_log.record(actor, SignalAuditEvent.HANDED_IN, signal, contact_id=None)
    return signal


def edit(actor: Actor, signal: Signal, *, area_id: int, **known: Any) -> None:
    """Complete what is known of a signal that nobody handled yet."""
    require(policy.may_handle(actor, signal) and policy.may_hand_in_at(actor, area_id))
    if not signal.is_new:
        raise RuleBroken("signal.handled")
    signal.area_id, signal.reporter = area_id, known["reporter"] or Reporter.UNKNOWN
    for name in ("who", "where", "noticed", "knows"):
        setattr(signal, name, known[name])
    signal.reporter_name = signal.reporter_telephone = ""
    _write_reporter(signal, known["reporter_name"], known["reporter_telephone"])
    has_reporter = signal.reporter not in WITHOUT_REPORTER
    signal.may_be_named = has_reporter and known["may_be_named"]
    signal.may_hear_back = has_reporter and known["may_hear_back"]
    schedule(actor, signal)
    audit_log.record(actor, SignalAuditEvent.EDITED, signal, contact_id=None)


def accept_new(
    actor: Actor,
    signal: Signal,
    *,
    area_id: int,
    telephones: Sequence[tuple[str, str]] = (),
    **known: Any,
) -> Contact:
    """Register the person of a signal, and start outreach."""
    require(policy.may_handle(actor, signal))
    _take(actor, signal, SignalState.ACCEPTED)
    contact = contacts.register(
        actor,
        area_id=area_id,
        telephones=telephones,
        from_signal=rules.must_inform(signal.reporter, signal.knows),
        **known,
    )
    signal.contact_id = contact.id
    outreach.begin(actor, contact)
    audit_log.record(actor, SignalAuditEvent.ACCEPTED, signal, contact_id=contact.id)
    return contact


def accept(actor: Actor, signal: Signal, contact: Contact) -> None:
    """Link a signal to a known person; one who wants no contact is not approached."""
    require(policy.may_handle(actor, signal))
    if contact.is_stopped:
        raise RuleBroken("signal.stops_here")
    _take(actor, signal, SignalState.ACCEPTED)
    signal.contact_id = contact.id
    if rules.must_inform(signal.reporter, signal.knows):
        contacts.must_inform(actor, contact)
    if contact.stage is not Stage.PARTICIPANT:
        outreach.begin(actor, contact)
    audit_log.record(actor, SignalAuditEvent.ACCEPTED, signal, contact_id=contact.id)


def decline(actor: Actor, signal: Signal, *, because: Declined) -> None:
    """Do not take a signal up, for a reason that can be counted."""
    require(policy.may_handle(actor, signal))
    _take(actor, signal, SignalState.DECLINED)
    signal.declined_because = because
    audit_log.record(actor, SignalAuditEvent.DECLINED, signal, contact_id=None)


def clear(actor: Actor) -> int:
    """Erase the words of signals that were declined six weeks ago; they stay counted.

    What nobody handled stays, as a task. What a wrong clock dated in the future
    counts as declined now.
    """
    require(policy.may_clear(actor))
    for signal in queries.misdated(actor):
        signal.decided_at = clock.now()
        audit_log.record(actor, SignalAuditEvent.DATED_ANEW, signal, contact_id=None)
    signals = queries.declined_long_ago(actor)
    for signal in signals:
        signal.who = signal.where = signal.noticed = ""
        signal.reporter_name = signal.reporter_telephone = ""
        audit_log.record(actor, SignalAuditEvent.CLEARED, signal, contact_id=None)
    db.session.flush()
    return len(signals)


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The signals about one record of a person are about the record that stays."""
    theirs = update(Signal).where(Signal.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def on_files_exist(_actor: Actor, _question: FilesExist) -> bool:
    """Whether anybody was heard of yet."""
    return queries.has_any()


def _write_reporter(signal: Signal, name: str, telephone: str) -> None:
    if signal.reporter is not Reporter.ANONYMOUS:
        signal.reporter_name, signal.reporter_telephone = name, telephone


def _take(actor: Actor, signal: Signal, state: SignalState) -> None:
    is_second_thought = signal.may_be_accepted and state is SignalState.ACCEPTED
    if not signal.is_new and not is_second_thought:
        raise RuleBroken("signal.handled")
    signal.state = rules.next_state(signal.state, state)
    signal.declined_because = None
    signal.decided_by, signal.decided_at = actor.id, clock.now()
    tasks.close(actor, TaskKind.SIGNAL, signal.id)
    if signal.may_hear_back:
        _schedule_informing_reporter(actor, signal)


def _schedule_informing_reporter(actor: Actor, signal: Signal) -> None:
    """The reporter would like to hear what came of it."""
    shown = InformReporterDetails(signal.who, signal.reporter, signal.reporter_name)
    new = NewTask(
        kind=TaskKind.INFORM_REPORTER,
        source=signal.id,
        due_on=clock.today() + rules.HEARS_WITHIN,
        area_id=signal.area_id,
        details=shown,
    )
    tasks.schedule(actor, new)


def schedule(actor: Actor, signal: Signal) -> None:
    """Schedule the look at a signal, which is due from the day it came in."""
    tasks.schedule(actor, signal.task)
