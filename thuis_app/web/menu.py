"""The main menu: the lines of the features, for those who can use them."""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from thuis_app.core.actors import Actor
from thuis_app.web.guard import actor


@dataclass(frozen=True)
class MenuLine:
    """One entry of the menu: its place, where it leads, and who sees it.

    Lower places stand first. It is lit on the pages of its own feature, and on those of
    the features, and the single endpoints, that it covers. `count` is how much waits
    there.
    """

    place: int
    endpoint: str
    _: KW_ONLY
    icon: str
    text: Any
    shown_to: Callable[[Actor], bool]
    covers: tuple[str, ...] = ()
    count: Callable[[Actor], int] = lambda _actor: 0

    @property
    def feature(self) -> str:
        return self.endpoint.split(".")[0]


@dataclass(frozen=True)
class MenuItem:
    url: str
    icon: str
    text: str
    is_here: bool
    count: int = 0


def lines() -> list[MenuItem]:
    """The menu of the user who is signed in; the entry of this page is lit."""
    if not current_user.is_authenticated:
        return []
    shown = [line for line in current_app.extensions["menu"] if line.shown_to(actor())]
    lit = _current(shown, request.endpoint or "" if request else "")
    return [
        MenuItem(
            url_for(line.endpoint),
            line.icon,
            str(line.text),
            line is lit,
            line.count(actor()),
        )
        for line in shown
    ]


def _current(shown: list[MenuLine], endpoint: str) -> MenuLine | None:
    """The entry of an endpoint: the one that covers it alone, else that of its feature,
    else the last that covers its feature."""
    feature = endpoint.split(".")[0]
    own = [line for line in shown if line.feature == feature]
    covering = [line for line in shown if feature in line.covers]
    alone = [line for line in shown if endpoint in line.covers]
    found = covering + own + alone
    return found[-1] if found else None


def register(app: Flask, lines: Iterable[MenuLine]) -> None:
    """Set the lines of the menu."""
    app.extensions["menu"] = sorted(lines, key=lambda line: line.place)


def init_app(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, Any]:
        return {"menu": lines()}
