"""The language of the request: Dutch, or English for a user who chose it."""

from babel import Locale
from flask import Flask, session
from flask_babel import Babel, get_locale
from flask_login import current_user

LANGUAGES = {"nl": "Nederlands", "en": "English"}
LOCALES = {code: Locale.parse(code) for code in LANGUAGES}


def chosen() -> Locale:
    """The language of this request: the user's own, the browser's choice, or Dutch."""
    if current_user and current_user.is_authenticated:
        return LOCALES[current_user.language]
    return LOCALES[session.get("language", "nl") if session else "nl"]


def code() -> str:
    """The language of this request in two letters."""
    locale = get_locale()
    return locale.language if locale else "nl"


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Amsterdam")
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals["language"] = code
