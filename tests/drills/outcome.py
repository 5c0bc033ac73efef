"""What a drill found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """The figures of a drill in a line, and whether every promise was kept."""

    line: str
    is_kept: bool


class NotPossible(Exception):
    """This machine or this user cannot run the drill; the message says why."""
