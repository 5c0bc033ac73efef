"""How long it took and how far it was, as people write it."""

import pytest

from thuis_app.web.field_values import minutes, rounded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90", 90),
        ("90 min", 90),
        ("1,5", 90),
        ("1.5", 90),
        ("1½", 90),
        ("1:30", 90),
        ("1u30", 90),
        ("1 uur 30", 90),
        ("1,5 uur", 90),
        ("1 uur", 60),
        ("anderhalf uur", 90),
        ("Anderhalf", 90),
        ("half uur", 30),
        ("een half uur", 30),
        ("halfuur", 30),
        ("drie kwartier", 45),
        ("kwartier", 15),
        ("een kwartier", 15),
        ("een uur", 60),
        ("een", None),
        ("", None),
        ("-3", None),
        ("1:75", None),
        ("1e3", None),
        ("een poos", None),
    ],
)
def test_minutes_are_read_as_people_write_them(text: str, found: int | None) -> None:
    assert minutes(text) == found


@pytest.mark.parametrize(("text", "found"), [("2", 120), ("1,5", 90), ("90 min", 90)])
def test_where_hours_are_asked_a_whole_number_is_hours(text: str, found: int) -> None:
    assert minutes(text, 60) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("12", 12), ("12,5", 13), ("12.4", 12), ("12,5 km", 13), ("far", None)],
)
def test_kilometres_are_rounded(text: str, found: int | None) -> None:
    assert rounded(text) == found
