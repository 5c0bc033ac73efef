from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from thuis_app.core.actors import Role, SignInStep
from thuis_app.core.printed_codes import plain_code
from thuis_app.organisation.accounts.rules import is_fresh, sign_in_step
from thuis_app.organisation.factors import rules

NOW = datetime(2026, 11, 29, 10, 0, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    ("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_telephone_may_be_half_a_minute_wrong(seconds: int, fits: bool) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))

    assert (rules.matching_step(SECRET, code, NOW) is not None) is fits


@pytest.mark.parametrize("typed", ["123 456", "123456", " 123-456 "])
def test_a_code_is_read_with_what_stands_between(typed: str) -> None:
    assert plain_code(typed) == "123456"


@pytest.mark.parametrize("code", ["", "12345", "\uff11" * 6, "abcdef"])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert rules.matching_step(SECRET, code, NOW) is None


def test_printed_codes_differ_and_have_no_signs_that_look_alike() -> None:
    codes = rules.new_recovery_codes()

    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {19}
    assert not set("".join(codes)) & set("IO01")


@pytest.mark.parametrize(
    ("role", "must"),
    [
        (Role.VOLUNTEER, False),
        (Role.BOARD, False),
        (Role.STAND_IN, False),
        (Role.COORDINATOR, True),
        (Role.SAFEGUARDING_LEAD, True),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_who_sees_the_files_of_others_or_keeps_accounts_must_set_one_up(
    role: Role, must: bool
) -> None:
    def step(*, has: bool, given: bool = False, required: bool = True) -> object:
        return sign_in_step(
            frozenset({role}), has_factor=has, was_given=given, is_required=required
        )

    assert step(has=False) == (SignInStep.SET_UP if must else None)
    assert step(has=False, required=False) is None
    assert step(has=True) is step(has=True, required=False) is SignInStep.CODE
    assert step(has=True, given=True) is None


def test_printed_codes_alone_let_in_to_set_up_something_else() -> None:
    def step(role: Role, *, given: bool) -> object:
        return sign_in_step(
            frozenset({role}),
            has_factor=True,
            was_given=given,
            is_required=True,
            is_on_paper=True,
        )

    assert step(Role.COORDINATOR, given=False) is SignInStep.CODE
    assert step(Role.COORDINATOR, given=True) is SignInStep.SET_UP
    assert step(Role.BOARD, given=True) is None


def test_ten_minutes_long_it_is_known_who_somebody_is() -> None:
    assert is_fresh(NOW - timedelta(minutes=10), NOW)
    assert not is_fresh(NOW - timedelta(minutes=10, seconds=1), NOW)
    assert not is_fresh(NOW + timedelta(hours=2), NOW)
    assert not is_fresh(None, NOW)
