"""One request, one transaction; what it says is said afterwards.

A GET reads, is rendered, ends its reading and then writes its audit lines. Any other
request prepares what is slow, takes the write lock, does its work and commits; only
then is it rendered, and only then do the callbacks of `on_commit` run.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import Flask, Response, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from thuis_app.core import database, deferred_writes
from thuis_app.core.errors import Clash
from thuis_app.core.failures import Failure, kind_of
from thuis_app.web import guard, idempotency
from thuis_app.web.responses import rendered

READING = {"GET", "HEAD", "OPTIONS"}
ATTEMPTS = 2

Arguments = ParamSpec("Arguments")
Prepared = TypeVar("Prepared")
Dispatch = Callable[[], ResponseReturnValue]


def prepare(
    step: Callable[Arguments, Prepared],
) -> Callable[
    [Callable[Concatenate[Prepared, Arguments], ResponseReturnValue]],
    Callable[Arguments, ResponseReturnValue],
]:
    """Run a slow step before the write lock is taken; its result comes first.

    What the step reads may have changed by then: the view reads it again.
    """

    def decorate(
        view: Callable[Concatenate[Prepared, Arguments], ResponseReturnValue],
    ) -> Callable[Arguments, ResponseReturnValue]:
        @wraps(view)
        def prepared(
            *positional: Arguments.args, **named: Arguments.kwargs
        ) -> ResponseReturnValue:
            return view(g.prepared, *positional, **named)

        prepared.prepare = step  # type: ignore[attr-defined]
        return prepared

    return decorate


def reads(
    view: Callable[Arguments, ResponseReturnValue],
) -> Callable[Arguments, ResponseReturnValue]:
    """Of a POST that changes nothing: it is answered as a GET, and takes no lock."""

    @wraps(view)
    def reading(
        *positional: Arguments.args, **named: Arguments.kwargs
    ) -> ResponseReturnValue:
        return view(*positional, **named)

    reading.reads = True  # type: ignore[attr-defined]
    return reading


class Application(Flask):
    """Flask, with a transaction around every view and its page rendered after it."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer a request that matched a view; others are left to Flask."""
        if request.url_rule is None or request.endpoint == "static":
            return super().dispatch_request()
        view = self.view_functions[request.url_rule.endpoint]
        if request.method in READING or getattr(view, "reads", False):
            return _read(super().dispatch_request)
        return _write(super().dispatch_request)


def _read(view: Dispatch) -> Response:
    response = rendered(make_response(view()))
    database.roll_back()
    deferred_writes.flush()
    return response


def _write(view: Dispatch) -> Response:
    _prepare()
    deferred = deferred_writes.mark()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            response = _transaction(view)
            break
        except Exception as error:
            if kind_of(error) is not Failure.CLASH:
                raise
            if attempt == ATTEMPTS:
                raise Clash from error
            deferred_writes.discard(deferred)
            name = type(error).__name__
            current_app.logger.info("%s again after %s", request.endpoint, name)
    deferred_writes.flush()
    return rendered(response)


def _prepare() -> None:
    view = current_app.view_functions[request.endpoint or ""]
    step: Callable[..., Any] | None = getattr(view, "prepare", None)
    if step is not None:
        g.prepared = step(**request.view_args or {})
    database.roll_back()


def _transaction(view: Dispatch) -> Response:
    """Commit what the view did; undo it where it refused. Nothing is rendered yet."""
    with database.write_transaction():
        _confirm_session()
        response = idempotency.replay()
        if response is None:
            response = make_response(view())
            if response.status_code < 400:
                idempotency.remember(response)
        if response.status_code < 400:
            deferred_writes.execute_deferred()
        else:
            database.roll_back()
    return response


def _confirm_session() -> None:
    """Read the session again under the lock: it may have ended, or lost a role."""
    if current_user.is_authenticated and not guard.confirm():
        abort(401)
