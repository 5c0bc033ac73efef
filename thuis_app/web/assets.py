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

YEAR = 365 * 24 * 3600
SILENT = 'aria-hidden="true"'


class AssetsMissing(StartRefused):
    """The browser's parts were not brought in by set-up."""


def init_app(app: Flask) -> None:
    """Serve the static folder, and refuse to start when part of it is missing."""
    folder = Path(app.static_folder or "")
    if not _is_complete(folder):
        raise AssetsMissing(
            "static/vendor/ is not what static/package-lock.json asks for: "
            "run `make run`, or python hatch_build.py."
        )

    def add_headers(headers: Headers, path: str, url: str) -> None:
        for name, value in always(app).items():
            headers[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=YEAR,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
    addresses: dict[str, str] = {}

    @app.template_global()
    def asset(name: str) -> str:
        """The address of a static file, new for each change of it."""
        if app.debug or name not in addresses:
            stamp = _digest(folder / name)[:12]
            addresses[name] = url_for("static", filename=name, v=stamp)
        return addresses[name]

    def icon(name: str, label: str = "") -> Markup:
        """An icon; without a label it is decoration. Not a macro: a page has fifty."""
        is_said = f'role="img" aria-label="{escape(label)}"' if label else SILENT
        address = f"{asset('icons.svg')}#{name}"
        svg = f'<svg class="icon" {is_said}><use href="{escape(address)}"/></svg>'
        return Markup(svg)

    app.jinja_env.globals["icon"] = icon if app.debug else lru_cache(256)(icon)


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
