from datetime import UTC, date, datetime, timedelta

import pytest

from thuis_app.operations.checks import rules
from thuis_app.operations.checks.rules import Grade, Seen

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount() -> None:
    mounts = "\n".join(
        (
            "/dev/sda1 / ext4 rw 0 0",
            "server:/data /srv/our\\040data nfs4 rw 0 0",
            "tmpfs /srv tmpfs rw 0 0",
            "short",
        )
    )

    assert rules.file_system("/var/lib/thuis", mounts) == "ext4"
    assert rules.file_system("/srv/thuis", mounts) == "tmpfs"
    assert rules.file_system("/srv/our data/thuis", mounts) == "nfs4"
    assert rules.file_system("/srv/our database", mounts) == "tmpfs"


@pytest.mark.parametrize(
    ("secret", "is_likely"),
    [("0" * 64, False), ("geheim" * 8, False), ("0123456789abcdef" * 4, True)],
)
def test_a_key_that_somebody_typed_is_seen(secret: str, is_likely: bool) -> None:
    assert rules.is_likely_secret(secret) is is_likely


@pytest.mark.parametrize(
    ("version", "day", "grade"),
    [
        ((3, 11), date(2027, 10, 31), Grade.OK),
        ((3, 11), date(2027, 11, 1), Grade.WARNING),
        ((3, 99), date(2040, 1, 1), Grade.OK),
    ],
)
def test_a_python_without_security_fixes_is_told(
    version: tuple[int, int], day: date, grade: Grade
) -> None:
    assert rules.python_version(version, day).grade is grade


def test_a_time_in_the_future_is_not_fresh() -> None:
    day = timedelta(days=1)

    assert rules.is_fresh(NOON, NOON, day)
    assert rules.is_fresh(NOON - day, NOON, day)
    assert not rules.is_fresh(NOON - 2 * day, NOON, day)
    assert not rules.is_fresh(NOON + day, NOON, day)
    assert not rules.is_fresh(None, NOON, day)


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "agree"),
    [
        ((), 0, True),
        ((), 1, False),
        (("203.0.113.7",), 1, True),
        (("203.0.113.7",), 0, False),
        (("203.0.113.7", "10.0.0.1"), 1, True),
        (("203.0.113.7",), 2, False),
    ],
)
def test_each_proxy_adds_an_address(
    forwarded_for: tuple[str, ...], proxies: int, agree: bool
) -> None:
    seen = Seen("203.0.113.7", "https", "thuis.example.org", forwarded_for)

    assert rules.proxies_agree(seen, proxies) is agree
