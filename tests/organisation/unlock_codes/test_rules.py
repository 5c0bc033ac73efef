from datetime import timedelta

import pytest

from tests.organisation.factors.test_rules import NOW
from thuis_app.core.actors import Role
from thuis_app.organisation.accounts.rules import (
    ORDINARY,
    OWN_DEVICE,
    SHARED_DEVICE,
    is_locked,
    is_over,
    session_limits,
)
from thuis_app.organisation.unlock_codes import rules
from thuis_app.organisation.unlock_codes.rules import CodeFault

MINUTES, DAYS = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize("code", ["40718", "90362", "73105"])
def test_five_mixed_digits_are_accepted(code: str) -> None:
    assert rules.code_fault(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        *((code, CodeFault.NOT_DIGITS) for code in ("", "1234", "407181", "4o718")),
        *((code, CodeFault.TOO_EASY) for code in ("00000", "12345", "98765", "67890")),
        *((code, CodeFault.TOO_EASY) for code in ("13579", "12121", "77377", "25800")),
        *((code, CodeFault.HOLDS_YEAR) for code in ("19487", "01953", "20017")),
    ],
)
def test_what_is_guessed_first_is_refused(code: str, fault: CodeFault) -> None:
    assert rules.code_fault(code) is fault


def test_most_codes_remain() -> None:
    codes = (f"{number:05}" for number in range(100_000))

    assert sum(rules.code_fault(code) is None for code in codes) > 95_000


def test_spaces_and_digits_of_another_script_are_the_same_code() -> None:
    assert rules.plain_code(" 40 718 ") == "40718"
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in "40718")
    assert rules.plain_code(wide) == "40718"


def test_a_code_fits_one_session_of_one_installation() -> None:
    bound = rules.bound_code("secret", 1, "40718")

    assert bound == rules.bound_code("secret", 1, "40718")
    assert bound != rules.bound_code("secret", 2, "40718")
    assert bound != rules.bound_code("another", 1, "40718")


@pytest.mark.parametrize("role", Role)
def test_who_sees_files_of_others_has_no_session_of_two_weeks(role: Role) -> None:
    limits = session_limits(frozenset({role}), has_unlock_code=True, is_shared=False)

    is_allowed = role in {Role.VOLUNTEER, Role.BOARD}
    assert limits == (OWN_DEVICE if is_allowed else ORDINARY)


def test_a_shared_device_has_limits_of_its_own_for_everybody() -> None:
    for role in Role:
        for has_code in (True, False):
            limits = session_limits(
                frozenset({role}), has_unlock_code=has_code, is_shared=True
            )
            assert limits == SHARED_DEVICE


def test_on_an_own_device_a_session_is_locked_and_lasts_two_weeks() -> None:
    begun = NOW - 14 * DAYS

    assert not is_locked(NOW - 30 * MINUTES, NOW, OWN_DEVICE)
    assert is_locked(NOW - 31 * MINUTES, NOW, OWN_DEVICE)
    assert not is_over(begun, begun, NOW, OWN_DEVICE)
    assert is_over(begun - MINUTES, NOW, NOW, OWN_DEVICE)
    assert not is_locked(NOW - 31 * MINUTES, NOW, ORDINARY)


def test_on_a_shared_device_it_ends_after_five_minutes() -> None:
    assert not is_over(NOW - DAYS / 4, NOW - 5 * MINUTES, NOW, SHARED_DEVICE)
    assert is_over(NOW - DAYS / 4, NOW - 5.1 * MINUTES, NOW, SHARED_DEVICE)
