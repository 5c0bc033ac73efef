"""Everything between the browser and the features."""

from flask import Flask
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from jinja2 import StrictUndefined

from thuis_app.web import (
    assets,
    bodies,
    compression,
    errors,
    filters,
    guard,
    headers,
    language,
    links,
    logs,
    mailing,
    menu,
    return_to,
    url_converters,
)

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Put the parts on the app. Their order is the order in which a request meets them.

    A body of the wrong kind and other sites are refused first, then a session is asked
    for, then the token. The transaction begins after these, in
    `transaction.Application`.
    """
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    logs.init_app(app)
    url_converters.init_app(app)
    bodies.init_app(app)
    Htmx(app)
    language.init_app(app)
    guard.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    compression.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    mailing.init_app(app)
    menu.init_app(app)
    links.init_app(app)
    return_to.init_app(app)
