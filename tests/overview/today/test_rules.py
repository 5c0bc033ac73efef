"""How much of a queue one page shows."""

import pytest

from thuis_app.overview.today.rules import SHOWN_ALONE, SHOWN_MOST, shown_length


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (0, SHOWN_ALONE),
        (3 * SHOWN_ALONE, 3 * SHOWN_ALONE),
        (SHOWN_MOST, SHOWN_MOST),
        (SHOWN_MOST + 1, SHOWN_MOST),
        (999_999_999, SHOWN_MOST),
    ],
)
def test_a_page_shows_no_more_of_a_queue_than_it_can_hold(
    asked: int, shown: int
) -> None:
    assert shown_length(asked) == shown
