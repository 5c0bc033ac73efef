"""Registers features in the application.

Each feature has one `Feature` in its `feature.py`; `create_app` registers those of its
list. Nothing is registered by importing a module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import click
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from thuis_app.core import events
from thuis_app.core.events import Handler
from thuis_app.web import errors, filters, guard, links, menu, request_events, start
from thuis_app.web.guard import SessionReader
from thuis_app.web.menu import MenuLine


@dataclass(frozen=True, kw_only=True)
class Feature:
    """The parts of one feature.

    `policy` is what templates ask under the name of the feature. `labels` are the words
    of its enumerations, `messages` the sentences of its rules by their codes. `links`
    are the names by which features below link to its endpoints. `page_partials` stand
    on every page of a browser that keeps a day for when there is no network. `at_start`
    raise `StartRefused` where a server must not start. `read_session` finds the actor
    of a session by its key, and `request_proof` answers a form of who must show who
    they are first: one feature has each. `reacts` are the handlers of events and
    questions that features below raise; they run in the transaction of the action or
    query that raised them.
    """

    blueprint: Blueprint | None = None
    policy: ModuleType | None = None
    commands: click.Command | None = None
    menu: tuple[MenuLine, ...] = ()
    labels: tuple[Mapping[Any, Any], ...] = ()
    page_partials: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, Any] = field(default_factory=dict)
    read_session: SessionReader | None = None
    request_proof: Callable[[], ResponseReturnValue] | None = None
    at_start: tuple[Callable[[], None], ...] = ()
    reacts: Mapping[type[Any], Handler[Any]] = field(default_factory=dict)


def register(app: Flask, features: Mapping[str, Feature]) -> None:
    """Put these features, by their names, on the application, in this order.

    An event is handled in the order of the features.
    """
    found = list(features.values())
    for feature in found:
        if feature.blueprint is not None:
            app.register_blueprint(feature.blueprint)
        if feature.commands is not None:
            app.cli.add_command(feature.commands)
        if feature.read_session is not None:
            guard.register_reader(app, feature.read_session)
        if feature.request_proof is not None:
            app.extensions["request_proof"] = feature.request_proof
    app.jinja_env.globals["policy"] = {
        name: feature.policy for name, feature in features.items() if feature.policy
    }
    menu.register(app, [line for feature in found for line in feature.menu])
    labels = [words for feature in found for words in feature.labels]
    filters.register(app, [request_events.AUDIT_EVENTS, *labels])
    app.jinja_env.globals["page_partials"] = [
        partial for feature in found for partial in feature.page_partials
    ]
    links.register(app, _united(feature.links for feature in found))
    errors.register(app, [feature.messages for feature in found])
    start.register(app, [check for feature in found for check in feature.at_start])
    events.register([feature.reacts for feature in found])


def _united(mappings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for one in mappings for key, value in one.items()}
