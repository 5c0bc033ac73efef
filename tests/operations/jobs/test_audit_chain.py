"""The job at night that verifies the audit log and adds blocks to its chain."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.accountability.audit_chain.conftest import add_lines
from tests.accountability.audit_chain.conftest import files as files
from tests.accountability.audit_chain.test_verify import TRIGGERS
from tests.conftest import ON_POSTGRES
from tests.operations.jobs.conftest import later
from tests.operations.jobs.test_backup import Run
from tests.operations.jobs.test_backup import run as run
from thuis_app.accountability.audit_chain import queries
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.core import installation
from thuis_app.core.actors import SYSTEM
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.operations.jobs.rules import JOBS, JobName


def events(event: str) -> int:
    query = select(func.count()).where(AuditEntry.event == event)
    return db.session.scalar(query) or 0


def change_a_line() -> None:
    """Change a line in the file itself, as no page of Thuis can."""
    with write_transaction():
        for trigger in TRIGGERS:
            db.session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        db.session.execute(text("UPDATE trail_entry SET ground = 'x' WHERE id = 2"))


def test_a_night_leaves_every_line_of_the_day_in_a_block(
    files: ChainFiles, run: Run
) -> None:
    add_lines(30)

    assert run()[0] == 0

    found = queries.verdict(SYSTEM, files)
    assert found.faults == () and found.chained >= 30
    assert files.head is not None and found.last is not None
    assert files.head.number == found.last.number


def test_the_log_is_verified_before_a_backup_is_made() -> None:
    names = [job.name for job in JOBS]

    assert names.index(JobName.AUDIT_LOG) < names.index(JobName.BACKUP)


@pytest.mark.skipif(ON_POSTGRES, reason="its triggers have other names")
def test_a_line_that_was_changed_is_an_error_of_the_checks_the_next_morning(
    app: Flask, files: ChainFiles, run: Run
) -> None:
    add_lines(30)
    run()
    assert installation.noted(db.engine)["log_faults"] == 0
    change_a_line()
    later(days=1)

    code, _said = run()

    checks = app.test_client().get("/health").json["checks"]  # type: ignore[index]
    assert checks["audit_log"] == "error"
    assert events("chain.fault_found") == 1
    assert code == 0, "the log can never be put right, and every night would fail"
    assert queries.verdict(SYSTEM, files).pending < 30, "new lines are chained still"


def test_where_the_head_is_gone_no_block_is_added_that_would_hide_it(
    files: ChainFiles, run: Run
) -> None:
    add_lines(30)
    run()
    before = queries.last_block(SYSTEM)
    files.head_file.unlink()
    add_lines(3)
    later(days=1)

    run()

    assert queries.last_block(SYSTEM) == before
    assert not files.head_file.exists()
