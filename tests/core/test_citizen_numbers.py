"""Which numbers are refused as a BSN, however they are written, and which are not.

111222333 and 123456782 pass the eleven test, and so does 10203047, of eight digits.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn

from thuis_app.core.citizen_numbers import (
    holds_citizen_number,
    without_citizen_numbers,
)

SPACES = (" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2009", "\u202f")
SIGNS = (".", "-", "/", "_", " - ", "\u2010", "\u2011", "\u2013", " \u2013 ", "\u2212")


@pytest.mark.parametrize("between", [*SPACES, *SIGNS])
@pytest.mark.parametrize("groups", ["1112 22 333", "111 222 333", "11122 2333"])
def test_a_citizen_number_is_seen_however_it_is_grouped(
    groups: str, between: str
) -> None:
    assert holds_citizen_number(f"His is {between.join(groups.split())}, he says.")


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "x123456782y",
        "BSN:111222333",
        "bsn 1112.22.333",
        "111222333 14",
        "14 111222333",
        "24-11-1934 111222333",
        "050 111 2223 111222333",
        "+31 50 111 2223, 111222333",
        "+31501112223 111222333",
        "06 111222333",
        "010203047",
        "10203047",
        "1020 3047",
        "10.203.047",
        "102-030-47",
        "\uff11\uff11\uff11\uff12\uff12\uff12\uff13\uff13\uff13",
    ],
)
def test_a_citizen_number_is_seen(text: str) -> None:
    assert holds_citizen_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "111222334",
        "1112223330",
        "0501112224",
        "050 111 2224",
        "050-1112224",
        "050-1112223 21",
        "06 12 34 56 78",
        "06-11122237",
        "+31501112224",
        "+31 50 111 2224",
        "0031 50 1112224",
        "9781 AB 14",
        "9781 AB 14\n9951 AA 22",
        "12-11-1934",
        "12/11/1934",
        "12.11.1934",
        "1930-11-08",
        "12 11 1934",
        "1-12-26 9.00",
        "1-12-26 10.00",
        "10.00 13-3-26",
        "4-1-26 - 18-1-26",
        "12111934",
        "12-11-1934 8",
        "1 12-11-1934",
        "1910 1934",
        "1910-1946",
        "10.00-15.30",
        "10:00 - 15:30",
        "12, 14, 16, 18, 5",
        "Volgende keer 1-12-2026 15:00 naar de kaartclub.",
        "06-12345678 2x gebeld",
        "NL91 ABNA 0417 1643 00",
        "14-12-2026 9.30 - 11.30",
        "050-5550144 of 06-12345678",
        "Bel 088 1234567, keuze 2",
        "1,500.00 and 250.10",
        "",
    ],
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert not holds_citizen_number(text)


@pytest.mark.parametrize(
    "digits",
    [
        *("12111934", "19301108", "19101934", "19101946", "10001530", "11122237"),
        *("501112224", "111222321", "121119348", "121416185"),
        *("100013326", "412618126"),
    ],
)
def test_what_is_let_through_would_pass_the_eleven_test(digits: str) -> None:
    """Or the table above would prove nothing."""
    assert bsn.is_valid(digits)


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_number_that_passes_the_test_is_seen(start: int) -> None:
    digits = f"{start:08d}"
    rest = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True)) % 11
    number = f"{digits}{rest}"

    assert rest == 10 or start == 0 or holds_citizen_number(f"about {number}.")


@given(st.text(st.sampled_from("0123456789 -./+\n"), max_size=60))
def test_what_is_left_out_is_in_it_no_more(text: str) -> None:
    left = without_citizen_numbers(text, "(…)")

    assert holds_citizen_number(text) == (left != text)
    assert not holds_citizen_number(left)


def test_only_the_number_is_left_out() -> None:
    shown = without_citizen_numbers("BSN 1112 22 333 and 123456782.", "(…)")

    assert shown == "BSN (…) and (…)."
