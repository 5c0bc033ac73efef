from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms.forms import slots
from thuis_app.directory.rooms.rules import slot_name
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.forms import INTERESTS, SPOKEN
from thuis_app.team.volunteers.forms.words import STAGES
from thuis_app.team.volunteers.models import Volunteer, VolunteerTime
from thuis_app.team.volunteers.rules import (
    FEWEST,
    MOST,
    Interest,
    Spoken,
    VolunteerStage,
)
from thuis_app.web.fields import (
    ChoicesField,
    DayField,
    EmailAddressField,
    LineField,
    NoteField,
    NumberField,
    PickField,
    TelephoneField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

LONGEST_BLOCK = timedelta(days=731)


class FilterForm(Form):
    """The bar above the list of volunteers."""

    search = LineField(_l("Search by name"))
    area = PickField(_l("Village"), kind=int)
    stage = PickField(
        _l("Where on the road"),
        {"": _l("Everybody who is with us"), **STAGES},
        kind=VolunteerStage,
    )

    class Meta(Form.Meta):
        csrf = False

    def offer(self, areas: Sequence[Area]) -> "FilterForm":
        """The villages to choose between."""
        every: list[tuple[Any, Any]] = [("", _l("All villages"))]
        self.area.choices = every + [(area.id, area.name) for area in areas]
        return self


class NewForm(Form):
    """Somebody who would like to help."""

    name = LineField(_l("Name"), _l("Write the name."), 120)
    called = LineField(_l("What we call them"), _l("Write what we call them."), 60)
    email = EmailAddressField(_l("E-mail address"), _l("Write the e-mail address."))
    telephone = TelephoneField(_l("Telephone number"))
    area_ids = ChoicesField(
        _l("In which villages?"), required=_l("Tick at least one village."), kind=int
    )
    note = NoteField(
        _l("How we met, and what they would like"),
        description=_l("The volunteer may read this. Write it as you would say it."),
        limit=1000,
    )

    def offer(self, areas: Sequence[Area]) -> "NewForm":
        """The villages to choose between; the only one there is, is chosen."""
        self.area_ids.choices = [(area.id, area.name) for area in areas]
        if not self.is_submitted() and len(areas) == 1:
            self.area_ids.data = [areas[0].id]
        return self

    @property
    def answers(self) -> dict[str, Any]:
        told = super().answers
        return told | {"area_ids": frozenset(told["area_ids"])}


class CardForm(VersionedForm):
    """What is agreed with a volunteer."""

    most_people = NumberField(
        _l("Wants to visit how many people at most?"),
        _l("Write how many people at most."),
        least=FEWEST,
        most=MOST,
    )
    drives = TickField(_l("Drives, and can take somebody along"))
    pets_ok = TickField(_l("Can be where there are pets"))
    smoke_ok = TickField(_l("Can be where somebody smokes"))
    note = NoteField(
        _l("Note for coordinators"),
        description=_l("The volunteer may read this. Write it as you would say it."),
        limit=1000,
    )


class TimesForm(VersionedForm):
    """When somebody can come, what they speak and what they like."""

    times = ChoicesField(_l("When in the week?"))
    languages = ChoicesField(_l("Which languages?"), SPOKEN, kind=Spoken)
    interests = ChoicesField(_l("What do you like to do?"), INTERESTS, kind=Interest)

    def offer(self) -> "TimesForm":
        """The parts of a week, with their words."""
        self.times.choices = slots()
        return self

    @property
    def answers(self) -> dict[str, Any]:
        named = {slot_name(*slot): slot for slot in _week()}
        told = super().answers
        return told | {"times": [named[name] for name in told["times"]]}


def times_stored(card: Volunteer, times: Iterable[VolunteerTime]) -> dict[str, Any]:
    """What a TimesForm asks, as it is stored now."""
    return {
        "times": [slot_name(time.weekday, time.day_part) for time in times],
        "languages": [one for one in Spoken if one in card.languages],
        "interests": [one for one in Interest if one in card.interests],
    }


def _week() -> Iterable[tuple[int, DayPart]]:
    return ((weekday, part) for weekday in range(7) for part in DayPart)


class BlockForm(Form):
    """Days on which somebody does not come."""

    from_on = DayField(
        _l("From"),
        _l("Choose the first day."),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_BLOCK,
    )
    until_on = DayField(
        _l("Until and including"),
        _l("Choose the last day."),
        first=clock.today,
        last=lambda: clock.today() + LONGEST_BLOCK,
    )
    note = LineField(
        _l("What for"), limit=120, description=_l("Only if you want to tell.")
    )

    def validate_until_on(self, field: Any) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("The last day comes after the first."))
