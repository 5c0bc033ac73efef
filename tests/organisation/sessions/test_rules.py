from datetime import UTC, datetime, timedelta

import pytest

from thuis_app.organisation.sessions import rules
from thuis_app.organisation.sessions.rules import SignInTries


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (19, 0), (20, 1), (21, 2), (24, 16), (28, 256), (29, 300), (4000, 300)],
)
def test_guessing_from_one_network_becomes_slower_and_slower(
    count: int, seconds: int
) -> None:
    now = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
    tries, none = SignInTries(count, now if count else None), SignInTries(0, None)

    until = now + timedelta(seconds=seconds)

    assert not rules.is_too_soon(until, tries, none)
    assert not seconds or rules.is_too_soon(until - timedelta(seconds=1), tries, none)


def test_guessing_from_everywhere_is_slowed_down_but_little() -> None:
    now = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
    none, many = SignInTries(0, None), SignInTries(100_000, now)

    assert rules.is_too_soon(now + timedelta(seconds=9), none, many)
    assert not rules.is_too_soon(now + timedelta(seconds=10), none, many)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("127.8.8.8", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_a_network_is_what_one_subscriber_has(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize(
    "password",
    [
        *("welkom123456", "wachtwoord12", "Wachtwoord2026", "geheim123456"),
        *("Welkom2026!!", "W3lk0m!2026!", "w@chtw00rd!!", "Geheim-2026-"),
        *("qwertyuiop12", "asdfghjkl;'1", "1q2w3e4r5t6y", "123456789012"),
        *("banaanbanaan", "welkomwelkom", "abcdefghijkl", "thuisthuis26"),
        *("november2026", "Zomer2026!!!", "24-11-1934 1", "06-12345678 "),
        *("winsum2026!!", "Goedendag2026", "goedendagwinsum", "password1234"),
    ],
)
def test_what_everybody_tries_is_no_password(password: str) -> None:
    fault = rules.password_fault(
        password, names=["Griet", "Bos"], places=["Goedendag", "Winsum"]
    )

    assert fault is not None


@pytest.mark.parametrize(
    "password",
    [
        "four plain words here",
        "paard fiets lamp wolk",
        "wandelen naar zee toe",
        "kopje koffie met suiker",
        "correct horse battery staple",
        "zo ik fiets naar oma",
        "tmXq7-vLpe9-Rk2",
    ],
)
def test_a_few_words_in_a_row_are_a_password(password: str) -> None:
    assert rules.password_fault(password, names=["Griet"], places=["Winsum"]) is None


def test_of_a_long_password_the_beginning_is_weighed() -> None:
    assert rules.password_fault("lamp" + "welkom" * 20, names=[]) is not None
    assert rules.password_fault("paard fiets lamp wolk" * 6, names=[]) is None
