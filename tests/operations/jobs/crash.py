"""A process that dies for real, at the point it is told to; run by test_crash."""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

from flask import Flask

from thuis_app import create_app
from thuis_app.core import clock, outbox
from thuis_app.core.database import db, write_transaction
from thuis_app.core.smtp import SmtpClient
from thuis_app.operations.jobs import actions, commands
from thuis_app.overview.reminders import rules


def die(*_asked: Any) -> None:
    """Nothing is tidied up: as when the power fails."""
    os._exit(9)


def before_the_commit(_app: Flask) -> None:
    with write_transaction():
        outbox.post(rules.key_of_day(1, today()), 1, rules.DayMail(today()))
        db.session.flush()
        die()


def before_sending(app: Flask) -> None:
    with patch.object(SmtpClient, "send", die):
        send(app)


def while_sending(app: Flask) -> None:
    """The server has the mail; we die before we know it."""
    with patch.object(actions, "settle", _settle):
        send(app)


def nowhere(app: Flask) -> None:
    send(app)


def today() -> date:
    return clock.today()


def send(app: Flask) -> None:
    sys.stdout.write(str(commands.send(app.config["MAIL_SERVER"])))


def _settle(_actor: Any, _by: Any, mails: Any, state: Any) -> None:
    if state is outbox.MailState.SENT:
        die()


POINTS: dict[str, Callable[[Flask], None]] = {
    point.__name__: point
    for point in (before_the_commit, before_sending, while_sending, nowhere)
}

if __name__ == "__main__":
    now = datetime.fromisoformat(sys.argv[2])
    clock.set_source(lambda: now)
    app = create_app()
    with app.app_context():
        POINTS[sys.argv[1]](app)
