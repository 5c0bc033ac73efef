"""How much of everything a foundation of so many people has.

Up to `PEOPLE_A_COORDINATOR` people they live in the villages of the data file. Those
beyond live in districts of towns, and each town has a coordinator of its own.
"""

from math import ceil

PEOPLE_A_COORDINATOR = 1_200
"""With carers and the volunteers' own files some 1,400 in the list of a coordinator."""

PEOPLE_A_DISTRICT = 240
DISTRICTS_A_TOWN = PEOPLE_A_COORDINATOR // PEOPLE_A_DISTRICT
PEOPLE_A_VOLUNTEER = 10
FIRST_VOLUNTEERS = 25
MOST_VISITED = 7


def volunteers(people: int) -> int:
    """The number of volunteers at work; a little over half of all are visited."""
    return max(FIRST_VOLUNTEERS, people // PEOPLE_A_VOLUNTEER)


def districts(people: int) -> int:
    """The number of districts of towns, beside the villages of the data file."""
    return ceil(max(0, people - PEOPLE_A_COORDINATOR) / PEOPLE_A_DISTRICT)


def towns(people: int) -> int:
    """The number of towns in which those districts lie."""
    return ceil(districts(people) / DISTRICTS_A_TOWN)


def several(people: int, each: int) -> int:
    """The number of what there is so many times for every coordinator."""
    return max(each, people * each // PEOPLE_A_COORDINATOR)
