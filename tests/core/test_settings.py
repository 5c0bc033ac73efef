"""The settings of an installation: left out, whole, or refused at the start."""

import sys
from pathlib import Path

import pytest

from thuis_app.core import config
from thuis_app.core.config import SettingMissing, SettingWrong
from thuis_app.core.errors import StartRefused
from thuis_app.core.legal_details import LegalDetails
from thuis_app.core.smtp import MailServer, Security

WHOLE = {
    "THUIS_MAIL_HOST": "mail.example.org",
    "THUIS_MAIL_FROM": "thuis@example.org",
    "THUIS_ADDRESS": "https://thuis.example.org/",
}


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in config.NAMES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "backups").mkdir()
    monkeypatch.setenv("THUIS_DATA", str(tmp_path))
    monkeypatch.setenv("THUIS_BACKUP", str(tmp_path / "backups"))


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


PRODUCTION = {
    "THUIS_ENVIRONMENT": "production",
    "THUIS_SECRET_KEY": "0123456789abcdef" * 4,
    "THUIS_ADDRESS": "https://thuis.example.org/",
}


def read(monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, object]:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return config.from_environment()


def test_a_real_installation_has_its_address_and_one_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read(monkeypatch, **PRODUCTION)

    assert found["IS_PRODUCTION"] is True
    assert found["ADDRESS"] == "https://thuis.example.org"
    assert found["PROXIES"] == 1


def test_for_trying_out_nothing_has_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch)

    assert (found["IS_PRODUCTION"], found["ADDRESS"], found["PROXIES"]) == (
        False,
        "",
        0,
    )


@pytest.mark.parametrize("name", ["THUIS_SECRET_KEY", "THUIS_ADDRESS", "THUIS_BACKUP"])
def test_a_real_installation_does_not_start_without(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(SettingMissing, match=name):
        read(monkeypatch, **PRODUCTION | {name: ""})


@pytest.mark.parametrize(
    "wrong",
    [
        {"THUIS_ENVIRONMENT": "Production"},
        {"THUIS_ENVIRONMENT": "prod"},
        {"THUIS_SECRET_KEY": "a"},
        {"THUIS_SECRET_KEY": "a" * 31},
        {"THUIS_DATABASE_URL": "hello"},
        {"THUIS_DATABASE_URL": "postgres://thuis@127.0.0.1/thuis"},
        {"THUIS_DATABASE_URL": "mysql://thuis@127.0.0.1/thuis"},
        {"THUIS_DATABASE_URL": "postgresql+psycopg://thuis@127.0.0.1"},
        {"THUIS_DATABASE_URL": "sqlite://"},
        {"THUIS_DATABASE_URL": "sqlite:///thuis.db"},
        {"THUIS_DATABASE_URL": "sqlite:////no/such/folder/thuis.db"},
        {"THUIS_DATA": "/no/such/folder"},
        {"THUIS_ADDRESS": "http://thuis.example.org"},
        {"THUIS_ADDRESS": "https://thuis.example.org/thuis"},
        {"THUIS_ADDRESS": "https://thuis.example.org:none"},
        {"THUIS_SECOND_FACTOR": "no"},
        {"THUIS_SECOND_FACTOR": "optional"},
        {"THUIS_PROXIES": "one"},
        {"THUIS_PROXIES": "-1"},
        {"THUIS_BACKUP": "/no/such/folder"},
        {"THUIS_FOUNDATION_KVK": "1234"},
        {"THUIS_FOUNDATION_KVK": "1234567a"},
        {"THUIS_FOUNDATION_ADDRESS": "Torenstraat 4\nBaflo"},
        {"THUIS_PRIVACY_CONTACT": "a" * 201},
        {"THUIS_BACKUP_COPY": "no-such-program here there"},
        {"THUIS_BACKUP_COPY": "cp 'half a quote"},
        {"THUIS_PING": "hc.example.org/1234"},
        {"THUIS_PING": "file:///etc/passwd"},
        {"THUIS_PING": "https://hc.example.org/1 2"},
        {"THUIS_SECRET_KEY": "", "THUIS_SECRET_KEY_FILE": "/no/such/file"},
    ],
    ids=lambda wrong: "=".join(list(wrong.items())[-1]),
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingWrong, match=next(iter(wrong))) as refused:
        read(monkeypatch, **PRODUCTION | wrong)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("begin", ["postgresql", "postgresql+psycopg"])
def test_a_database_whose_driver_is_not_installed_is_refused(
    monkeypatch: pytest.MonkeyPatch, begin: str
) -> None:
    for name in ("psycopg", "psycopg2"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(SettingWrong, match=r"install thuis-app\[postgres\]"):
        read(monkeypatch, THUIS_DATABASE_URL=f"{begin}://thuis@/thuis")


def test_backups_do_not_go_into_the_folder_of_the_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingWrong, match="another than that of the data"):
        read(monkeypatch, **PRODUCTION, THUIS_BACKUP=str(tmp_path))


def test_a_secret_may_stand_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = WHOLE | PRODUCTION
    del settings["THUIS_SECRET_KEY"]
    (tmp_path / "secret").write_text("fedcba9876543210" * 4 + "\n")
    (tmp_path / "password").write_text("melkbus\n")
    settings["THUIS_SECRET_KEY_FILE"] = str(tmp_path / "secret")
    settings["THUIS_MAIL_PASSWORD_FILE"] = str(tmp_path / "password")

    found = read(monkeypatch, **settings)

    assert found["SECRET_KEY"] == "fedcba9876543210" * 4
    assert isinstance(found["MAIL_SERVER"], MailServer)
    assert found["MAIL_SERVER"].password == "melkbus"


@pytest.mark.parametrize("more", [{}, {"THUIS_SECRET_KEY": "0123456789abcdef" * 4}])
def test_a_secret_that_is_given_twice_or_empty_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, more: dict[str, str]
) -> None:
    (tmp_path / "secret").write_text("\n")

    with pytest.raises(SettingWrong, match="THUIS_SECRET_KEY_FILE"):
        read(monkeypatch, THUIS_SECRET_KEY_FILE=str(tmp_path / "secret"), **more)


def test_a_folder_that_is_not_there_is_made_for_trying_out_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingWrong):
        read(monkeypatch, **PRODUCTION, THUIS_DATA=str(tmp_path / "away"))
    assert not (tmp_path / "away").exists()

    read(monkeypatch, THUIS_ENVIRONMENT="development")
    assert (tmp_path / "away").stat().st_mode & 0o777 == 0o700


def test_a_name_with_a_slip_in_it_is_told_with_what_is_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SettingWrong, match="Do you mean THUIS_ADDRESS"):
        read(monkeypatch, THUIS_ADRESS="https://thuis.example.org")


@pytest.mark.parametrize("holds", ["", "short"])
def test_a_file_without_a_key_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, holds: str
) -> None:
    (tmp_path / "secret-key").write_text(holds)

    with pytest.raises(SettingWrong, match="secret-key"):
        read(monkeypatch)


def test_the_key_that_signs_is_made_once_and_for_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = read(monkeypatch)["SECRET_KEY"]

    assert read(monkeypatch)["SECRET_KEY"] == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("holds", ["", "no key", "abc="])
def test_a_broken_file_of_keys_for_tablets_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, holds: str
) -> None:
    (tmp_path / "tablet-keys").write_text(holds)

    with pytest.raises(StartRefused, match="tablet-keys"):
        read(monkeypatch)


def test_broken_keys_for_tablets_in_the_settings_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(StartRefused, match="THUIS_TABLET_KEYS"):
        read(monkeypatch, THUIS_TABLET_KEYS="broken")


def test_what_the_foundation_says_of_itself_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read(
        monkeypatch,
        THUIS_FOUNDATION_ADDRESS=" Torenstraat 4, Baflo ",
        THUIS_FOUNDATION_KVK="12345678",
    )["LEGAL_DETAILS"]

    assert isinstance(found, LegalDetails)
    assert (found.address, found.kvk) == ("Torenstraat 4, Baflo", "12345678")
    assert found.missing == [
        "THUIS_PRIVACY_CONTACT",
        "THUIS_PRIVACY_OFFICER",
        "THUIS_HOSTED_BY",
    ]
    assert config.fixed()["LEGAL_DETAILS"] == LegalDetails()
