"""The settings of an installation: left out, whole, or refused at the start."""

from pathlib import Path

import pytest

from thuis_app import config
from thuis_app.config import SettingMissing, SettingWrong
from thuis_app.core.postman import MailServer, Security

WHOLE = {
    "THUIS_MAIL_HOST": "mail.example.org",
    "THUIS_MAIL_FROM": "thuis@example.org",
    "THUIS_ADDRESS": "https://thuis.example.org/",
}


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUIS_DATA", str(tmp_path))
    for name in (*WHOLE, "THUIS_MAIL_PORT", "THUIS_MAIL_SECURITY", "THUIS_MAIL_USER"):
        monkeypatch.delenv(name, raising=False)


def mail_server(monkeypatch: pytest.MonkeyPatch, **more: str) -> MailServer | None:
    for name, value in (WHOLE | more).items():
        monkeypatch.setenv(name, value)
    found = config.from_environment()["MAIL_SERVER"]
    assert found is None or isinstance(found, MailServer)
    return found


def test_without_a_mail_server_there_is_none() -> None:
    assert config.from_environment()["MAIL_SERVER"] is None
    assert config.fixed()["MAIL_SERVER"] is None


def test_what_is_left_out_is_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    found = mail_server(monkeypatch)

    assert found is not None
    assert (found.port, found.security, found.user) == (587, Security.STARTTLS, "")
    assert found.site == "https://thuis.example.org"


def test_a_server_with_tls_has_its_own_port(monkeypatch: pytest.MonkeyPatch) -> None:
    found = mail_server(monkeypatch, THUIS_MAIL_SECURITY="tls")

    assert found is not None and found.port == 465


@pytest.mark.parametrize("name", ["THUIS_MAIL_FROM", "THUIS_ADDRESS"])
def test_half_a_mail_server_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(SettingMissing, match=name):
        mail_server(monkeypatch, **{name: ""})


@pytest.mark.parametrize(
    "wrong",
    [
        {"THUIS_MAIL_PORT": "mail"},
        {"THUIS_MAIL_PORT": "0"},
        {"THUIS_MAIL_PORT": "70000"},
        {"THUIS_MAIL_SECURITY": "ssl"},
        {"THUIS_MAIL_FROM": "Thuis"},
        {"THUIS_MAIL_FROM": "a@b c@d"},
        {"THUIS_ADDRESS": "thuis.example.org"},
        {"THUIS_ADDRESS": "ftp://thuis.example.org"},
    ],
)
def test_what_cannot_be_meant_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingWrong, match=next(iter(wrong))):
        mail_server(monkeypatch, **wrong)
