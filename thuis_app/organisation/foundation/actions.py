"""Changes the name, the colours and the help numbers of the foundation."""

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.foundation import policy, rules
from thuis_app.organisation.foundation.models import Foundation, HelpNumbers
from thuis_app.organisation.foundation.rules import FoundationAuditEvent


def change(
    actor: Actor,
    foundation: Foundation,
    *,
    name: str,
    place: str,
    telephone: str,
    brand: str,
    lamp: str,
) -> None:
    """Change what every page shows of the foundation."""
    require(policy.may_manage(actor))
    if rules.too_faint_brand(brand) or rules.too_faint_lamp(lamp):
        raise RuleBroken("foundation.too_faint")
    foundation.name, foundation.place = name, place
    foundation.telephone = telephone
    foundation.brand, foundation.lamp = brand, lamp
    db.session.add(foundation)
    audit_log.record(actor, FoundationAuditEvent.CHANGED, foundation, contact_id=None)


def check_numbers(actor: Actor, numbers: HelpNumbers, **answers: str) -> None:
    """Store whom to call when something is not right, as it was looked up today."""
    require(policy.may_keep_numbers(actor))
    for name, value in answers.items():
        setattr(numbers, name, value)
    numbers.checked_on = clock.today()
    db.session.add(numbers)
    db.session.flush()
    audit_log.record(
        actor, FoundationAuditEvent.NUMBERS_CHECKED, numbers, contact_id=None
    )
