"""Goal 11: how much the wheel and what it needs take on the disk."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from packaging.requirements import Requirement

import thuis_app
from tests.bench.figures import Figure

MOST, MEGABYTE = 212.0, 1024 * 1024
OURS = "thuis"


def package_size() -> Figure:
    """The files of the wheel, and of all distributions that it needs, no extras."""
    needed = sorted(_needed(OURS))
    own = _wheel()
    others = sum(_size(distribution(name)) for name in needed)
    note = f"{own / MEGABYTE:.1f} MB the wheel, {len(needed)} packages beside it"
    size = (own + others) / MEGABYTE
    return Figure("11", "wheel installed with what it needs", size, "MB", MOST, note)


def _needed(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The names of what this distribution needs, and of what those need."""
    found: set[str] = set()
    for needed in _requirements(distribution(name)):
        if needed not in seen | found:
            found |= {needed} | _needed(needed, seen | found | {needed, name})
    return found


def _requirements(one: Distribution) -> Iterator[str]:
    for line in one.requires or []:
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield needed.name.lower()


def _size(one: Distribution) -> int:
    """The bytes of its files and of their compiled bytecode, as they are now."""
    files = [Path(str(one.locate_file(file))) for file in one.files or []]
    return sum(file.stat().st_size for file in files if file.is_file())


def _wheel() -> int:
    """The bytes of the files in the wheel of this checkout."""
    with TemporaryDirectory() as folder:
        command = ["-m", "hatchling", "build", "--target", "wheel", "--directory"]
        subprocess.run(
            [sys.executable, *command, folder],
            cwd=thuis_app.PROJECT_ROOT,
            check=True,
            capture_output=True,
        )
        (wheel,) = Path(folder).glob("*.whl")
        return sum(one.file_size for one in ZipFile(wheel).infolist())
