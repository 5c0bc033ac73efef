"""Dutch first, English for whoever chose it; the clock of the village for all."""

from typing import Any, cast

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user
from markupsafe import Markup

LANGUAGES = {"nl": "Nederlands", "en": "English"}
LOCALES = {code: Locale.parse(code) for code in LANGUAGES}


class Words(Domain):
    """The words of the language of a request, looked up once.

    flask-babel looks them up for every word, which took a fifth of a page. They are
    kept where it forgets them itself when the language is changed on the way.
    """

    def get_translations(self) -> NullTranslations:
        found = _kept("babel_translations")
        if found is None:
            found = super().get_translations()
            if has_app_context():
                g._flask_babel.babel_translations = found
        return cast("NullTranslations", found)


words = Words()


def chosen() -> Locale:
    """The language of this request: the user's own, the browser's choice, or Dutch."""
    user = current_user._get_current_object() if current_user else None
    if user is not None and user.is_authenticated:
        return LOCALES[user.language]
    return LOCALES[session.get("language", "nl") if session else "nl"]


def _kept(name: str) -> Any:
    """What flask-babel found out before in this request, and looks up a long way."""
    here = g._get_current_object() if has_app_context() else {}
    return getattr(here.get("_flask_babel"), name, None)


def code() -> str:
    """The language of this request in two letters."""
    locale = _kept("babel_locale") or get_locale()
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
