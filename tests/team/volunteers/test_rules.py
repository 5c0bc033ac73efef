import pytest

from thuis_app.team.volunteers import rules
from thuis_app.team.volunteers.rules import Load


@pytest.mark.parametrize(
    ("people", "most", "load"),
    [
        (0, 2, Load.FREE),
        (1, 2, Load.SOME),
        (2, 2, Load.FULL),
        (3, 2, Load.TOO_MUCH),
        (0, 0, Load.FULL),
    ],
)
def test_the_load_is_what_somebody_carries_of_what_they_want(
    people: int, most: int, load: Load
) -> None:
    assert rules.load(people, most) is load
