"""What the pages and files on hosting name is there."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from thuis_app import PROJECT_ROOT
from thuis_app.core.config import NAMES

FILES = [
    PROJECT_ROOT / "docs/hosting.md",
    PROJECT_ROOT / "docs/hosting-postgres.md",
    *sorted((PROJECT_ROOT / "docs/hosting").iterdir()),
]
OF_PROXY = {"THUIS_HOST", "THUIS_UPSTREAM"}
SHORT = re.compile(r"`(_[A-Z]+)`")


def words(pattern: str) -> Iterator[tuple[Path, str]]:
    for file in FILES:
        for found in re.findall(pattern, file.read_text(encoding="utf-8")):
            yield file, found


def test_every_setting_that_is_named_is_one() -> None:
    wrong = {
        f"{file.name}: {name}"
        for file, name in words(r"THUIS_[A-Z_]*[A-Z]")
        if name not in NAMES | OF_PROXY
    }
    assert not wrong


def test_every_setting_stands_on_the_page() -> None:
    page = (PROJECT_ROOT / "docs/hosting.md").read_text(encoding="utf-8")
    short = {f"THUIS_MAIL{name}" for name in SHORT.findall(page)}
    left_out = {"THUIS_DEMO_PASSWORD"}
    assert {name for name in NAMES - left_out if name not in page} <= short


def test_every_command_that_is_named_is_one(app: Flask) -> None:
    commands = {**app.cli.commands, "db": click.Group("db")}
    for file, line in words(r"(?<![/\w-])thuis ([a-z]+(?: [a-z]+)?)"):
        first, _space, second = line.partition(" ")
        if file.suffix != ".md" or first not in commands:
            continue
        command = commands[first]
        if isinstance(command, click.Group) and first != "db":
            is_whole = command.invoke_without_command and not second
            assert is_whole or second in command.commands, line


def test_every_file_of_a_command_is_there() -> None:
    for file, name in words(r"hosting/([a-zA-Z-]+\.[a-z]+|Caddyfile|Containerfile)"):
        assert (PROJECT_ROOT / "docs/hosting" / name).exists(), f"{file.name}: {name}"


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_the_proxy_takes_its_configuration() -> None:
    file = PROJECT_ROOT / "docs/hosting/Caddyfile"
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_other_proxy_takes_its_configuration_as_well(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=x"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run([*made, *files], check=True, capture_output=True)
    words = (PROJECT_ROOT / "docs/hosting/nginx.conf").read_text()
    words = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(certificate), words)
    words = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(key), words)
    words = words.replace("/var/log/nginx", str(tmp_path))
    file = tmp_path / "nginx.conf"
    begin = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
    file.write_text(f"{begin}\nhttp {{\n{words}\n}}\n")

    command = ["nginx", "-t", "-p", str(tmp_path), "-c", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


UNITS = ("thuis.service", "thuis-jobs.service", "thuis-jobs.timer")
SYSTEMD = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units, with a program in them that is on this machine."""
    for name in UNITS:
        words = (PROJECT_ROOT / "docs/hosting" / name).read_text()
        words = words.replace("/opt/thuis/bin/thuis", shutil.which("true") or "")
        (tmp_path / name).write_text(words)
    return [str(tmp_path / name) for name in UNITS]


@SYSTEMD
def test_systemd_takes_the_units_without_a_warning(units: list[str]) -> None:
    command = ["systemd-analyze", "verify", "--man=no", *units]
    done = subprocess.run(command, capture_output=True, text=True)
    of_ours = [line for line in done.stderr.splitlines() if "thuis" in line]
    assert done.returncode == 0 and not of_ours, done.stderr


@SYSTEMD
def test_the_service_is_as_closed_as_the_page_says(units: list[str]) -> None:
    page = (PROJECT_ROOT / "docs/hosting.md").read_text()
    [figure] = re.findall(r"`systemd-analyze security thuis` gives (\d\.\d)", page)
    for unit in units[:2]:
        command = ["systemd-analyze", "security", "--offline=true", unit]
        done = subprocess.run(command, capture_output=True, text=True)
        assert f": {figure} " in done.stdout.splitlines()[-1], unit


def test_no_log_of_a_proxy_is_left_that_holds_whole_addresses() -> None:
    """Keys of invitations stand in addresses, also of a request that failed."""
    caddy = (PROJECT_ROOT / "docs/hosting/Caddyfile").read_text()
    nginx = (PROJECT_ROOT / "docs/hosting/nginx.conf").read_text()
    assert "exclude http.log.error" in caddy
    assert "error_log  /var/log/nginx/thuis-error.log crit;" in nginx
