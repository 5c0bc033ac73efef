from datetime import UTC, datetime, timedelta

import pytest

from thuis_app.organisation.sessions import rules
from thuis_app.organisation.sessions.rules import SignInTries, TriesBefore

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
NONE = SignInTries()


def wait(is_known: bool = False, has_network: bool = True, **counts: int) -> int:
    """The seconds after the last wrong try until the next attempt is looked at."""
    tries = {one: SignInTries(count, NOW) for one, count in counts.items()}
    names = ("here", "of_device", "on_account", "on_network", "anywhere")
    before = TriesBefore(**{name: tries.get(name, NONE) for name in names})
    return next(
        seconds
        for seconds in range(1000)
        if not rules.must_wait(
            NOW + timedelta(seconds=seconds),
            before,
            is_known_device=is_known,
            has_network=has_network,
        )
    )


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (19, 0), (20, 1), (21, 2), (24, 16), (26, 60), (29, 60), (4000, 60)],
)
def test_guessing_from_one_network_becomes_slower_and_slower(
    count: int, seconds: int
) -> None:
    assert wait(on_network=count) == seconds


def test_guessing_from_everywhere_is_slowed_down_but_little() -> None:
    assert wait(anywhere=100_000, on_network=6) == 10
    assert wait(anywhere=100_000, has_network=False) == 10


def test_a_network_without_wrong_tries_does_not_wait_for_those_in_all() -> None:
    assert wait(anywhere=100_000) == 0


def test_who_made_a_mistake_waits_a_minute_also_while_others_go_on_guessing() -> None:
    """They try each second: that is no reason to keep the owner out for ever."""
    mistake = SignInTries(1, NOW)

    def is_kept_out(seconds: int, mistakes: SignInTries = mistake) -> bool:
        now = NOW + timedelta(seconds=seconds)
        others = SignInTries(4000, now)
        tries = TriesBefore(NONE, NONE, others, mistakes, others)
        return rules.must_wait(now, tries, is_known_device=False, has_network=True)

    assert is_kept_out(59)
    assert not is_kept_out(60)
    assert is_kept_out(60, SignInTries(6, NOW))


def test_nobody_waits_longer_than_a_minute() -> None:
    assert wait(here=9999, of_device=9999, on_account=9999, on_network=9999) == 60


@pytest.mark.parametrize(("count", "seconds"), [(4, 0), (5, 1), (6, 2), (11, 60)])
def test_a_device_waits_for_its_own_wrong_tries_known_or_not(
    count: int, seconds: int
) -> None:
    assert wait(here=count) == wait(here=count, is_known=True) == seconds


def test_a_known_device_does_not_wait_for_those_of_others() -> None:
    assert wait(is_known=True, on_account=4000, on_network=4000, anywhere=4000) == 0


def test_a_network_without_wrong_tries_does_not_wait_for_those_at_the_account() -> None:
    assert wait(on_account=4000) == 0
    assert wait(on_account=4000, on_network=1) == 60
    assert wait(on_account=4000, has_network=False) == 60


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
        *("Lente2026!Lente", "winsum-2026-!", "Winsum9951AB!", "koffiemetkoek"),
        *("sinterklaas26", "ikhouvanjou2026", "hetisgezellig", "kleinkinderen2026"),
        *("martinitoren1", "G3z3ll1gh31d!", "dorpshuis winsum"),
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
        "een kamer op het noorden",
        "tmXq7-vLpe9-Rk2",
    ],
)
def test_a_few_words_in_a_row_are_a_password(password: str) -> None:
    assert rules.password_fault(password, names=["Griet"], places=["Winsum"]) is None


def test_of_a_long_password_the_beginning_is_weighed() -> None:
    assert rules.password_fault("lamp" + "welkom" * 20, names=[]) is not None
    assert rules.password_fault("paard fiets lamp wolk" * 6, names=[]) is None
