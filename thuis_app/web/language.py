"""Dutch first, English for whoever chose it; the clock of the village for all."""

from typing import Any, cast

from babel.support import NullTranslations
from flask import Flask, g, has_app_context, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user
from markupsafe import Markup

LANGUAGES = {"nl": "Nederlands", "en": "English"}


class Words(Domain):
    """The words of the language of a request, looked up once.

    flask-babel looks them up for every word, which took a fifth of a page. They are
    kept where it forgets them itself when the language is changed on the way.
    """

    def get_translations(self) -> NullTranslations:
        if not has_app_context():
            return NullTranslations()
        here = g._get_current_object()
        found: Any = getattr(here.get("_flask_babel"), "babel_translations", None)
        if found is None:
            found = super().get_translations()
            here._flask_babel.babel_translations = found
        return cast("NullTranslations", found)


words = Words()


def chosen() -> str:
    """The language of this request: the user's own, the browser's choice, or Dutch."""
    user = current_user._get_current_object() if current_user else None
    if user is not None and user.is_authenticated:
        return str(user.language)
    return session.get("language", "nl") if session else "nl"


def code() -> str:
    """The language of this request in two letters."""
    locale = get_locale()
    return locale.language if locale else "nl"


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "nl")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Amsterdam")
    Babel(app, locale_selector=chosen).domain_instance = words
    app.jinja_env.globals.update(language=code, _=_say, gettext=_say, ngettext=_count)


def _say(text: str, /, **values: Any) -> Markup:
    """The translated sentence, with values that are escaped in it."""
    said = Markup(words.get_translations().ugettext(text))
    return said % values if values else said


def _count(one: str, more: str, num: int, /, **values: Any) -> Markup:
    """As `_say`, in the singular or the plural."""
    said = words.get_translations().ungettext(one, more, num)
    return Markup(said) % ({"num": num} | values)
