from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState

pytestmark = pytest.mark.usefixtures("database")


def run(app: Flask, *words: str) -> str:
    answer = app.test_cli_runner().invoke(args=["signals", "clear", *words])
    assert answer.exit_code == 0, answer.output
    db.session.expire_all()
    return answer.output


def declined(days: int) -> Signal:
    decided_at = clock.now() - timedelta(days=days)
    return make.signal(state=SignalState.DECLINED, decided_at=decided_at)


def test_a_dry_run_only_counts(app: Flask) -> None:
    signal = declined(43)

    assert "1 signals would" in run(app, "--dry-run")
    assert signal.noticed


def test_clearing_keeps_what_was_declined_lately(app: Flask) -> None:
    old, recent = declined(43), declined(3)

    assert "1 signals are" in run(app)
    assert recent.noticed and not old.noticed
    assert "0 signals are" in run(app)
