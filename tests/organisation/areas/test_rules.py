from hypothesis import given
from hypothesis import strategies as st

from thuis_app.organisation.areas.rules import is_postcode4


@given(st.integers(min_value=1000, max_value=9999))
def test_four_figures_are_a_postcode(number: int) -> None:
    assert is_postcode4(str(number))


@given(st.text(max_size=6))
def test_anything_else_is_not(text: str) -> None:
    is_number = text.isascii() and text.isdigit() and len(text) == 4
    assert is_postcode4(text) == (is_number and text[0] != "0")
