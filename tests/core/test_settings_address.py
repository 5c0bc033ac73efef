"""The address of an installation, and the proxies in front of it."""

from pathlib import Path

import pytest

from thuis_app.core import config
from thuis_app.core.config import SettingMissing, SettingWrong


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "backups").mkdir()
    monkeypatch.setenv("THUIS_DATA", str(tmp_path))
    monkeypatch.setenv("THUIS_BACKUP", str(tmp_path / "backups"))
    monkeypatch.setenv("THUIS_SECRET_KEY", "0" * 64)
    for name in ("THUIS_ENVIRONMENT", "THUIS_ADDRESS", "THUIS_PROXIES"):
        monkeypatch.delenv(name, raising=False)


def test_while_trying_out_there_is_no_address_and_no_proxy() -> None:
    found = config.from_environment()

    assert (found["ADDRESS"], found["PROXIES"]) == ("", 0)


def test_a_real_installation_does_not_start_without_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THUIS_ENVIRONMENT", "production")

    with pytest.raises(SettingMissing, match="THUIS_ADDRESS"):
        config.from_environment()


def test_a_real_installation_stands_behind_one_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THUIS_ENVIRONMENT", "production")
    monkeypatch.setenv("THUIS_ADDRESS", "https://thuis.example.org")

    assert config.from_environment()["PROXIES"] == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://thuis.example.org/", "https://thuis.example.org"),
        (" https://Thuis.Example.org ", "https://thuis.example.org"),
        ("https://thuis.example.org:443", "https://thuis.example.org"),
        ("https://thuis.example.org:8443", "https://thuis.example.org:8443"),
    ],
)
def test_an_address_is_read_as_browsers_write_it(
    monkeypatch: pytest.MonkeyPatch, typed: str, meant: str
) -> None:
    monkeypatch.setenv("THUIS_ENVIRONMENT", "production")
    monkeypatch.setenv("THUIS_ADDRESS", typed)

    assert config.from_environment()["ADDRESS"] == meant


@pytest.mark.parametrize(
    "typed",
    [
        "http://thuis.example.org",
        "thuis.example.org",
        "ftp://thuis.example.org",
        "https://",
        "https://thuis.example.org/thuis",
        "https://thuis.example.org?a=b",
        "https://me:secret@thuis.example.org",
        "https://thuis.example.org:port",
        "https://thuis.example.org:99999",
        "https://[thuis",
        "https://thüis.example.org",
    ],
)
def test_an_address_that_cannot_be_meant_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setenv("THUIS_ENVIRONMENT", "production")
    monkeypatch.setenv("THUIS_ADDRESS", typed)

    with pytest.raises(SettingWrong, match="THUIS_ADDRESS"):
        config.from_environment()


@pytest.mark.parametrize("typed", ["one", "-1", "1.5", "²", "10"])
def test_a_number_of_proxies_that_cannot_be_meant_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setenv("THUIS_PROXIES", typed)

    with pytest.raises(SettingWrong, match="THUIS_PROXIES"):
        config.from_environment()
