"""Signs a browser out, once the transaction is committed."""

from flask import session
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from thuis_app.core.database import on_commit
from thuis_app.web import devices
from thuis_app.web.htmx import done
from thuis_app.web.links import link


def leave(message: str) -> ResponseReturnValue:
    """Sign this browser out after the commit, and redirect to the sign-in page."""
    on_commit(forget_session)
    return devices.forget_site(done(message, link("sign_in")))


def forget_session() -> None:
    """Keep of the session only the language that was chosen."""
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
