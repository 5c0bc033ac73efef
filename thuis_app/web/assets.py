"""Static files under addresses with a hash of their content, cached by the browser."""

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

SILENT = 'aria-hidden="true"'


class AssetsMissing(StartRefused):
    """The browser's assets were not built, or their sources changed since."""


def init_app(app: Flask) -> None:
    """Serve what the build stamped, and refuse to start when it is not all there."""
    folder = Path(app.static_folder or "")
    names = _built_names(folder)
    if names is None:
        raise AssetsMissing(
            "static/served/ is not what static/ asks for: "
            "run `make run`, or python hatch_build.py."
        )

    app.extensions["assets"] = names

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
        return url_for("static", filename=names[name])

    def icon(name: str, label: str = "") -> Markup:
        """An icon; without a label it is decoration. Not a macro: a page has fifty."""
        is_said = f'role="img" aria-label="{escape(label)}"' if label else SILENT
        address = f"{asset('icons.svg')}#{name}"
        svg = f'<svg class="icon" {is_said}><use href="{escape(address)}"/></svg>'
        return Markup(svg)

    app.jinja_env.globals["icon"] = icon if app.debug else lru_cache(256)(icon)


def content(app: Flask, name: str) -> str:
    """The text of an asset, by the name that templates use."""
    stamped = app.extensions["assets"][name]
    return Path(app.static_folder or "", stamped).read_text()


def _built_names(served: Path) -> dict[str, str] | None:
    """The name under which each asset is served, as the manifest of the build has it.

    None when something is missing, or when a source is no longer what it was made of;
    an installed wheel carries no tools, so only sources that are here are compared.
    """
    static = served.parent
    try:
        manifest = json.loads((static / "manifest.json").read_text())
        changed = [
            path
            for path, digest in manifest["sources"].items()
            if (file := static.parent / path).is_file() and _digest(file) != digest
        ]
        names: dict[str, str] = manifest["names"]
        is_whole = all(
            _digest(served / name).startswith(name.split(".")[-2])
            for name in names.values()
        )
    except (OSError, KeyError, ValueError):
        return None
    return names if is_whole and not changed else None


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
