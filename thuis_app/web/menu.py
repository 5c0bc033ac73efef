"""The main menu: each feature adds its own line, for those who can use it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from thuis_app.core.actors import Actor


@dataclass(frozen=True)
class Line:
    """One entry of the menu: its place, where it leads, and who sees it."""

    place: int
    endpoint: str
    icon: str
    text: Any
    shown_to: Callable[[Actor], bool]


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
) -> None:
    """Put a feature in the menu; lower places stand first."""
    line = Line(place, endpoint, icon, text, shown_to)
    if line.endpoint not in {known.endpoint for known in LINES}:
        LINES.append(line)
        LINES.sort(key=lambda known: known.place)


def lines() -> list[Shown]:
    """The menu of whoever is signed in."""
    if not current_user.is_authenticated:
        return []
    here = (request.blueprint or "") if request else ""
    return [
        Shown(
            url_for(line.endpoint),
            line.icon,
            str(line.text),
            line.endpoint.split(".")[0] == here,
        )
        for line in LINES
        if line.shown_to(current_user._get_current_object())
    ]


def init_app(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, Any]:
        return {"menu": lines()}
