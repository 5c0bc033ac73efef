"""How much somebody carries who visits people."""

from enum import StrEnum

FEWEST, MOST = 0, 12
USUAL = 2


class Load(StrEnum):
    """How much a volunteer carries, at a glance."""

    FREE = "free"
    SOME = "some"
    FULL = "full"
    TOO_MUCH = "too_much"


def load(people: int, most_people: int) -> Load:
    """What visiting this many people is to somebody who wants that many at most."""
    if people > most_people:
        return Load.TOO_MUCH
    if people == most_people:
        return Load.FULL
    return Load.SOME if people else Load.FREE


def has_room(people: int, most_people: int) -> bool:
    return people < most_people
