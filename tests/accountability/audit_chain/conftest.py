"""An installation of its own, whose audit log is chained in blocks of a few lines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert

from thuis_app.accountability.audit_chain import actions, rules
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction

LINES, IN_BLOCK = 60, 7


@pytest.fixture
def files(
    app: Flask, database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ChainFiles]:
    monkeypatch.setattr(rules, "MOST_LINES", IN_BLOCK)
    app.config["DATA"] = str(tmp_path)
    yield ChainFiles(tmp_path)
    del app.config["DATA"]


def add_lines(number: int, event: str = "contact.opened") -> None:
    """Lines of a log in which somebody opens one file after another."""
    now = clock.now()
    with write_transaction():
        for which in range(number):
            line = {"at": now, "actor_id": 1 + which % 3, "session_id": which}
            line |= {"role": "coordinator", "event": event, "contact_id": which % 5}
            line |= {"shown": "", "subject": "Contact", "subject_id": str(which)}
            db.session.execute(insert(AuditEntry), line | {"ground": "area"})


def chain_all(files: ChainFiles) -> None:
    """Add blocks until fewer lines than a block are left."""
    is_more = True
    while is_more:
        with write_transaction():
            is_more = actions.append_block(SYSTEM, files) == IN_BLOCK


@pytest.fixture
def chained(files: ChainFiles) -> ChainFiles:
    """The same with lines in it, all of them in blocks but the last."""
    add_lines(LINES)
    chain_all(files)
    return files
