"""What a page says of a mail: that one goes out, or that nobody is told by mail."""

from flask import Flask, current_app
from flask_babel import gettext as _


def sends_mail() -> bool:
    """Whether there is a server that sends what is left in the outbox."""
    return current_app.config["MAIL_SERVER"] is not None


def with_mail(said: object) -> str:
    """What was done, and whether a mail tells of it."""
    return f"{said} {about_mail()}"


def about_mail() -> str:
    """The sentence that a mail goes out, or that who reads this is to call."""
    if sends_mail():
        return str(_("A mail about it goes out."))
    return str(_("No mail is sent from here now: call."))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["about_mail"] = about_mail
    app.jinja_env.globals["sends_mail"] = sends_mail
