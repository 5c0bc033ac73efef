"""The form of a village, and the filter by which villages are chosen to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import request, session, url_for
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core.actors import Actor
from thuis_app.core.normalize import fold
from thuis_app.organisation.areas import queries, rules
from thuis_app.organisation.areas.rules import (
    AreaAuditEvent,
    VillageChoice,
    VillageOption,
)
from thuis_app.web.fields import LineField
from thuis_app.web.forms import VersionedForm

SHORT = 80
KEPT = "villages"
"""The key of the session under which the choice of a user is kept."""

BEGIN_ANEW = ("area", "after", "chosen", "show")
"""The arguments of a page that do not hold for other villages."""


AUDIT_EVENTS = {
    AreaAuditEvent.CREATED: _l("Village added"),
    AreaAuditEvent.CHANGED: _l("Village changed"),
    AreaAuditEvent.RETIRED: _l("Village taken off the list"),
    AreaAuditEvent.TAKEN_BACK: _l("Village back on the list"),
}


class AreaForm(VersionedForm):
    name = LineField(_l("Name of the village"), _l("Write the name."), SHORT)
    postcode4 = LineField(
        _l("Postcode, the four figures"),
        _l("Write the four figures of the postcode."),
        description=_l("From a postcode Thuis knows the village."),
    )
    cluster = LineField(
        _l("Group of villages"),
        limit=SHORT,
        description=_l("Villages of one group stand together in lists."),
    )

    def validate_postcode4(self, field: Any) -> None:
        if not rules.is_postcode4(field.data):
            raise ValidationError(str(_l("Write four figures, like 9781.")))


@dataclass(frozen=True)
class VillageFilter:
    """The filter by villages of a page: what there is to choose, and what is chosen.

    `in_link` is what a link to the same page has to say: None where the session has it.
    `is_whole` is whether all villages are to be chosen from, not those of the user.
    """

    options: Sequence[VillageOption]
    choice: VillageChoice
    in_link: str | None
    is_whole: bool

    @property
    def all_words(self) -> str:
        """The words of the first choice, which narrows nothing."""
        return str(_l("All villages") if self.is_whole else _l("My villages"))

    @property
    def area_ids(self) -> frozenset[int] | None:
        """The villages that are shown; None for all of them."""
        return self.choice.area_ids

    @property
    def groups(self) -> list[tuple[str, list[VillageOption]]]:
        """What there is to choose by group, by name; first what stands in none."""
        by_group = sorted(
            self.options, key=lambda one: (fold(one.cluster), one.cluster)
        )
        found = groupby(by_group, key=attrgetter("cluster"))
        return [(cluster, list(some)) for cluster, some in found]

    @property
    def everything(self) -> str:
        """The address of this page that shows all villages from now on."""
        kept = {
            name: value
            for name, value in request.args.items()
            if name not in BEGIN_ANEW
        }
        path = {**(request.view_args or {}), **kept, "area": "", "keep": 1}
        return url_for(request.endpoint or "", **path)


def village_filter(
    who: Actor, options: Sequence[VillageOption] | None = None
) -> VillageFilter:
    """The villages that the address says, or else those that this user chose before.

    What is chosen in the filter of a page is kept in the session, for all pages; what a
    link says holds for that page alone. Without `options` they are those of the user.
    """
    is_whole = who.all_areas or options is not None
    if options is None:
        options = queries.options(who)
    owner, before = session.get(KEPT, (who.id, ""))
    kept = before if owner == who.id else ""
    asked = request.args.get("area", kept)
    choice = rules.village_choice(options, asked)
    if "keep" in request.args and choice.value != kept:
        session[KEPT] = [who.id, choice.value]
        kept = choice.value
    in_link = None if choice.value == kept else choice.value
    return VillageFilter(options, choice, in_link, is_whole)


def chosen_villages(who: Actor) -> VillageFilter:
    """The same for a page without a filter, without a query where nothing is chosen."""
    is_asked = "area" in request.args or KEPT in session
    return village_filter(who, None if is_asked else [])
