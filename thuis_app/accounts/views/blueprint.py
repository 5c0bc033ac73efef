from flask import Blueprint, after_this_request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import logout_user

from thuis_app.accounts import policy
from thuis_app.accounts.forms import RULES
from thuis_app.web import devices, errors, menu
from thuis_app.web.htmx import done

bp = Blueprint("accounts", __name__, url_prefix="/account")

errors.rules(RULES)
menu.add(
    80, "accounts.users", icon="key", text=_l("Accounts"), shown_to=policy.may_manage
)


def leave(message: str) -> ResponseReturnValue:
    """Let this browser forget who was signed in, and go to the door."""
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    after_this_request(devices.forget_site)
    return done(message, url_for("accounts.sign_in_form"))
