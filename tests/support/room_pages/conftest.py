"""Every test of the pages of rooms is on the same Tuesday morning."""

import pytest

from tests.activities.bookings import places


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()
