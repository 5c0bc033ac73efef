from datetime import UTC, datetime, timedelta

import pytest

from thuis_app.activities.bookings import rules
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core.errors import RuleBroken

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "ended",
    [BookingState.ATTENDED, BookingState.NOT_ATTENDED, BookingState.CANCELLED],
)
def test_what_has_been_stays_as_it_was(ended: BookingState) -> None:
    for wanted in BookingState:
        with pytest.raises(RuleBroken):
            rules.next_booking_state(ended, wanted)


def test_a_hold_gives_its_place_back_in_time() -> None:
    held = BookingState.HELD

    assert rules.takes_place(held, NOW + HOUR, NOW)
    assert not rules.takes_place(held, NOW, NOW)
    assert not rules.takes_place(held, None, NOW)
    assert rules.takes_place(BookingState.CONFIRMED, None, NOW)
    assert not rules.takes_place(BookingState.CANCELLED, None, NOW)


def test_one_more_comes_only_while_there_is_a_place() -> None:
    rules.must_have_room(4, 3)
    with pytest.raises(RuleBroken) as full:
        rules.must_have_room(4, 4)

    assert full.value.code == "room.full"


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (None, "hold.missing"),
        (NOW, "hold.past"),
        (NOW + 30 * HOUR, "hold.late"),
    ],
)
def test_a_place_is_held_for_a_while(until: datetime | None, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.must_be_holdable(until, NOW + 28 * HOUR, NOW)

    assert refused.value.code == code


def test_a_place_is_never_held_longer_than_two_weeks() -> None:
    far = NOW + timedelta(days=60)

    rules.must_be_holdable(NOW + timedelta(days=14), far, NOW)
    with pytest.raises(RuleBroken):
        rules.must_be_holdable(NOW + timedelta(days=15), far, NOW)
