"""Stops contact with a person, rounds it off, allows it again, and puts it right.

What was planned stops, or begins again, by the events that contacts publishes: see
`PersonStopped`, `PersonFinished` and `PersonReopened` in `people/contacts/rules.py`.
What each row held before is kept, so that a mistake can be put right.
"""

from collections.abc import Collection
from datetime import date

from thuis_app.core import clock, write_journal
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import ChangeKind, ChangeUndone
from thuis_app.overview.stopping import policy, rules
from thuis_app.overview.stopping.rules import FinishReason
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskKind


def stop(
    actor: Actor,
    contact: Contact,
    *,
    stage: Stage,
    on: date,
    because: str,
    afterwards: Collection[TaskKind] = (),
) -> ChangeSet:
    """Stop contact with a person: all that is planned ends, in the same transaction.

    Every feature also checks itself whether the person may be approached, so
    that nothing new begins; its handler cancels what was planned. `afterwards` are the
    tasks that are left, such as a card to the family.
    """
    require(policy.may_stop(actor, contact))
    with write_journal.kept() as journal:
        contacts.stop(actor, contact, stage=stage, on=on, because=because)
        for kind in sorted(afterwards):
            contacts.schedule(actor, contact, kind, clock.today())
    return changes.keep(actor, contact, rules.CAUSES[stage], journal.changes())


def finish(
    actor: Actor,
    contact: Contact,
    *,
    on: date,
    reason: FinishReason,
    because: str,
    call_again_on: date | None,
    sends_thanks: bool = False,
) -> ChangeSet:
    """Round off the taking part of a person, who may be called again from a day on."""
    require(policy.may_stop(actor, contact))
    words = rules.finished_words(reason, because)
    with write_journal.kept() as journal:
        contacts.finish(
            actor, contact, on=on, because=words, call_again_on=call_again_on
        )
        if sends_thanks:
            contacts.schedule(actor, contact, TaskKind.CARD, clock.today())
    return changes.keep(actor, contact, ChangeKind.FINISHED, journal.changes())


def put_right(
    actor: Actor, contact: Contact, change: ChangeSet, *, because: str
) -> ChangeUndone:
    """Put right what was done by mistake: what still lies ahead comes back."""
    require(policy.may_reopen(actor, contact))
    return changes.put_right(actor, change, because=because)


def reopen(actor: Actor, contact: Contact, *, because: str) -> None:
    """Allow contact again, with a call as the next step today."""
    require(policy.may_reopen(actor, contact))
    contacts.reopen(actor, contact, because=because)
