"""Access to the files in an emergency: who, why, and for how long."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from thuis_app.core.actors import Role
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.payloads import MailPayload

LASTS = timedelta(hours=1)
# How long each page of those who are mailed says that another user had it.
NAMED_ON_PAGES = timedelta(days=1)
MAY_BEGIN = frozenset({Role.ADMINISTRATOR, Role.BOARD})
ARE_MAILED = MAY_BEGIN | {Role.COORDINATOR}


@dataclass(frozen=True)
class EmergencyMail(MailPayload):
    """A mail that another has access to the files in an emergency."""

    kind: ClassVar[str] = "emergency"
    emergency_id: int
    day: date


class EmergencyAuditEvent(AuditEvent):
    BEGUN = "emergency.begun"
    ENDED = "emergency.ended"


def must_be_only_one(is_open: bool) -> None:
    """Raise RuleBroken for who has this access already."""
    if is_open:
        raise RuleBroken("emergency.begun_already")


def granted(
    roles: frozenset[Role],
    area_ids: frozenset[int],
    deputy_area_ids: frozenset[int],
    every_area: frozenset[int],
) -> tuple[frozenset[Role], frozenset[int], frozenset[int]]:
    """The roles and villages of a user in an emergency: the coordinator's work in every
    village, as a deputy does it."""
    if roles.isdisjoint(MAY_BEGIN):
        return roles, area_ids, deputy_area_ids
    beyond = every_area - area_ids
    return roles | {Role.COORDINATOR}, area_ids | every_area, deputy_area_ids | beyond


def lasts_until(started_at: datetime) -> datetime:
    return started_at + LASTS


def mail_key(emergency_id: int, user_id: int) -> str:
    return f"emergency:{emergency_id}:{user_id}"
