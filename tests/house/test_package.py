"""The wheel alone is enough: everything the app needs travels inside it.

To build and unpack it takes five seconds; it breaks where the build changes.
"""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

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


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    outcome = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr + outcome.stdout
    return outcome.stdout
