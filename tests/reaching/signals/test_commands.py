from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.reaching.signals.models import Signal

pytestmark = pytest.mark.usefixtures("database")


def run(app: Flask, *words: str) -> str:
    answer = app.test_cli_runner().invoke(args=["signals", "clear", *words])
    assert answer.exit_code == 0, answer.output
    db.session.expire_all()
    return answer.output


def left() -> int:
    return db.session.scalar(select(func.count()).select_from(Signal)) or 0


def test_a_dry_run_only_counts(app: Flask) -> None:
    make.signal(received_at=clock.now() - timedelta(days=29))

    assert "1 signals would" in run(app, "--dry-run")
    assert left() == 1


def test_clearing_keeps_what_is_still_fresh(app: Flask) -> None:
    make.signal(received_at=clock.now() - timedelta(days=29))
    make.signal()

    assert "1 signals are" in run(app)
    assert left() == 1
    assert "0 signals are" in run(app)
