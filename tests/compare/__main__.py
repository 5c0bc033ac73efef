"""What Thuis answers, saved so that two versions of it can be compared.

    python -m tests.compare save FOLDER     save every answer of this code
    python -m tests.compare FOLDER FOLDER   say where two saved folders differ

Moving code or renaming it must not change a letter of any page. The answers are made
on one sample of data under a clock that stands still; what is drawn by chance is
replaced, see `plain`. Nothing else is: two folders are the same to the last byte, or
the command ends with 1.
"""

import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import hatch_build
from tests.compare.pages import save_pages
from tests.compare.post_answers import save_posts
from tests.compare.sample import sample_in, standing_still

SHOWN, LINES = 40, 12


def save(folder: Path) -> None:
    """Save the pages and the answers to forms of a sample in a temporary folder."""
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} holds something already: name another folder")
    hatch_build.build(Path(hatch_build.__file__).parent)
    with tempfile.TemporaryDirectory() as there:
        with standing_still(), sample_in(Path(there) / "pages", around=2) as sample:
            save_pages(sample, folder / "pages")
        with standing_still(), sample_in(Path(there) / "deeds") as sample:
            save_posts(sample, folder / "deeds")
    print(f"{len(files(folder))} answers saved in {folder}")


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }


def differences(before: Path, after: Path) -> Iterator[str]:
    """What is in one folder alone, and what is not the same in both."""
    here, there = files(before), files(after)
    yield from (f"only in {before}: {name}" for name in sorted(here - there))
    yield from (f"only in {after}: {name}" for name in sorted(there - here))
    for name in sorted(here & there):
        old, new = (before / name).read_bytes(), (after / name).read_bytes()
        if old != new:
            yield "\n  ".join([f"not the same: {name}", *changed(old, new)])


def changed(old: bytes, new: bytes) -> list[str]:
    """The first lines that are not the same."""
    here, there = (text.decode(errors="replace").splitlines() for text in (old, new))
    return [*unified_diff(here, there, lineterm="", n=0)][2 : 2 + LINES]


def compare(before: Path, after: Path) -> None:
    """Say where two folders differ; the command then ends with 1."""
    if not files(before) or not files(after):
        sys.exit("nothing is saved there")
    found = list(differences(before, after))
    if found:
        print("\n".join(found[:SHOWN]))
        sys.exit(f"{len(found)} differences")
    print(f"{len(files(before))} answers, all the same")


def main() -> None:
    match sys.argv[1:]:
        case ["save", folder]:
            save(Path(folder))
        case [before, after]:
            compare(Path(before), Path(after))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
