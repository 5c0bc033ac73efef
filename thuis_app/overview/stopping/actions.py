"""Stops contact with a person, and allows it again.

What was planned stops, or begins again, by the events that contacts publishes: see
`PersonStopped` and `PersonReopened` in `people/contacts/rules.py`.
"""

from datetime import date

from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.overview.stopping import policy
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage


def stop(
    actor: Actor, contact: Contact, *, stage: Stage, on: date, because: str
) -> None:
    """Stop contact with a person: all that is planned ends, in the same transaction.

    Every feature also checks itself whether the person may be approached, so
    that nothing new begins; its handler cancels what was planned.
    """
    require(policy.may_stop(actor, contact))
    contacts.stop(actor, contact, stage=stage, on=on, because=because)


def reopen(actor: Actor, contact: Contact, *, because: str) -> None:
    """Allow contact again, with a call as the next step today."""
    require(policy.may_reopen(actor, contact))
    contacts.reopen(actor, contact, because=because)
