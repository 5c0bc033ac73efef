"""Everything between the browser and the features."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from jinja2 import StrictUndefined

from thuis_app.web import (
    addresses,
    assets,
    errors,
    filters,
    guard,
    headers,
    language,
    menu,
    once,
    sessions,
    templates,
    transaction,
)

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Put the parts on the app. Their order is the order in which a request meets them.

    The lock on writing comes first and goes last; only then is asked who knocks.
    """
    app.ensure_sync = _as_it_is  # type: ignore[method-assign,assignment]
    templates.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    addresses.init_app(app)
    transaction.init_app(app)
    Htmx(app)
    language.init_app(app)
    guard.init_app(app)
    csrf.init_app(app)
    sessions.init_app(app)
    once.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    menu.init_app(app)


def _as_it_is(view: Callable[..., Any]) -> Callable[..., Any]:
    """None of our views is asynchronous; flask looks at each again for each page."""
    return view
