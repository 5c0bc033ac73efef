"""What touches a whole file at once."""

from datetime import date

from thuis_app.core import audit_log
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.overview.stopping import policy
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts import queries as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.support.referrals import actions as referrals
from thuis_app.support.respite import actions as respite
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches.rules import EndReason
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries as planned
from thuis_app.visiting.visits.rules import VisitCancelledBy

ENDS = {
    Stage.NO_CONTACT: EndReason.PERSON_STOPS,
    Stage.MOVED: EndReason.MOVED,
    Stage.DECEASED: EndReason.DECEASED,
}


def stop(
    actor: Actor, contact: Contact, *, stage: Stage, on: date, because: str
) -> None:
    """Leave somebody in peace: all that is planned stops, everywhere and at once.

    Every feature also asks for itself whether somebody may be approached, so that
    nothing new can begin; this takes back what stood already.
    """
    require(policy.may_stop(actor, contact))
    for visit in planned.planned(actor, contact.id):
        by = VisitCancelledBy.FOUNDATION
        visits.cancel(actor, visit, cancelled_by=by, because=because)
    contacts.stop(actor, contact, stage=stage, on=on, because=because)
    outreach.stop(actor, contact, because=because)
    matches.stop(actor, contact, because=ENDS[stage])
    referrals.stop(actor, contact, because=because)
    respite.stop(actor, contact, because=because)
    audit_log.record(actor, "casefile.stopped", contact, contact_id=contact.id)


def reopen(actor: Actor, contact: Contact, *, because: str) -> None:
    """Contact is welcome again, and somebody gets in touch today.

    Whoever was in outreach when it stopped is in outreach again, and so has a next
    step at once: nobody waits there for a button to be pressed.
    """
    require(policy.may_reopen(actor, contact))
    before = people.stage_before_stop(contact)
    contacts.reopen(actor, contact, because=because)
    if before is Stage.OUTREACH:
        outreach.begin(actor, contact, query=True)
    audit_log.record(actor, "casefile.reopened", contact, contact_id=contact.id)
