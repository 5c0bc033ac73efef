"""The foundation's two colours, and when a colour can be read."""

import re

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 7.0
WHITE, NIGHT = "#ffffff", "#1b231e"


def is_colour(text: str) -> bool:
    """Whether this is a colour as browsers write it: #17453a."""
    return COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21.

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
