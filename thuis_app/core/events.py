"""Events: a feature calls handlers of features above it, without importing them.

A feature raises an event, a frozen dataclass in its own `rules.py`; features above it
name their handlers in `Feature(reacts=...)`. Handlers run at once, in the transaction
of the action that raised the event: what a handler refuses is refused as a whole.

A question is the same, but for a query: its handlers change nothing, and what they
return is gathered for the caller.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from thuis_app.core.actors import Actor

Event = TypeVar("Event")
Handler = Callable[[Actor, Event], object]

_handlers: dict[type[Any], list[Handler[Any]]] = {}


def register(reactions: Iterable[Mapping[type[Any], Handler[Any]]]) -> None:
    """Replace all handlers by these, which are called in this order."""
    _handlers.clear()
    for one in reactions:
        for kind, handler in one.items():
            _handlers.setdefault(kind, []).append(handler)


def publish(actor: Actor, event: object) -> None:
    """Call the handlers of this kind of event; what they raise is raised here."""
    for handler in _handlers.get(type(event), []):
        handler(actor, event)


def gather(actor: Actor, question: object) -> list[Any]:
    """The results of the handlers of this question, in the order of features."""
    return [handler(actor, question) for handler in _handlers.get(type(question), [])]
