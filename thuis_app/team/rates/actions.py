"""Setting an amount from a day on, and taking it back before it holds."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.team.rates import policy, rules
from thuis_app.team.rates.models import Rate
from thuis_app.team.rates.rules import RateAuditEvent, RateKind


def add_rate(actor: Actor, *, kind: RateKind, cents: int, from_on: date) -> Rate:
    """Set an amount from a day on; what holds before that day stays as it is."""
    require(policy.may_set_rates(actor))
    rules.check_rate_day(from_on, clock.today())
    rate = Rate(kind=kind, cents=cents, from_on=from_on, added_by=actor.id)
    db.session.add(rate)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("rate.known") from error
    audit_log.record(actor, RateAuditEvent.ADDED, rate, contact_id=None, ground=kind)
    return rate


def take_back_rate(actor: Actor, rate: Rate) -> None:
    """Take back an amount that does not hold yet."""
    require(policy.may_set_rates(actor))
    rules.check_not_begun(rate.from_on, clock.today())
    audit_log.record(
        actor, RateAuditEvent.TAKEN_BACK, rate, contact_id=None, ground=rate.kind
    )
    db.session.delete(rate)
    db.session.flush()
