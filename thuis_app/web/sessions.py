"""The signed cookie of a session, and the token that its forms carry."""

from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer

TOKEN = "csrf_token"


class SignedCookies(SecureCookieSessionInterface):
    """Flask's, but with one signer for as long as the application runs."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """What did not change is not sent again; that it counts, `headers` says."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)


def token() -> str:
    """The token of this session. It is good for as long as the session itself, so it
    is signed once rather than for every page."""
    known = session.get(TOKEN)
    if known and TOKEN not in g:
        setattr(g, TOKEN, _signed(current_app.secret_key, known))
    return str(generate_csrf())


@lru_cache(maxsize=4096)
def _signed(secret: Any, known: str) -> Any:
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(known)


def init_app(app: Flask) -> None:
    app.session_interface = SignedCookies()
    app.jinja_env.globals[TOKEN] = token
    app.context_processor(lambda: {TOKEN: token})
