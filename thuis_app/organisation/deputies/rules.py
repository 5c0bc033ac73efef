"""Who does the work of a coordinator for some time, and for how long at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from thuis_app.core.actors import Role
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

LONGEST = timedelta(days=183)
MAY_DEPUTISE = frozenset({Role.COORDINATOR, Role.BOARD})


@dataclass(frozen=True)
class Period:
    """From the first up to and including the last day."""

    first_on: date
    last_on: date


@dataclass(frozen=True)
class DeputyEnded:
    """Event: this user is no deputy any more in this village."""

    user_id: int
    area_id: int


def may_be_deputy(roles: Collection[Role]) -> bool:
    """Whether a user with these roles can be a deputy: another coordinator, or a
    member of the board who is no volunteer.

    The villages of a volunteer would else be those of a coordinator too.
    """
    is_on_board = Role.BOARD in roles and Role.VOLUNTEER not in roles
    return Role.COORDINATOR in roles or is_on_board


def granted(
    roles: frozenset[Role], area_ids: frozenset[int], deputy_area_ids: frozenset[int]
) -> tuple[frozenset[Role], frozenset[int], frozenset[int]]:
    """The roles and villages of a user today, with what they are deputy of.

    The last are the villages in which they are a deputy and no coordinator.
    """
    if not deputy_area_ids or not may_be_deputy(roles):
        return roles, area_ids, frozenset()
    beyond = deputy_area_ids - area_ids
    return roles | {Role.COORDINATOR}, area_ids | beyond, beyond


def check_period(period: Period, today: date) -> None:
    """Refuse days in the wrong order, in the past, or too many."""
    length = period.last_on - period.first_on
    if period.first_on < today or not timedelta() <= length <= LONGEST:
        raise RuleBroken("deputy.days")


def check_villages(area_ids: Collection[int]) -> None:
    """Refuse to make a user the deputy of nothing."""
    if not area_ids:
        raise RuleBroken("deputy.no_village")


class DeputyAuditEvent(AuditEvent):
    NAMED = "deputy.named"
    ENDED = "deputy.ended"
