"""The main menu: each feature adds its own line, for those who can use it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from thuis_app.core.actors import Actor
from thuis_app.web.guard import actor


@dataclass(frozen=True)
class Line:
    """One entry of the menu: its place, where it leads, and who sees it."""

    place: int
    endpoint: str
    icon: str
    text: Any
    shown_to: Callable[[Actor], bool]
    covers: tuple[str, ...] = ()

    @property
    def feature(self) -> str:
        return self.endpoint.split(".")[0]


@dataclass(frozen=True)
class Shown:
    address: str
    icon: str
    text: str
    is_here: bool


LINES: list[Line] = []


def add(
    place: int,
    endpoint: str,
    *,
    icon: str,
    text: Any,
    shown_to: Callable[[Actor], bool],
    covers: tuple[str, ...] = (),
) -> None:
    """Put a feature in the menu; lower places stand first.

    It is lit on its own pages, and on those of the features it covers.
    """
    line = Line(place, endpoint, icon, text, shown_to, covers)
    if line.endpoint not in {known.endpoint for known in LINES}:
        LINES.append(line)
        LINES.sort(key=lambda known: known.place)


def lines() -> list[Shown]:
    """The menu of the user who is signed in; the entry of this page is lit."""
    if not current_user.is_authenticated:
        return []
    shown = [line for line in LINES if line.shown_to(actor())]
    lit = _lit(shown, request.blueprint or "" if request else "")
    return [
        Shown(url_for(line.endpoint), line.icon, str(line.text), line is lit)
        for line in shown
    ]


def _lit(shown: list[Line], feature: str) -> Line | None:
    """The entry of a feature: its own, else the last that covers it."""
    own = [line for line in shown if line.feature == feature]
    covering = [line for line in shown if feature in line.covers]
    found = covering + own
    return found[-1] if found else None


def init_app(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, Any]:
        return {"menu": lines()}
