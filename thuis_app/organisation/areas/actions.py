"""Keeping the list of villages. A village is taken out of use, never away."""

from thuis_app.core import audit_log
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.areas import policy
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.rules import AreaAuditEvent


def create(actor: Actor, *, name: str, postcode4: str, cluster: str) -> Area:
    """Add a village in which the foundation works from now on."""
    require(policy.may_manage(actor))
    area = Area(name=name, postcode4=postcode4, cluster=cluster)
    db.session.add(area)
    audit_log.record(actor, AreaAuditEvent.CREATED, area, contact_id=None)
    return area


def edit(actor: Actor, area: Area, *, name: str, postcode4: str, cluster: str) -> None:
    """Change how a village is called and grouped."""
    require(policy.may_manage(actor))
    area.name, area.postcode4, area.cluster = name, postcode4, cluster
    audit_log.record(actor, AreaAuditEvent.CHANGED, area, contact_id=None)


def retire(actor: Actor, area: Area) -> None:
    """Offer a village no more for what is new; who lives there stays where they are."""
    require(policy.may_manage(actor))
    area.is_active = False
    audit_log.record(actor, AreaAuditEvent.RETIRED, area, contact_id=None)


def take_back(actor: Actor, area: Area) -> None:
    """Use a village again that was taken out of use."""
    require(policy.may_manage(actor))
    area.is_active = True
    audit_log.record(actor, AreaAuditEvent.TAKEN_BACK, area, contact_id=None)
