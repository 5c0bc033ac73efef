"""The foundation's two colours, and when a colour can be read."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from thuis_app.core.audit_events import AuditEvent

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
HELP_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){2,14}")
LEAST_CONTRAST = 7.0
WHITE, NIGHT = "#ffffff", "#1b231e"


# The number to call in danger: the same everywhere, and no setting.
EMERGENCY = "112"


@dataclass(frozen=True)
class HelpDirectory:
    """Whom to call when something is not right; empty where it is not known.

    `checked_on` is the day on which the numbers were last looked up.
    """

    safe_at_home: str = "0800 2000"
    worrying_behaviour: str = "0800 1205"
    suicide_line: str = "0800 0113"
    doctor_after_hours: str = ""
    neighbourhood_team: str = ""
    confidential_name: str = ""
    confidential_telephone: str = ""
    checked_on: date | None = None


def is_help_number(text: str) -> bool:
    """Whether this can be dialled; short numbers as 113 too, which have no area."""
    return HELP_NUMBER.fullmatch(text) is not None


def is_colour(text: str) -> bool:
    """Whether this is a colour as browsers write it: #17453a."""
    return COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21.

    Source: WCAG 2.2, 'contrast ratio' and 'relative luminance'.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_faint_brand(colour: str) -> Decimal | None:
    """The contrast of a brand colour with white when it is too low to read; or None."""
    return _too_faint(colour, WHITE)


def too_faint_lamp(colour: str) -> Decimal | None:
    """The contrast of a lamp colour with ink when it is too low to read; or None."""
    return _too_faint(colour, NIGHT)


def _too_faint(colour: str, letters: str) -> Decimal | None:
    found = contrast(colour, letters)
    if found >= LEAST_CONTRAST:
        return None
    return Decimal(found).quantize(Decimal("0.01"), ROUND_FLOOR)


class FoundationAuditEvent(AuditEvent):
    CHANGED = "foundation.changed"
    NUMBERS_CHECKED = "foundation.numbers_checked"
