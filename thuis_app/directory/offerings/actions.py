"""Keeping the local directory."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.directory.offerings import policy, queries, rules
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import (
    OfferingAuditEvent,
    OfferingKept,
    OfferingKind,
    ReachedBy,
    Starter,
)
from thuis_app.organisation.areas.models import Area


def create(actor: Actor, *, area_ids: list[int], **answers: Any) -> Offering:
    """Add an offering, which counts as checked today."""
    require(policy.may_keep(actor))
    offering = Offering(areas=_areas(area_ids), confirmed_on=clock.today(), **answers)
    db.session.add(offering)
    schedule(actor, offering, is_confirmed=True)
    audit_log.record(actor, OfferingAuditEvent.CREATED, offering, contact_id=None)
    return offering


def begin_with(actor: Actor, sentences: Mapping[Starter, str]) -> list[Offering]:
    """Add these of the starter list, each with its sentence, for all villages.

    One that is in the directory already, in use or not, stays as it is.
    """
    require(policy.may_keep(actor))
    return [
        create(
            actor,
            name=starter.value,
            kind=OfferingKind.OWN,
            sentence=sentence,
            reached_by=ReachedBy.OURSELVES,
            all_areas=True,
            area_ids=[],
        )
        for starter, sentence in sentences.items()
        if not queries.is_taken(actor, starter.value)
    ]


def edit(
    actor: Actor, offering: Offering, *, area_ids: list[int], **answers: Any
) -> None:
    """Correct what is known; other villages alone make a new version too."""
    require(policy.may_keep(actor))
    for name, value in answers.items():
        setattr(offering, name, value)
    offering.areas = _areas(area_ids)
    flag_modified(offering, "name")
    schedule(actor, offering)
    audit_log.record(actor, OfferingAuditEvent.EDITED, offering, contact_id=None)


def confirm(actor: Actor, offering: Offering) -> None:
    """Record that the offering was checked today, and is right."""
    require(policy.may_keep(actor))
    offering.confirmed_on = clock.today()
    schedule(actor, offering, is_confirmed=True)
    audit_log.record(actor, OfferingAuditEvent.CONFIRMED, offering, contact_id=None)


def retire(actor: Actor, offering: Offering) -> None:
    """Take it off the map; what was referred there stays as it is."""
    require(policy.may_keep(actor))
    offering.is_active = False
    schedule(actor, offering)
    audit_log.record(actor, OfferingAuditEvent.RETIRED, offering, contact_id=None)


def restore(actor: Actor, offering: Offering) -> None:
    """Put it back on the map; it is still to be confirmed."""
    require(policy.may_keep(actor))
    offering.is_active = True
    schedule(actor, offering)
    audit_log.record(actor, OfferingAuditEvent.RESTORED, offering, contact_id=None)


def schedule(actor: Actor, offering: Offering, *, is_confirmed: bool = False) -> None:
    """Publish from which day on an offering is to be confirmed again."""
    db.session.flush()
    again = rules.confirm_on(offering.confirmed_on, clock.today())
    kept = OfferingKept(
        offering.id,
        offering.name,
        queries.only_area(offering),
        offering.confirmed_on,
        confirm_on=again if offering.is_active else None,
        is_confirmed=is_confirmed,
    )
    events.publish(actor, kept)


def _areas(area_ids: list[int]) -> list[Area]:
    return list(db.session.scalars(select(Area).where(Area.id.in_(area_ids))))
