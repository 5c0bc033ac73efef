"""Reading what others wrote, none of which is trusted."""

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """What is written in JSON; None when it is not, or is nested too deep to read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
