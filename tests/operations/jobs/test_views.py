from datetime import timedelta

from flask import Flask

from tests import make
from tests.conftest import SignIn
from tests.mailbox import SENDER
from tests.pages import Page
from thuis_app.core import clock, outbox
from thuis_app.core.actors import Role
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import MailState, OutgoingMail
from thuis_app.core.payloads import MailPayload
from thuis_app.core.smtp import MailServer
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JOBS, JobName
from thuis_app.overview.reminders import rules
from thuis_app.visiting.concerns.rules import LookMail


def opened(sign_in: SignIn) -> Page:
    return sign_in(make.user(Role.ADMINISTRATOR)).get("/jobs/")


def ran(name: JobName, **more: object) -> None:
    values = {"claimed_at": clock.now(), "finished_at": clock.now(), "went_well": True}
    make.saved(JobRun(name=name, **(values | more)))


def mail(key: str, payload: MailPayload, state: MailState, trouble: str = "") -> None:
    with write_transaction():
        outbox.post(key, 1, payload)
        row = db.session.query(OutgoingMail).filter_by(key=key).one()
        row.state, row.last_error = state, trouble


def test_before_the_first_time_it_says_that_nobody_calls_the_jobs(
    sign_in: SignIn,
) -> None:
    page = opened(sign_in)

    assert "No clock has called these jobs yet." in page.text("main")
    assert "Nothing was done for a day." not in page.text("main")
    assert "The clock of the machine was wrong" not in page.text("main")
    unset = {JobName.BACKUP, JobName.BACKUP_COPY, JobName.MAIL}
    assert page.text("main").count("not done yet") == len(JOBS) - len(unset)
    assert "No mail server is set" in page.text("main")


def test_what_is_not_set_did_not_go_well(sign_in: SignIn) -> None:
    """The jobs of backups and of mail run, and do nothing."""
    for name in (JobName.BACKUP, JobName.BACKUP_COPY, JobName.MAIL):
        ran(name)

    page = opened(sign_in)

    assert "went well" not in page.text("main")
    assert "No clock has called these jobs yet." not in page.text("main")


def test_it_says_of_each_job_when_it_was_done_and_how_it_went(
    sign_in: SignIn,
) -> None:
    ran(JobName.SIGNALS, done=3)
    ran(JobName.MAIL, went_well=False, words="mail server: no answer")
    ran(JobName.FORGET, finished_at=None, went_well=False)
    an_hour_ago = clock.now() - timedelta(hours=2)
    ran(JobName.PAPERS, claimed_at=an_hour_ago, finished_at=None, went_well=False)

    page = opened(sign_in)

    lines = {
        name: next(text for text in page.texts("li.line") if words in text)
        for name, words in {
            "signals": "Erase the words of signals",
            "mail": "Send the mail",
            "forget": "Forget the answers",
            "papers": "Announce 90",
        }.items()
    }
    assert "went well" in lines["signals"] and "Done: 3" in lines["signals"]
    assert "went wrong" in lines["mail"] and "no answer" in lines["mail"]
    assert "busy now" in lines["forget"]
    assert "went wrong" in lines["papers"] and "broke off" in lines["papers"]
    assert "Nothing was done for a day." not in page.text("main")


def test_the_mail_is_shown_in_numbers_and_never_to_whom(
    app: Flask, sign_in: SignIn, server: MailServer
) -> None:
    someone = make.volunteer(make.area(), name="Zwaluwstaart")
    mail("reminder:1", rules.DayMail(clock.today()), MailState.WAITING, "450")
    mail("reminder:2", rules.DayMail(clock.today()), MailState.SENT)
    mail("reminder:3", rules.DayMail(clock.today()), MailState.GIVEN_UP, "550")

    page = opened(sign_in)

    assert page.texts("dd") == ["1", "1", "1"]
    assert "six times" in page.text("main")
    assert SENDER in page.text("main")
    for word in (someone.name, someone.email, "reminder:"):
        assert word not in page.html


def test_mail_about_what_cannot_wait_is_in_no_number(sign_in: SignIn) -> None:
    """It would tell the administrator that there is a concern."""
    for state in MailState:
        mail(f"look:{state}", LookMail(), state, "550")

    page = opened(sign_in)

    assert page.texts("dd") == ["0", "0", "0"]
    assert "550" not in page.text("main")


def test_who_should_not_see_it_does_not(sign_in: SignIn) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert sign_in(make.user(role)).get("/jobs/").status == 403


def test_it_stands_in_the_menu_of_the_administrator(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.ADMINISTRATOR)).get("/account/users")

    assert page.has("nav a[href='/jobs/']")
