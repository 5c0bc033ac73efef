"""The rules of a village's name."""

import re

POSTCODE4 = re.compile(r"[1-9][0-9]{3}")


def is_postcode4(text: str) -> bool:
    """Whether these are the four figures of a Dutch postcode: from 1000 to 9999."""
    return POSTCODE4.fullmatch(text) is not None
