"""Handlers of events that a test adds to those of the application."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from thuis_app import FEATURES
from thuis_app.core import events
from thuis_app.core.events import Handler
from thuis_app.web.features import Feature

Reactions = Mapping[type[Any], Handler[Any]]


def features() -> dict[str, Feature]:
    """What each feature brings, by its name, in the order of `FEATURES`."""
    modules = {
        name.split(".")[1]: import_module(f"thuis_app.{name}.feature")
        for name in FEATURES
    }
    return {name: module.feature for name, module in modules.items()}


@contextmanager
def reacting(*added: Reactions, alone: bool = False) -> Iterator[None]:
    """Handle events as the application does, and after that by what is added.

    `alone`: by what is added only.
    """
    usual = [feature.reacts for feature in features().values()]
    events.register(added if alone else [*usual, *added])
    try:
        yield
    finally:
        events.register(usual)


@contextmanager
def published(kind: type[Any]) -> Iterator[list[Any]]:
    """The events of this kind that are published meanwhile, in their order."""
    found: list[Any] = []
    with reacting({kind: lambda _actor, event: found.append(event)}):
        yield found
