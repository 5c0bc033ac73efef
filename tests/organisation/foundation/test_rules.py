from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.organisation.foundation import rules

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda n: f"#{n:06x}")


@pytest.mark.parametrize(
    ("one", "other", "figure"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#17453a", "#ffffff", 10.8),
    ],
)
def test_contrast_is_as_wcag_reckons_it(one: str, other: str, figure: float) -> None:
    assert rules.contrast(one, other) == pytest.approx(figure, abs=0.05)
    assert rules.contrast(one, other) == rules.contrast(other, one)


def test_our_own_colours_can_be_read() -> None:
    assert rules.too_faint_brand("#17453a") is None
    assert rules.too_faint_lamp("#ffc64a") is None


def test_the_figure_is_said_in_two_decimals() -> None:
    assert rules.too_faint_brand("#777777") == Decimal("4.47")
    assert rules.too_faint_lamp("#777777") is not None


@given(colours)
def test_a_colour_is_refused_exactly_under_seven_and_never_as_seven(
    colour: str,
) -> None:
    figure = rules.too_faint_brand(colour)

    assert (figure is None) == (rules.contrast(colour, "#ffffff") >= 7)
    assert figure is None or figure < 7


@given(colours)
def test_a_colour_stands_out_from_white_or_from_ink(colour: str) -> None:
    assert 1 <= rules.contrast(colour, rules.NIGHT) <= 21


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "17453a"])
def test_what_is_no_colour_is_known(text: str) -> None:
    assert not rules.is_colour(text)
