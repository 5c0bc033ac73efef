"""A clock that was wrong: nothing waits, stays or is let in for longer than that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.core.test_outbox import TeaMail
from tests.operations.jobs.conftest import TUESDAY
from thuis_app.activities.bookings.rules import BookingState, takes_place
from thuis_app.core import audit_log, clock, health, outbox
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import MailState, OutgoingMail
from thuis_app.operations.jobs import commands
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JOBS, JobAuditEvent, JobName
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts import queries as account_queries
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.organisation.sessions import queries
from thuis_app.organisation.sessions.models import SignInTry
from thuis_app.organisation.sessions.rules import SignInAttempt
from thuis_app.reaching.signals import actions as signals
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.visiting.offline import queries as offline
from thuis_app.visiting.offline.models import TabletCount
from thuis_app.web.idempotency import IdempotencyKey

AHEAD = timedelta(days=3 * 365)
NOW = make.at(TUESDAY, 10, 10)
KINDS = {"tea"}
Result = TypeVar("Result")


def at(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def while_ahead(action: Callable[[], Result]) -> Result:
    """Do this while the clock is three years ahead, and put the clock right."""
    at(NOW + AHEAD)
    found = action()
    db.session.commit()
    at(NOW)
    return found


def run(app: Flask) -> tuple[int, list[str]]:
    answer = app.test_cli_runner().invoke(args=["jobs", "run"])
    db.session.rollback()
    return answer.exit_code, answer.output.splitlines()


def test_jobs_that_were_done_in_the_future_are_done_now(
    app: Flask, caplog: pytest.LogCaptureFixture, sign_in: SignIn
) -> None:
    while_ahead(lambda: run(app))

    code, said = run(app)

    done = [line.split(":")[0] for line in said if line.endswith(" done")]
    assert code == 0 and done == [job.name for job in JOBS]
    assert caplog.text.count("was last done in the future") == len(JOBS)
    page = sign_in(make.user(Role.ADMINISTRATOR)).get("/jobs/")
    assert "The clock of the machine was wrong" in page.text("main")


def test_a_run_that_broke_off_in_the_future_is_taken_over_now(app: Flask) -> None:
    make.saved(JobRun(name=JobName.SIGNALS, claimed_at=NOW + AHEAD))

    assert "signals: 0 done" in run(app)[1]


def test_a_clock_far_ahead_does_no_job_and_deletes_nothing(app: Flask) -> None:
    make.signal(make.area(), received_at=NOW)
    with write_transaction():
        audit_log.record(SYSTEM, JobAuditEvent.DONE, make.contact(), contact_id=None)

    code, said = while_ahead(lambda: run(app))

    assert code == 1 and len(said) == 1
    assert "more than a year ahead" in said[0]
    assert db.session.scalar(select(func.count()).select_from(Signal)) == 1
    assert run(app)[0] == 0


def test_a_monitor_is_told_of_a_clock_that_is_years_off(app: Flask) -> None:
    with write_transaction():
        audit_log.record(SYSTEM, JobAuditEvent.DONE, make.contact(), contact_id=None)

    assert health.is_clock_likely()
    at(NOW + AHEAD)
    assert not health.is_clock_likely()
    at(NOW - AHEAD)
    assert not health.is_clock_likely()


def test_mail_of_the_future_goes_out_now() -> None:
    while_ahead(lambda: outbox.post("one", 1, TeaMail()))

    with write_transaction():
        assert [mail.key for mail in outbox.claim("me", KINDS, NOW)] == ["one"]


def test_mail_that_a_sender_took_in_the_future_is_free_now() -> None:
    outbox.post("one", 1, TeaMail())
    db.session.commit()
    while_ahead(lambda: outbox.claim("somebody", KINDS, NOW))

    with write_transaction():
        assert [mail.key for mail in outbox.claim("me", KINDS, NOW)] == ["one"]


def test_who_was_mailed_in_the_future_is_mailed_today() -> None:
    def sent() -> None:
        outbox.post("one", 1, TeaMail())
        mails = outbox.claim("me", KINDS, clock.now())
        outbox.settle("me", [mail.id for mail in mails], MailState.SENT)

    while_ahead(sent)
    outbox.post("two", 1, TeaMail())

    assert [mail.key for mail in outbox.claim("me", KINDS, NOW)] == ["two"]


def test_a_session_of_the_future_is_over() -> None:
    user = make.user(Role.BOARD, password_hash="set")

    actor = while_ahead(lambda: sessions.sign_in(user, device="iPad", device_key="a"))

    assert queries.by_session_key(actor.token, is_factor_required=False) is None
    assert queries.my_sessions(actor) == []


def test_wrong_passwords_of_the_future_keep_nobody_out() -> None:
    for _time in range(30):
        make.saved(SignInTry(account="griet", device="a", at=NOW + AHEAD))

    attempt = SignInAttempt(
        "griet", "a", "", email="griet@thuis.example", device_key="a"
    )
    assert not queries.must_wait(attempt)


def test_an_invitation_of_the_future_opens_nothing() -> None:
    administrator = make.actor(make.user(Role.ADMINISTRATOR))
    user = make.user(Role.BOARD)

    key = while_ahead(lambda: accounts.invite(administrator, user))

    assert account_queries.invitation(key) is None
    assert account_queries.now(administrator, user).link_until is None


def test_what_is_dated_in_the_future_is_forgotten(app: Flask) -> None:
    moment = NOW + AHEAD
    make.saved(IdempotencyKey(user_id=1, key="key", digest="", sent_at=moment))
    make.saved(SignInTry(account="griet", device="", at=moment))
    outbox.post("mail", 1, TeaMail(), not_before=moment)
    mail = db.session.scalars(select(OutgoingMail)).one()
    mail.state = MailState.GIVEN_UP
    db.session.commit()

    assert "forget: 3 done" in run(app)[1]


def test_a_concern_of_the_future_comes_to_the_stand_in_now(app: Flask) -> None:
    concern = make.concern(act_by=NOW + AHEAD)

    assert run(app)[0] == 0

    db.session.refresh(concern)
    assert concern.escalated_at == NOW and concern.is_late


def test_a_signal_declined_in_the_future_is_kept_as_long_as_any_other() -> None:
    declined = {"state": SignalState.DECLINED, "decided_at": NOW + AHEAD}
    signal = make.signal(make.area(), **declined)

    for days, is_kept in ((0, True), (41, True), (43, False)):
        at(NOW + timedelta(days=days))
        with write_transaction():
            signals.clear(SYSTEM)
        assert bool(signal.noticed) is is_kept


def test_a_tablet_that_was_heard_in_the_future_is_asked_about() -> None:
    someone = make.volunteer(make.area())
    make.saved(TabletCount(user_id=someone.id, device="a", unsent=2, since=NOW + AHEAD))

    [late] = offline.overdue_uploads(SYSTEM)

    assert late.since == NOW - timedelta(days=1)


def test_a_place_is_not_held_for_years() -> None:
    until = NOW + timedelta(days=14)

    assert takes_place(BookingState.HELD, until, NOW)
    assert not takes_place(BookingState.HELD, until + AHEAD, NOW)


def test_a_killed_run_frees_its_job_within_minutes(app: Flask) -> None:
    make.saved(JobRun(name=JobName.MAIL, claimed_at=NOW, alive_at=NOW))

    at(NOW + timedelta(minutes=4))
    said = run(app)[1]
    assert "mail: another run is at it since 10:10" in said
    assert not [line for line in said if line.startswith("mail: 0")]
    at(NOW + timedelta(minutes=5, seconds=1))
    assert "mail: 0 done" in run(app)[1]


def test_a_run_that_takes_long_keeps_its_job(app: Flask) -> None:
    run_row = make.saved(JobRun(name=JobName.MAIL, claimed_at=NOW, alive_at=NOW))
    run_id = run_row.id

    at(NOW + timedelta(minutes=4))
    commands._renew(run_id)
    at(NOW + timedelta(minutes=8))

    assert "mail: another run is at it since 10:10" in run(app)[1]
