"""Reading what others wrote, none of which is trusted."""

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """The parsed JSON; None when it is invalid or nested too deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
