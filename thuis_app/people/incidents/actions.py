"""Records incidents, and what became of them."""

from datetime import date

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.people.incidents import policy, rules
from thuis_app.people.incidents.models import Incident
from thuis_app.people.incidents.rules import (
    IncidentAuditEvent,
    IncidentKind,
    Insurance,
)


def record(
    actor: Actor,
    contact: Contact,
    *,
    kind: IncidentKind,
    happened_on: date,
    words: str,
    informed: str = "",
    insurance: Insurance,
) -> Incident:
    """Record what happened with a person; contact may have stopped meanwhile."""
    require(policy.may_record(actor, contact))
    incident = Incident(
        contact_id=contact.id,
        kind=kind,
        happened_on=happened_on,
        words=words,
        informed=informed,
        insurance=insurance,
        recorded_by=actor.id,
    )
    db.session.add(incident)
    db.session.flush()
    audit_log.record(
        actor, IncidentAuditEvent.RECORDED, incident, contact_id=contact.id
    )
    return incident


def change(
    actor: Actor,
    incident: Incident,
    *,
    kind: IncidentKind,
    happened_on: date,
    words: str,
    informed: str = "",
    insurance: Insurance,
) -> None:
    """Change what is written of an incident that is open."""
    require(policy.may_change(actor, incident))
    rules.check_open(incident.closed_on)
    incident.kind, incident.happened_on = kind, happened_on
    incident.words, incident.informed = words, informed
    incident.insurance = insurance
    audit_log.record(
        actor, IncidentAuditEvent.CHANGED, incident, contact_id=incident.contact_id
    )


def close(actor: Actor, incident: Incident) -> None:
    """Close an incident: everybody who had to know was informed."""
    require(policy.may_change(actor, incident))
    rules.check_open(incident.closed_on)
    rules.check_insurer(incident.insurance)
    incident.closed_on, incident.closed_by = clock.today(), actor.id
    audit_log.record(
        actor, IncidentAuditEvent.CLOSED, incident, contact_id=incident.contact_id
    )


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The incidents with one record of a person are with the record that stays."""
    theirs = update(Incident).where(Incident.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))
