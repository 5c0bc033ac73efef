"""Where pages are found.

Addresses of pages of features above, by name; whole addresses; and the names of hosts
that this installation answers to.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, has_request_context, request, url_for
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

LOOPBACK = ("localhost", "127.0.0.1")
UNKNOWN_HOST = """<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Onbekend adres - Thuis</title>
</head>
<body>
<h1>Op dit adres is Thuis niet te vinden</h1>
<p>Gebruik het adres dat je van je coördinator kreeg.</p>
<p>Beheer je Thuis? Het adres staat in de instelling THUIS_ADDRESS, en de proxy geeft
dat adres of 127.0.0.1 door in de kop Host.</p>
</body>
</html>
"""


def origin() -> str:
    """The scheme, host and port of this installation, as browsers write an origin.

    From THUIS_ADDRESS. Where that is not set, for trying out, the host of the request,
    which is a loopback name; outside a request nothing.
    """
    address: str = current_app.config["ADDRESS"]
    if not address and has_request_context():
        return request.host_url.rstrip("/")
    return address


def register(app: Flask, names: Mapping[str, str]) -> None:
    """Set the names that `link` knows, each with its endpoint."""
    app.extensions["links"] = names
    app.jinja_env.globals["link"] = link


def endpoint_of(name: str) -> str:
    """The endpoint that a feature gave this name in `Feature(links=...)`."""
    endpoint: str = current_app.extensions["links"][name]
    return endpoint


def link(name: str, **values: Any) -> str:
    """The address of a page by its name; for pages of features above one's own."""
    return url_for(endpoint_of(name), **values)


def external(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint, for links that are read outside Thuis.

    Never from the Host header, which the sender of the request chooses. Only the path
    where the address is not known: in a command, when THUIS_ADDRESS is not set.
    """
    root = request.script_root if has_request_context() else ""
    urls = current_app.url_map.bind("localhost", script_name=f"{root}/")
    return origin() + urls.build(endpoint, values)


def init_app(app: Flask) -> None:
    """Answer to the host of THUIS_ADDRESS and to loopback names, and to no other.

    A proxy may pass Host on or not. X-Forwarded-For counts for as many proxies as
    there are. X-Forwarded-Proto never does: the scheme is that of THUIS_ADDRESS.
    """
    parts = urlsplit(app.config["ADDRESS"])
    app.config["TRUSTED_HOSTS"] = [*LOOPBACK, *filter(None, [parts.hostname])]
    app.register_error_handler(SecurityError, _unknown_host)
    wsgi: WSGIApplication = app.wsgi_app
    if proxies := app.config["PROXIES"]:
        wsgi = ProxyFix(wsgi, x_for=proxies, x_proto=0, x_host=0)
    if parts.scheme:
        wsgi = _with_scheme(wsgi, parts.scheme)
    app.wsgi_app = wsgi  # type: ignore[method-assign,assignment]


def _with_scheme(wsgi: WSGIApplication, scheme: str) -> WSGIApplication:
    def query(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = scheme
        return wsgi(environ, start)

    return query


def _unknown_host(_error: SecurityError) -> Response:
    """Without an address of ours no page of ours can be written: a plain one."""
    return Response(UNKNOWN_HOST, 400)
