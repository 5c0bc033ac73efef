"""A house with a mail server, on a Tuesday morning."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests import make
from tests.mailbox import Mailbox, served
from thuis_app.core import clock
from thuis_app.core.smtp import MailServer

TUESDAY = date(2026, 11, 24)
SetClock = Callable[[datetime], None]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(app: Flask, database: None, mailbox: Mailbox) -> Iterator[MailServer]:
    """The mail server that this house is set to use."""
    with served(mailbox) as found:
        app.config["MAIL_SERVER"] = found
        yield found
        app.config["MAIL_SERVER"] = None


@pytest.fixture(autouse=True)
def morning(database: None) -> datetime:
    """It is ten past ten, until a test says otherwise."""
    now = make.at(TUESDAY, 10, 10)
    clock.set_source(lambda: now)
    return now


@pytest.fixture(autouse=True)
def data(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for the keys, which else stand beside the file of SQLite."""
    monkeypatch.setitem(app.config, "DATA", str(tmp_path))


def later(**wait: float) -> None:
    """Let time pass."""
    now = clock.now() + timedelta(**wait)
    clock.set_source(lambda: now)
