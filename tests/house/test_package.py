"""The wheel alone is enough: everything the app needs travels inside it.

To build and unpack it takes five seconds; it breaks where the build changes.
"""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from tests.browser.serving import free_port, wait_for

pytestmark = pytest.mark.thorough

CHECKOUT = Path(__file__).parents[2]

PRINT_VERSION = """
from pathlib import Path

from flask_babel import force_locale, get_translations

import thuis_app
from wsgi import app

assert Path(thuis_app.__file__).is_relative_to(Path({home!r})), thuis_app.__file__
answer = app.test_client().get("/health")
assert answer.status_code == 200, answer.status
assert "_shared/page.html" in app.jinja_env.list_templates()
(htmx,) = Path(app.static_folder, "vendor").glob("htmx.min.*.js")
assert app.test_client().get(f"/static/vendor/{{htmx.name}}").status_code == 200
with app.test_request_context(), force_locale("nl"):
    assert get_translations().files
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = ["-m", "hatchling", "build", "--target", "wheel", "--directory"]
    run([sys.executable, *command, str(folder)], CHECKOUT, os.environ)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own that has the wheel and what it rests on, but no checkout."""
    home = tmp_path_factory.mktemp("home")
    run([sys.executable, "-m", "venv", "--without-pip", "venv"], home, os.environ)
    packages = next((home / "venv").glob("lib/*/site-packages"))
    (packages / "rests_on.pth").write_text(sysconfig.get_path("purelib"))
    ZipFile(wheel).extractall(packages)
    return home


def test_the_wheel_holds_no_more_than_it_should(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()

    tops = {name.split("/")[0] for name in names}

    assert tops == {"thuis_app", "wsgi.py", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert not [name for name in names if "node_modules" in name]


def test_the_wheel_works_outside_the_checkout(home: Path) -> None:
    python = str(home / "venv" / "bin" / "python")
    inherited = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    environment = inherited | {"THUIS_DATA": str(home / "data")}
    (home / "data").mkdir()

    run([python, "-m", "flask", "--app", "wsgi", "db", "upgrade"], home, environment)
    run([python, "-c", PRINT_VERSION.format(home=str(home))], home, environment)


@pytest.fixture(scope="module")
def installed_at(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment in which pip installed the wheel."""
    home = tmp_path_factory.mktemp("server")
    run([sys.executable, "-m", "venv", "venv"], home, os.environ)
    programs = home / "venv" / "bin"
    packages = next((home / "venv").glob("lib/*/site-packages"))
    # What it rests on is that of the tests, so that nothing has to be fetched.
    (packages / "rests_on.pth").write_text(sysconfig.get_path("purelib"))
    options = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
    command = [str(programs / "pip"), "install", *options, str(wheel)]
    run(command, home, os.environ)
    return programs


def test_one_command_serves_an_empty_folder_to_an_administrator(
    installed_at: Path, tmp_path: Path
) -> None:
    """From nothing to a signed-in administrator, by the commands of docs/hosting.md."""
    thuis, port = str(installed_at / "thuis"), free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    environment |= {"THUIS_DATA": str(tmp_path), "THUIS_ADDRESS": address}
    command = [thuis, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=tmp_path, env=environment)
    try:
        wait_for(f"{address}/health")
        names = ["--name", "Griet Huis", "--email", "griet@example.org"]
        printed = run([thuis, "accounts", "begin", *names], tmp_path, environment)
        page = welcomed(printed.split()[-1])
    finally:
        server.terminate()
        status = server.wait(60)

    assert status == 0
    assert "Griet" in page and "/checks/" in page


def welcomed(link: str) -> str:
    """The page on which one lands who opens this link, chooses a password with it and
    signs in."""
    browser = build_opener(HTTPCookieProcessor())
    password = "een kamer op het noorden"
    sent(browser, link, password=password)
    sign_in = urljoin(link, "/account/sign-in")
    return sent(browser, sign_in, password=password, email="griet@example.org")


def sent(browser: OpenerDirector, address: str, password: str, **answers: str) -> str:
    """What comes of filling in the form with a password at this address."""
    page = BeautifulSoup(browser.open(address, timeout=60).read(), "html.parser")
    form = next(form for form in page.select("form") if form.select("[type=password]"))
    for field in form.select("input[name]"):
        is_password = field.get("type") == "password"
        usual = password if is_password else str(field.get("value", ""))
        answers.setdefault(str(field["name"]), usual)
    target = urljoin(address, str(form["action"]))
    answer = browser.open(target, urlencode(answers).encode(), timeout=60)
    return str(answer.read().decode())


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    outcome = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    return outcome.stdout
