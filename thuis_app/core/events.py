"""Events: how a feature tells those above it what happened, without importing them.

A feature raises an event, a frozen dataclass in its own `rules.py`; features above it
name their handlers in `Feature(reacts=...)`. Handlers run at once, in the transaction
of the action that raised the event: what a handler refuses is refused as a whole.

A question is the same, but for a query: its handlers change nothing, and what they
return is gathered for whoever raised it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from thuis_app.core.actors import Actor

Event = TypeVar("Event")
Handler = Callable[[Actor, Event], object]

_handlers: dict[type[Any], list[Handler[Any]]] = {}


def register(reactions: Iterable[Mapping[type[Any], Handler[Any]]]) -> None:
    """Let these handlers, in this order, take the place of all that were there."""
    _handlers.clear()
    for one in reactions:
        for kind, handler in one.items():
            _handlers.setdefault(kind, []).append(handler)


def publish(actor: Actor, event: object) -> None:
    """Call the handlers of this kind of event; what they raise is raised here."""
    for handler in _handlers.get(type(event), []):
        handler(actor, event)


def gather(actor: Actor, question: object) -> list[Any]:
    """What each handler of this kind of question returns, in the order of features."""
    return [handler(actor, question) for handler in _handlers.get(type(question), [])]
