from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from thuis_app.directory.offerings.rules import (
    OfferingAuditEvent,
    OfferingKind,
    ReachedBy,
    Starter,
)
from thuis_app.organisation.areas.models import Area
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    EmailAddressField,
    LineField,
    NoteField,
    NumberField,
    TelephoneField,
    TickField,
)
from thuis_app.web.forms import Form, VersionedForm

KINDS = {
    OfferingKind.OWN: _l("Ours"),
    OfferingKind.OTHER: _l("Of somebody else"),
}

WAYS = {
    ReachedBy.TELEPHONE: _l("We telephone them"),
    ReachedBy.MAIL: _l("We write them an e-mail"),
    ReachedBy.OURSELVES: _l("We arrange it ourselves"),
}


STARTERS = {
    Starter.TELEPHONE_CIRCLE: _l("Every morning a short call among acquaintances."),
    Starter.RIDES: _l("A ride with a volunteer from the neighbourhood."),
    Starter.BUS: _l("A day out together, by bus."),
    Starter.CAFE: _l("Coffee, soup and a chat, on a fixed day."),
    Starter.BUDDY: _l("A buddy to go out with."),
    Starter.ROOM: _l("The living room of the village."),
}


AUDIT_EVENTS = {
    OfferingAuditEvent.CREATED: _l("Offering added"),
    OfferingAuditEvent.EDITED: _l("Offering changed"),
    OfferingAuditEvent.CONFIRMED: _l("Data of an offering checked"),
    OfferingAuditEvent.RETIRED: _l("Offering taken off the list"),
    OfferingAuditEvent.RESTORED: _l("Offering back on the list"),
}


class OfferingSearchForm(PlainForm):
    """The filter of the directory, from the query string; never refused."""

    q = LineField(_l("What are you looking for?"))

    @property
    def words(self) -> str:
        return (self.q.data or "")[: self.q.limit]


class StarterForm(Form):
    """Which of the starter list this foundation has."""

    starters = ChoicesField(
        _l("What do you offer yourselves?"), kind=Starter, required=_l("Tick one.")
    )

    def offer(self, starters: Sequence[Starter]) -> "StarterForm":
        """Choose among these, each with its sentence."""
        self.starters.choices = [
            (one.value, f"{one.value}: {STARTERS[one]}") for one in starters
        ]
        return self

    @property
    def sentences(self) -> dict[Starter, str]:
        """What was ticked, with the sentence of each in the language of the page."""
        return {one: str(STARTERS[one]) for one in self.starters.data}


class OfferingForm(VersionedForm):
    name = LineField(_l("Name"), _l("Write what it is called."))
    kind = ChoiceField(
        _l("Whose is it?"), KINDS, _l("Choose whose it is."), kind=OfferingKind
    )
    sentence = LineField(_l("What it is, in one sentence"))
    for_whom = LineField(_l("For whom"))
    all_areas = TickField(_l("People from all villages can go there"))
    area_ids = ChoicesField(_l("Villages"), kind=int)
    when = LineField(_l("When"), description=_l("For example: every Wednesday, 14:00."))
    cost = LineField(_l("What it costs"))
    accessibility = LineField(
        _l("Getting in and around"),
        description=_l("For example: no threshold, a toilet for wheelchairs."),
    )
    places_free = NumberField(_l("Places free"), least=0, most=999)
    contact_person = LineField(_l("Contact person"))
    telephone = TelephoneField(_l("Telephone of the contact person"))
    email = EmailAddressField(_l("E-mail address of the contact person"))
    reached_by = ChoiceField(
        _l("How do we refer somebody there?"),
        WAYS,
        _l("Choose how we refer somebody there."),
        kind=ReachedBy,
        default=ReachedBy.TELEPHONE,
    )
    may_know = NoteField(
        _l("What they need to know of somebody"),
        limit=500,
        description=_l("As little as possible. Usually a name and a telephone number."),
    )

    def offer(
        self, villages: Sequence[Area], is_taken: Callable[[str], bool]
    ) -> "OfferingForm":
        """Choose among these villages; `is_taken` tells whether a name is in use."""
        self.area_ids.choices = [(one.id, one.name) for one in villages]
        self._is_taken = is_taken
        return self

    def validate_name(self, field: Any) -> None:
        if self._is_taken(field.data or ""):
            message = _l("This is in the directory already. Look there first.")
            raise ValidationError(str(message))

    def validate_area_ids(self, field: Any) -> None:
        if not field.data and not self.all_areas.data:
            message = _l("Tick a village, or that all villages can come.")
            raise ValidationError(str(message))
