"""Ids in an address of which the row is known under another id now."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MovedIdAsked:
    """Question: under which id is this row found now?

    `name` is the argument of the address, such as `contact_id`. Each handler returns
    the other id, or None where it knows of none that this actor may see.
    """

    name: str
    value: int
