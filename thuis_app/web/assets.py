"""Static files under addresses that change with their contents, kept by the browser."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, url_for
from markupsafe import Markup, escape
from whitenoise import WhiteNoise

from thuis_app.core.errors import StartRefused
from thuis_app.web.headers import always

SERVED = {".css", ".js", ".svg", ".png"}
SILENT = 'aria-hidden="true"'


class AssetsMissing(StartRefused):
    """The browser's parts were not brought in by set-up."""


def init_app(app: Flask) -> None:
    """Serve what the build stamped, and refuse to start when it is not all there."""
    folder = Path(app.static_folder or "")
    stamped = _stamped(sources(app))
    is_built = all((folder / name).is_file() for name in stamped.values())
    if not _is_complete(sources(app)) or not is_built:
        raise AssetsMissing(
            "static/vendor/ or static/served/ is not what static/ asks for: "
            "run `make run`, or python hatch_build.py."
        )

    def add_headers(headers: Headers, path: str, url: str) -> None:
        for name, value in always(app).items():
            headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )

    @app.template_global()
    def asset(name: str) -> str:
        """The address of a static file, new for each change of it."""
        return url_for("static", filename=stamped[name])

    def icon(name: str, label: str = "") -> Markup:
        """An icon; without a label it is decoration. Not a macro: a page has fifty."""
        is_said = f'role="img" aria-label="{escape(label)}"' if label else SILENT
        address = f"{asset('icons.svg')}#{name}"
        svg = f'<svg class="icon" {is_said}><use href="{escape(address)}"/></svg>'
        return Markup(svg)

    app.jinja_env.globals["icon"] = icon if app.debug else lru_cache(256)(icon)


def sources(app: Flask) -> Path:
    """The folder that the build reads; only its `served/` is served."""
    return Path(app.static_folder or "").parent


def _stamped(static: Path) -> dict[str, str]:
    """The name under which each file is served, as hatch_build.py stamps it."""
    files = [*static.glob("*"), *static.glob("vendor/*")]
    found = {}
    for file in [file for file in files if file.suffix in SERVED]:
        stamped = file.with_suffix(f".{_digest(file)[:12]}{file.suffix}")
        plain = file.relative_to(static).as_posix()
        found[plain] = stamped.relative_to(static).as_posix()
    return found


def _is_complete(folder: Path) -> bool:
    """Whether what set-up brought is what the lock names, to the last byte."""
    try:
        brought = json.loads((folder / "vendor" / "manifest.json").read_text())
        locked = json.loads((folder / "package-lock.json").read_text())["packages"]
        return all(
            locked[f"node_modules/{name}"]["integrity"] == part["integrity"]
            and _digest(folder / "vendor" / part["file"]) == part["sha256"]
            for name, part in brought.items()
        )
    except (OSError, KeyError, ValueError):
        return False


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
