"""The page of the administrator, what a monitor gets, and `thuis doctor`."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests import make
from tests.conftest import SignIn
from tests.mailbox import Mailbox, served
from tests.pages import Browser, Page
from thuis_app.core import installation
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import StartRefused
from thuis_app.core.smtp import MailServer
from thuis_app.operations.checks.queries import CHECKS
from thuis_app.operations.checks.rules import CheckAuditEvent, CheckName
from thuis_app.web import start

NOT_THERE = {
    *(CheckName.BACKUP_ROOM, CheckName.BACKUP_DISK, CheckName.BACKUP),
    *(CheckName.BACKUP_COPY, CheckName.DRILL, CheckName.LEDGER),
    *(CheckName.MAIL_ENCRYPTED, CheckName.MAIL_TESTED, CheckName.MAIL_WAITING),
    *(CheckName.HTTPS, CheckName.HOST),
}
"""The checks of what a test has not: backups, mail, and an address of its own."""

OF_SQLITE = {
    *(CheckName.JOURNAL, CheckName.SYNCHRONOUS, CheckName.FOREIGN_KEYS),
    *(CheckName.SECURE_DELETE, CheckName.BUSY_TIMEOUT, CheckName.TRUSTED_SCHEMA),
    *(CheckName.INTEGRITY, CheckName.WHOLE, CheckName.REFERENCES),
    *(CheckName.FILE_SYSTEM, CheckName.SYNC_FOLDER, CheckName.LOG_SIZE),
}


def there() -> set[CheckName]:
    """The checks of what a test has, in this database."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    return set(CheckName) - NOT_THERE - (set() if is_sqlite else OF_SQLITE)


def opened(sign_in: SignIn) -> Page:
    return sign_in(make.user(Role.ADMINISTRATOR)).get("/checks/")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(app: Flask, database: None, mailbox: Mailbox) -> Iterator[MailServer]:
    with served(mailbox) as found:
        app.config["MAIL_SERVER"] = found
        yield found
        app.config["MAIL_SERVER"] = None


@pytest.fixture
def broken(database: None) -> Iterator[None]:
    """A house whose tables are not those of this version."""
    found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    said = text("UPDATE alembic_version SET version_num = :said")
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(said, {"said": "0000_before"})
    yield
    with db.engine.begin() as connection:
        connection.execute(said, {"said": found})


def test_the_health_check_answers_anybody(stranger: Browser) -> None:
    make.contact("Vries")

    page = stranger.get("/health")

    assert page.status == 200
    shown = json.loads(page.html)
    assert shown["status"] == "ok"
    assert set(shown["checks"].values()) <= {"ok", "warning"}
    assert not re.search("[0-9]", page.html), "no figures"


def test_tables_of_another_version_are_told(broken: None, stranger: Browser) -> None:
    page = stranger.get("/health")

    assert page.status == 503
    shown = json.loads(page.html)
    assert shown["status"] == "error"
    assert shown["checks"]["migrations"] == "error"
    assert shown["checks"]["database"] == "ok"


def test_a_house_without_its_database_says_so(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_statement: object) -> None:
        raise OSError

    monkeypatch.setattr(db.session, "execute", gone)

    page = stranger.get("/health")

    assert page.status == 503
    checks = json.loads(page.html)["checks"]
    assert checks["database"] == checks["migrations"] == "error"


def test_the_page_says_what_is_wrong_and_what_to_do(sign_in: SignIn) -> None:
    page = opened(sign_in)

    words = page.text("main")
    assert "There is no safeguarding lead: nobody reads a worry." in words
    assert "What to do: Give somebody that role today." in words
    assert "The database answers." in words
    shown = page.texts("#checks li")
    on_page = there() - {one.name for one in CHECKS if one.is_slow}
    assert len(shown) == len(on_page)


def test_the_page_is_for_the_administrator_and_stands_in_the_menu(
    sign_in: SignIn,
) -> None:
    assert opened(sign_in).has("nav a[href='/checks/']")
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert sign_in(make.user(role)).get("/checks/").status == 403


def trial(browser: Browser) -> Page:
    form = browser.get("/checks/").one("form[action='/checks/mail']")
    return browser.follow(browser.submit(form))


def test_a_test_mail_goes_to_who_asks_for_it(
    sign_in: SignIn, server: MailServer, mailbox: Mailbox
) -> None:
    me = make.user(Role.ADMINISTRATOR)

    page = trial(sign_in(me))

    assert mailbox.to == [me.email]
    assert f"It goes to {me.email}." in page.html
    assert "A test mail was taken by the mail server." in page.text("main")
    noted = installation.noted(db.engine)
    assert noted["mail_tested_at"] and not noted["mail_trouble"]
    line = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == CheckAuditEvent.MAIL_TESTED)
    ).one()
    assert line.actor_id == me.id


def test_a_test_mail_that_is_not_taken_is_told_and_noted(
    sign_in: SignIn, server: MailServer, mailbox: Mailbox
) -> None:
    me = make.user(Role.ADMINISTRATOR)
    mailbox.refuse[me.email] = "550 no such user"

    page = trial(sign_in(me))

    assert "The mail server did not take the test mail: 550." in page.html
    assert "No test mail was taken by the mail server. 550" in page.text("main")


def test_without_a_server_or_an_address_no_test_mail_is_sent(
    app: Flask, sign_in: SignIn, server: MailServer, mailbox: Mailbox
) -> None:
    me = make.user(Role.ADMINISTRATOR, email="")
    assert "Your account has no e-mail address." in trial(sign_in(me)).html

    app.config["MAIL_SERVER"] = None
    assert "No mail server is set" in trial(sign_in(me)).html

    assert mailbox.mails == []
    assert installation.noted(db.engine)["mail_tested_at"] is None


def test_the_doctor_says_every_check_in_two_languages(
    app: Flask, database: None
) -> None:
    english = app.test_cli_runner().invoke(args=["doctor", "--language", "en"])
    dutch = app.test_cli_runner().invoke(args=["doctor", "--language", "nl"])

    assert english.exit_code == dutch.exit_code == 1
    assert "ERROR   lead: There is no safeguarding lead" in english.output
    assert "Geef vandaag nog iemand die rol." in dutch.output
    said = {one.name for one in CHECKS if f" {one.name}: " in english.output}
    assert said == there() - {CheckName.PROXY}, "no browser came by a proxy"
    assert f"{len(said)} checks: " in english.output


def test_the_doctor_can_be_quiet_about_what_is_in_order(
    app: Flask, database: None
) -> None:
    said = app.test_cli_runner().invoke(args=["doctor", "--quiet"]).output

    assert " lead: " in said
    assert " journal: " not in said


def test_the_doctor_looks_at_a_database_of_another_version_too(
    app: Flask, broken: None
) -> None:
    said = app.test_cli_runner().invoke(args=["doctor", "--language", "en"])

    assert "ERROR   migrations: " in said.output


def test_a_real_installation_does_not_start_with_an_error(
    production: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with production.app_context():
        start.check_start(is_server=True)

        monkeypatch.setitem(production.config, "SECRET_KEY", "a" * 64)
        start.check_start(is_server=False)
        with pytest.raises(StartRefused, match="The secret key can be guessed"):
            start.check_start(is_server=True)
        db.session.remove()
