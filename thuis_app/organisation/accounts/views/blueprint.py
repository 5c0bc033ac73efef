from flask import Blueprint, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from thuis_app.core.database import on_commit
from thuis_app.web import devices
from thuis_app.web.htmx import done

bp = Blueprint("accounts", __name__, url_prefix="/account")


def leave(message: str) -> ResponseReturnValue:
    """Sign this browser out once the change is committed, and go to the door."""
    on_commit(_forget)
    return devices.forget_site(done(message, url_for("accounts.sign_in_form")))


def _forget() -> None:
    """Keep of the session only the language that was chosen."""
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
