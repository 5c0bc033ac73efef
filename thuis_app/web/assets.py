"""Static files under addresses that change with their contents, kept by the browser."""

import hashlib
from pathlib import Path

from flask import Flask, url_for
from whitenoise import WhiteNoise
from wsgiref.headers import Headers

from thuis_app.web.headers import ALWAYS

YEAR = 365 * 24 * 3600


class AssetsMissing(RuntimeError):
    """The browser's parts were not brought in by set-up."""


def init_app(app: Flask) -> None:
    """Serve the static folder, and refuse to start when part of it is missing."""
    folder = Path(app.static_folder or "")
    if not (folder / "vendor" / "htmx.min.js").exists():
        raise AssetsMissing(
            "static/vendor/ is empty: run `make` (or python hatch_build.py) first."
        )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=YEAR,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    addresses: dict[str, str] = {}

    @app.template_global()
    def asset(name: str) -> str:
        """The address of a static file, new for each change of it."""
        if app.debug or name not in addresses:
            stamp = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
            addresses[name] = url_for("static", filename=name, v=stamp)
        return addresses[name]


def _add_headers(headers: Headers, path: str, url: str) -> None:
    for name, value in ALWAYS.items():
        headers[name] = value
