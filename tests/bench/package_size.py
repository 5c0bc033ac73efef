"""Goal 11: how much the wheel and what it needs take on the disk."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import thuis_app
from tests.bench.figures import Figure

MOST, MEGABYTE = 212.0, 1024 * 1024


def package_size() -> Figure:
    """All that is on the disk when the wheel is installed, no extras, with bytecode."""
    project = tomllib.loads((thuis_app.PROJECT_ROOT / "pyproject.toml").read_text())
    needed: set[str] = set()
    _add(needed, project["project"]["dependencies"])
    with TemporaryDirectory() as folder:
        _unpack_wheel(Path(folder))
        own = _size(Path(folder))
        for name in needed:
            _copy(distribution(name), Path(folder))
        _run("compileall", "-q", "-j", "2", folder, check=False)
        size = _size(Path(folder)) / MEGABYTE
    note = f"{own / MEGABYTE:.1f} MB the wheel, {len(needed)} packages beside it"
    return Figure("11", "wheel installed with what it needs", size, "MB", MOST, note)


def _add(found: set[str], requirements: Iterable[str]) -> None:
    """Add the names of what is required here, and of what that requires."""
    for line in requirements:
        needed = Requirement(line)
        is_wanted = needed.marker is None or needed.marker.evaluate({"extra": ""})
        name = canonicalize_name(needed.name)
        if is_wanted and name not in found:
            found.add(name)
            _add(found, distribution(name).requires or [])


def _copy(one: Distribution, folder: Path) -> None:
    """Copy the files of a distribution, but for its commands."""
    for file in one.files or []:
        source = Path(str(one.locate_file(file)))
        if source.is_file() and ".." not in file.parts and source.suffix != ".pyc":
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / file)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _unpack_wheel(folder: Path) -> None:
    """Build the wheel of this checkout, and unpack it there."""
    with TemporaryDirectory() as built:
        _run("hatchling", "build", "--target", "wheel", "--directory", built)
        (wheel,) = Path(built).glob("*.whl")
        ZipFile(wheel).extractall(folder)


def _run(*words: str, check: bool = True) -> None:
    command = [sys.executable, "-m", *words]
    root = thuis_app.PROJECT_ROOT
    subprocess.run(command, cwd=root, check=check, capture_output=True)
