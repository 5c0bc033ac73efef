"""`flask jobs run`: every job that is due, once, whatever the others do."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.core.test_outbox import TeaMail
from tests.mailbox import Mailbox
from tests.operations.jobs.conftest import TUESDAY, later
from thuis_app import PROJECT_ROOT
from thuis_app.core import clock, outbox
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import OutgoingMail
from thuis_app.core.smtp import MailServer
from thuis_app.operations.jobs import commands
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JOBS, JobName
from thuis_app.organisation.sessions.models import SignInTry
from thuis_app.overview.reminders.rules import DayMail
from thuis_app.people.tasks.models import Task
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.web.idempotency import IdempotencyKey

pytestmark = pytest.mark.usefixtures("database")


def run(app: Flask) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["jobs", "run"])
    db.session.rollback()
    return answer.exit_code, answer.output


def fail(_run_id: int) -> int:
    raise ZeroDivisionError


def last(name: JobName) -> JobRun:
    return db.session.scalars(select(JobRun).where(JobRun.name == name)).one()


def mails() -> int:
    return db.session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def test_every_job_is_done_once_and_said_in_the_order_of_the_list(app: Flask) -> None:
    code, said = run(app)

    assert code == 0
    done = [line.split(":")[0] for line in said.splitlines() if line.endswith("done")]
    assert done == [job.name for job in JOBS]
    assert all(last(job.name).went_well for job in JOBS)


def test_called_again_at_once_it_does_nothing(app: Flask) -> None:
    run(app)

    assert run(app) == (0, "")


def test_each_is_done_again_when_it_is_due(app: Flask) -> None:
    run(app)

    later(minutes=1, seconds=1)
    assert run(app)[1].splitlines()[-1] == "mail: 0 done"
    later(days=1)
    assert len([x for x in run(app)[1].splitlines() if x.endswith("done")]) == len(JOBS)


def test_of_two_clocks_at_once_one_does_the_job(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []
    start = Barrier(4)

    def count(run_id: int) -> int:
        times.append(run_id)
        return len(times)

    monkeypatch.setitem(commands.WORK, JobName.SIGNALS, count)

    def call() -> None:
        with app.app_context():
            start.wait(5)
            commands._run_job(JOBS[list(JobName).index(JobName.SIGNALS)])

    threads = [Thread(target=call) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(times) == 1


def test_a_job_that_fails_stops_no_other_and_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(commands.WORK, JobName.SIGNALS, fail)

    code, said = run(app)

    assert code == 1
    assert "signals: failed: ZeroDivisionError" in said
    assert "forget: 0 done" in said
    assert not last(JobName.SIGNALS).went_well
    assert last(JobName.MAIL).went_well


def test_a_job_that_fails_leaves_nothing_half_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_run_id: int) -> int:
        with write_transaction():
            outbox.post("half", 1, TeaMail())
            return 1 // 0

    monkeypatch.setitem(commands.WORK, JobName.SIGNALS, half)
    run(app)

    assert mails() == 0


def test_what_failed_is_tried_again_after_five_minutes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setitem(commands.WORK, JobName.SIGNALS, fail)
        run(app)

    later(minutes=4)
    assert "signals" not in run(app)[1]
    later(minutes=1)
    assert "signals: 0 done" in run(app)[1]


def test_what_a_crash_left_behind_is_taken_over_after_minutes(app: Flask) -> None:
    make.saved(JobRun(name=JobName.SIGNALS, claimed_at=clock.now()))

    later(minutes=4)
    assert "signals: another run is at it since 10:10" in run(app)[1]
    later(minutes=2)
    assert "signals: 0 done" in run(app)[1]

    events = db.session.scalars(select(AuditEntry.event)).all()
    assert events.count("job.taken_over") == 1


def test_the_words_of_signals_that_were_declined_are_erased(app: Flask) -> None:
    weeks_ago = clock.now() - timedelta(days=43)
    declined = make.signal(state=SignalState.DECLINED, decided_at=weeks_ago)
    waiting = make.signal(received_at=weeks_ago)

    assert "signals: 1 done" in run(app)[1]

    db.session.expire_all()
    assert waiting.noticed and not declined.noticed


def test_what_nobody_needs_any_more_is_forgotten(app: Flask) -> None:
    now = clock.now()
    for days in (0, 500):
        moment = now - timedelta(days=days)
        make.saved(
            IdempotencyKey(user_id=1, key=f"key {days}", digest="", sent_at=moment)
        )
        make.saved(SignInTry(account="griet", device="", at=moment))
        with write_transaction():
            outbox.post(f"mail {days}", 1, TeaMail(), not_before=moment)
        make.task().closed_at = moment
    db.session.commit()

    assert "forget: 4 done" in run(app)[1]

    for model in (IdempotencyKey, SignInTry, OutgoingMail, Task):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1


def test_without_a_mail_server_it_says_so_and_leaves_what_waits(app: Flask) -> None:
    someone = make.user(Role.COORDINATOR, password_hash="set")
    with write_transaction():
        outbox.post("kept", someone.id, DayMail(TUESDAY))

    code, said = run(app)

    assert code == 0
    assert "no mail server is set (THUIS_MAIL_HOST); 1 mails wait" in said
    assert "reminders: 0 done" in said
    assert mails() == 1


def test_a_mail_server_that_is_away_is_a_failure_that_is_told(
    app: Flask, server: MailServer, mailbox: Mailbox
) -> None:
    match = make.match(make.volunteer(make.area(), password_hash="set"))
    make.visit(match, starts_at=make.at(TUESDAY, 15))
    app.config["MAIL_SERVER"] = MailServer("127.0.0.1", "a@b.nl", "http://x", port=1)

    code, said = run(app)

    assert code == 1
    assert "reminders: 1 done" in said
    assert "mail: failed: mail server: ConnectionRefusedError" in said


def test_the_reminder_of_the_day_is_written_and_sent_in_one_run(
    app: Flask, server: MailServer, mailbox: Mailbox
) -> None:
    volunteer = make.volunteer(make.area(), password_hash="set")
    make.visit(make.match(volunteer), starts_at=make.at(TUESDAY, 15))

    assert "mail: 1 done" in run(app)[1]
    later(minutes=30)
    run(app)

    assert mailbox.to == [volunteer.email]


def test_jobs_leave_a_line_in_the_audit_log_where_they_did_something(
    app: Flask, server: MailServer
) -> None:
    volunteer = make.volunteer(make.area(), password_hash="set")
    make.visit(make.match(volunteer), starts_at=make.at(TUESDAY, 15))
    run(app)

    lines = db.session.execute(select(AuditEntry.event, AuditEntry.actor_id)).all()
    assert {"reminder.posted", "mail.sent", "job.done"} <= {
        line.event for line in lines
    }
    assert {line.actor_id for line in lines} == {0}


def test_the_lines_for_a_timer_call_the_jobs_from_anywhere(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is printed is run as cron does: with hardly any surroundings."""
    monkeypatch.setenv("THUIS_DATA", str(tmp_path))
    monkeypatch.setenv("THUIS_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("THUIS_TABLET_KEYS", app.config["TABLET_KEYS"])
    monkeypatch.chdir(PROJECT_ROOT)
    said = app.test_cli_runner().invoke(args=["jobs", "timer"]).output.splitlines()

    *settings, line = said
    command = line.removeprefix("*/5 * * * * ")
    parts = (one.split("=", 1) for one in settings if "_TEST_" not in one)
    surroundings = {name: value.strip('"') for name, value in parts}
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd="/",
        env=surroundings,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stderr
    assert "signals: 0 done" in ran.stdout


def test_jobs_that_repeat_end_with_the_process_that_started_them(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUIS_DATA", str(tmp_path))
    monkeypatch.setenv("THUIS_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("THUIS_TABLET_KEYS", app.config["TABLET_KEYS"])
    monkeypatch.chdir(PROJECT_ROOT)
    said = tmp_path / "said"
    flask = f"{sys.executable} -m flask --app wsgi"

    with said.open("w") as output:
        script = f"{flask} jobs repeat --seconds 1 & echo $!; exec sleep 600"
        parent = subprocess.Popen(
            ["/bin/sh", "-c", script], stdout=output, stderr=output
        )
    try:
        until(lambda: said.read_text().count("signals: 0 done") >= 1)
        number = int(said.read_text().split()[0])
        assert Path(f"/proc/{number}").exists()
    finally:
        parent.kill()
        parent.wait()

    until(lambda: not Path(f"/proc/{number}").exists())


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something holds; it fails after 30 seconds."""
    last = monotonic() + 30
    while not is_so():
        assert monotonic() < last
        sleep(0.1)
