"""The machine stops at the worst moments: no mail is lost, none goes out too early.

Each test starts processes and takes two seconds; what a sender does that is not killed
is tested in `test_mail.py`.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests import make
from tests.mailbox import Mailbox
from tests.operations.jobs.conftest import TUESDAY, later
from thuis_app import PROJECT_ROOT
from thuis_app.core import clock, outbox
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import LEASE, MailState, OutgoingMail
from thuis_app.core.smtp import MailServer
from thuis_app.operations.jobs.commands import send
from thuis_app.overview.reminders import rules

pytestmark = pytest.mark.thorough

DIED = 9


@pytest.fixture
def machine(server: MailServer, tmp_path: Path) -> dict[str, str]:
    """The surroundings of another process on the same database."""
    return os.environ | {
        "THUIS_DATA": str(tmp_path),
        "THUIS_DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "THUIS_MAIL_HOST": server.host,
        "THUIS_MAIL_PORT": str(server.port),
        "THUIS_MAIL_SECURITY": server.security,
        "THUIS_MAIL_FROM": server.sender,
        "THUIS_ADDRESS": server.site,
    }


def another(machine: dict[str, str], point: str) -> tuple[int, str]:
    """Let another process go as far as this point; how it ended, and what it said."""
    command = [
        sys.executable,
        "-m",
        "tests.operations.jobs.crash",
        point,
        clock.now().isoformat(),
    ]
    ran = subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        env=machine,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ran.returncode, ran.stdout


def expect(number: int = 1) -> None:
    """Volunteers with a visit today, and the mail about it."""
    for _one in range(number):
        someone = make.volunteer(make.area(), password_hash="set")
        make.visit(make.match(someone, make.contact()), starts_at=make.at(TUESDAY, 14))
        with write_transaction():
            key = rules.key_of_day(someone.id, TUESDAY)
            outbox.post(key, someone.id, rules.DayMail(TUESDAY))
    db.session.rollback()


def rows(state: MailState) -> int:
    db.session.rollback()
    counted = select(func.count()).where(OutgoingMail.state == state)
    return db.session.scalar(counted) or 0


def test_before_the_commit_there_is_no_mail(
    server: MailServer, mailbox: Mailbox, machine: dict[str, str]
) -> None:
    assert another(machine, "before_the_commit")[0] == DIED

    assert send(server) == 0
    assert rows(MailState.WAITING) == 0
    assert mailbox.mails == []


def test_between_the_commit_and_the_sending_no_mail_is_lost(
    server: MailServer, mailbox: Mailbox, machine: dict[str, str]
) -> None:
    expect()

    assert another(machine, "before_sending")[0] == DIED
    assert mailbox.mails == []
    assert send(server) == 0
    later(minutes=LEASE.seconds / 60)
    assert send(server) == 1

    assert len(mailbox.mails) == 1


def test_when_the_server_had_it_a_copy_follows_under_the_same_name(
    server: MailServer, mailbox: Mailbox, machine: dict[str, str]
) -> None:
    """At least once: a mail program knows the copy by its Message-ID."""
    expect()

    assert another(machine, "while_sending")[0] == DIED
    assert len(mailbox.mails) == 1
    later(minutes=LEASE.seconds / 60)
    assert send(server) == 1

    first, copy = mailbox.mails
    assert first["Message-ID"] == copy["Message-ID"]
    assert rows(MailState.SENT) == 1


def test_a_sender_that_always_dies_does_not_try_for_ever(
    server: MailServer, mailbox: Mailbox, machine: dict[str, str]
) -> None:
    expect()
    with write_transaction():
        mail = db.session.scalars(select(OutgoingMail)).one()
        mail.tries = outbox.MOST_TRIES

    assert send(server) == 0

    assert rows(MailState.GIVEN_UP) == 1
    assert mailbox.mails == []


def test_two_processes_at_once_send_each_mail_once(
    server: MailServer, mailbox: Mailbox, machine: dict[str, str]
) -> None:
    expect(6)

    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(lambda _n: another(machine, "nowhere"), range(2)))
    send(server)

    assert [code for code, _said in ended] == [0, 0]
    assert len(mailbox.to) == len(set(mailbox.to)) == 6
