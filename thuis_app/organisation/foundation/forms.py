from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import ColorInput

from thuis_app.organisation.foundation import rules
from thuis_app.organisation.foundation.rules import FoundationAuditEvent
from thuis_app.web.fields import LineField, TelephoneField
from thuis_app.web.filters import number
from thuis_app.web.forms import VersionedForm

AUDIT_EVENTS = {
    FoundationAuditEvent.CHANGED: _l("Data of the foundation changed"),
    FoundationAuditEvent.NUMBERS_CHECKED: _l("Numbers to call checked"),
}


class ColourField(LineField):
    """A colour, kept as #17453a."""

    widget = ColorInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").lower()

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not rules.is_colour(self.data):
            raise StopValidation(_("Write a colour like #17453a."))


class HelpNumberField(LineField):
    """A number as one dials it here: 113 and 0800 numbers have none from abroad."""

    def __init__(self, label: Any, required: Any = None, **more: Any) -> None:
        super().__init__(label, required, 20, **more)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not rules.is_help_number(self.data):
            raise StopValidation(_("Write only the number, like 113 or 0800 2000."))


class HelpNumbersForm(VersionedForm):
    """Whom to call when something is not right."""

    safe_at_home = HelpNumberField("Veilig Thuis", _l("Write the number."))
    worrying_behaviour = HelpNumberField(
        _l("Reporting point for worrying behaviour"), _l("Write the number.")
    )
    suicide_line = HelpNumberField(
        _l("113 Suicide prevention"), _l("Write the number.")
    )
    doctor_after_hours = HelpNumberField(_l("Doctor in the evening and at weekends"))
    neighbourhood_team = HelpNumberField(_l("Neighbourhood team of the municipality"))
    confidential_name = LineField(
        _l("Confidential contact person"),
        limit=80,
        description=_l("Somebody from outside, who is not the coordinator's boss."),
    )
    confidential_telephone = HelpNumberField(
        _l("Number of the confidential contact person")
    )

    def validate_confidential_telephone(self, field: Any) -> None:
        if self.confidential_name.data and not field.data:
            raise ValidationError(_("Write the number too, else nobody can call."))


class SettingsForm(VersionedForm):
    name = LineField(_l("Name of the foundation"), _l("Write the name."), 120)
    place = LineField(
        _l("Region or place"), limit=80, description=_l("Stands under 'Thuis'.")
    )
    telephone = TelephoneField(
        _l("Telephone number of the foundation"),
        description=_l("Shown at the door to who cannot get in."),
    )
    brand = ColourField(
        _l("Colour of the door"),
        _l("Choose a colour."),
        description=_l("The bar at the top and the main buttons, with white on it."),
    )
    lamp = ColourField(
        _l("Colour of the lamp"),
        _l("Choose a colour."),
        description=_l("What comes now or is chosen, with dark letters on it."),
    )

    def validate_brand(self, field: Any) -> None:
        if figure := rules.too_faint_brand(field.data):
            raise ValidationError(
                _(
                    "With white on it this comes to %(figure)s; at least 7 can be "
                    "read. Choose a darker colour.",
                    figure=_contrast_words(figure),
                )
            )

    def validate_lamp(self, field: Any) -> None:
        if figure := rules.too_faint_lamp(field.data):
            raise ValidationError(
                _(
                    "With dark letters on it this comes to %(figure)s; at least 7 can "
                    "be read. Choose a lighter colour.",
                    figure=_contrast_words(figure),
                )
            )

    @property
    def swatches(self) -> list[tuple[str, str, str]]:
        """Each answer that is a colour, the letters on it, and what it is."""
        pairs = ((self.brand, rules.WHITE), (self.lamp, rules.NIGHT))
        return [
            (field.data, letters, str(field.label.text))
            for field, letters in pairs
            if rules.is_colour(field.data or "")
        ]


def _contrast_words(figure: Decimal) -> str:
    return number(float(figure))
