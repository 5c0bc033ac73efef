"""The files of the installable web app: shell, manifest and service worker.

The shell is one empty page with its scripts and styles: the same for every user. What
belongs to one user is kept, encrypted, by scripts of our own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, request
from flask_babel import force_locale
from jinja2.utils import htmlsafe_json_dumps

from thuis_app.core.parsing import read_json
from thuis_app.web import cookies
from thuis_app.web.assets import content
from thuis_app.web.language import LANGUAGES

COOKIE = "thuis-tablet"
NOT_INVITED = "thuis-home-screen"
BRAND = "#17453a"
DRAWN_WITH = ("thuis.css", "icons.svg", "vendor/htmx.min.js", "page.js", "tablet.js")
ICONS = (("icon-192.png", "192x192"), ("icon-512.png", "512x512"))


def worker(shells: Sequence[str], *more: str, about: str) -> Response:
    """The service worker, other as soon as anything in the shell is."""
    # Flask types its loader as any or none; ours reads one folder.
    templates = Path(str(current_app.jinja_loader.searchpath[0]))  # type: ignore[union-attr]
    assets = [*map(_asset, DRAWN_WITH), *more]
    stamp = f"{_stamp(templates)} {assets} {about}"
    kept = {
        "version": hashlib.sha256(stamp.encode()).hexdigest()[:12],
        "scope": f"{request.script_root}/",
        "shells": shells,
        "assets": assets,
    }
    code = content(current_app, "worker.js")
    said = f"const PRECACHE = {htmlsafe_json_dumps(kept)};\n{code}"
    answer = Response(said, mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = kept["scope"]
    return answer


def manifest(details: Any, start: str, shortcuts: Mapping[str, str]) -> Response:
    """The web app manifest, with the name and the colours of the foundation.

    `shortcuts` are pages by their names, for who presses the icon long.
    """
    answer = _plainly(
        name=f"Thuis {details.place}".strip(),
        short_name="Thuis",
        description=details.name,
        lang="nl",
        start_url=start,
        scope=f"{request.script_root}/",
        id=f"{request.script_root}/",
        display="standalone",
        background_color="#f1f2ea",
        theme_color=details.brand or BRAND,
        shortcuts=[{"name": name, "url": url} for name, url in shortcuts.items()],
        icons=[
            {"src": _asset("icons.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": _asset(name), "sizes": size, "type": "image/png"}
                for name, size in ICONS
            ),
            {
                "src": _asset(ICONS[-1][0]),
                "sizes": ICONS[-1][1],
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    )
    return answer


def in_language(code: str) -> AbstractContextManager[Any]:
    """Say everything in this language for a moment, if it is one of ours."""
    return force_locale(code) if code in LANGUAGES else nullcontext()


def set_tablet_cookie(response: Response) -> Response:
    """Set the cookie that marks a browser with stored reports."""
    return cookies.keep(response, COOKIE, "1")


def invites_to_home_screen() -> bool:
    """Whether this browser may still be asked to put Thuis on its home screen."""
    return not cookies.value(NOT_INVITED)


def invite_no_more(response: Response) -> Response:
    """Set the cookie that marks a browser which was asked that."""
    return cookies.keep(response, NOT_INVITED, "1")


def sent(name: str) -> Any:
    """One part of what a script sent; None when it is not there."""
    body = read(request.get_data(as_text=True))
    return body.get(name) if isinstance(body, dict) else None


def number(name: str) -> int | None:
    """A number that a script sent; None when it is not one that can be meant."""
    found = sent(name)
    is_number = isinstance(found, int) and not isinstance(found, bool)
    return found if is_number and 0 <= found < 100_000 else None


def read(text: str) -> Any:
    """The parsed JSON; None when it is invalid or nested too deep."""
    return read_json(text)


def _plainly(**said: Any) -> Response:
    """A manifest; no sign in it can be taken for markup."""
    text = str(htmlsafe_json_dumps(said))
    return Response(text, mimetype="application/manifest+json")


def _asset(name: str) -> str:
    # Jinja types its globals as objects; this one is a function.
    return str(current_app.jinja_env.globals["asset"](name))  # type: ignore[operator]


@lru_cache(maxsize=4)
def _stamp(templates: Path) -> str:
    """A sum over what the shell is written with."""
    files = [
        *sorted((templates / "visiting/offline").glob("*.html")),
        *sorted((templates / "_shared").glob("*.html")),
        templates / "visiting/visit_reports/_how.html",
        *sorted(Path(__file__).parents[1].glob("translations/*/LC_MESSAGES/*.mo")),
    ]
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()
