"""The rules of a village's name, and of choosing villages to look at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thuis_app.core.audit_events import AuditEvent

GROUP = "group:"
"""What stands before the name of a group where an address names one."""

POSTCODE4 = re.compile(r"[1-9][0-9]{3}")


def is_postcode4(text: str) -> bool:
    """Whether these are the four figures of a Dutch postcode: from 1000 to 9999."""
    return POSTCODE4.fullmatch(text) is not None


class AreaAuditEvent(AuditEvent):
    CREATED = "area.created"
    CHANGED = "area.changed"
    RETIRED = "area.retired"
    TAKEN_BACK = "area.taken_back"


class VillageOption(NamedTuple):
    """A village to choose, in its group of villages; `cluster` is '' without one."""

    id: int
    name: str
    postcode4: str
    is_active: bool
    cluster: str


@dataclass(frozen=True)
class VillageChoice:
    """The villages that a page shows: one, a group, or all when nothing is chosen.

    `value` is what an address says, `name` the words. `area_ids` is None for all.
    """

    value: str = ""
    name: str = ""
    area_ids: frozenset[int] | None = None


EVERYWHERE = VillageChoice()


def village_choice(options: Sequence[VillageOption], value: str) -> VillageChoice:
    """What an address says, among these villages; all when it names none of them."""
    name = value.removeprefix(GROUP)
    if name == value:
        found = [one for one in options if str(one.id) == value]
        name = found[0].name if found else ""
    else:
        found = [one for one in options if one.cluster == name != ""]
    if not found:
        return EVERYWHERE
    return VillageChoice(value, name, frozenset(one.id for one in found))
