from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from thuis_app.areas.models import Area
from thuis_app.volunteers.rules import FEWEST, MOST, Load
from thuis_app.web.fields import LineField, NoteField, NumberField, PickField, TickField
from thuis_app.web.filters import labels
from thuis_app.web.forms import Form, VersionedForm

LOADS = labels(
    {
        Load.FREE: _l("Has time"),
        Load.SOME: _l("Can have more"),
        Load.FULL: _l("Has enough people"),
        Load.TOO_MUCH: _l("Has too many people"),
    }
)


class FilterForm(Form):
    """The bar above the list of volunteers."""

    search = LineField(_l("Search by name"))
    area = PickField(_l("Village"), kind=int)

    class Meta(Form.Meta):
        csrf = False

    def offer(self, areas: Sequence[Area]) -> "FilterForm":
        """The villages to choose between."""
        every: list[tuple[Any, Any]] = [("", _l("All villages"))]
        self.area.choices = every + [(area.id, area.name) for area in areas]
        return self


class CardForm(VersionedForm):
    """What is agreed with a volunteer."""

    most_people = NumberField(
        _l("Wants to visit how many people at most?"),
        _l("Write how many people at most."),
        least=FEWEST,
        most=MOST,
    )
    drives = TickField(_l("Drives, and can take somebody along"))
    note = NoteField(
        _l("Note for coordinators"),
        description=_l("The volunteer may read this. Write it as you would say it."),
        limit=1000,
    )
