from datetime import date

import pytest

from tests import make
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.errors import Denied
from thuis_app.core.outbox import MailState
from thuis_app.operations.jobs import actions, policy, queries
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JOBS

TODAY = date(2026, 11, 24)


def test_only_thuis_itself_does_the_jobs() -> None:
    assert policy.may_run(SYSTEM)
    for role in Role:
        someone = make.actor(make.user(role))
        assert not policy.may_run(someone)
        assert policy.may_look(someone) is (role is Role.ADMINISTRATOR)


def test_nobody_who_may_not_takes_up_a_job_or_settles_a_mail() -> None:
    someone, run = make.actor(make.user(Role.ADMINISTRATOR)), JobRun(name="x")

    with pytest.raises(Denied):
        actions.claim(someone, JOBS[0])
    with pytest.raises(Denied):
        actions.finish(someone, run, done=1)
    with pytest.raises(Denied):
        actions.forget(someone, run)
    with pytest.raises(Denied):
        actions.settle(someone, "x", [], MailState.SENT)
    with pytest.raises(Denied):
        actions.postpone(someone, "x", [], "")
    with pytest.raises(Denied):
        queries.reader(someone, 1)


def test_nobody_but_the_administrator_sees_how_they_went() -> None:
    for wanted in (queries.done, lambda actor: queries.mail_queue(actor, ())):
        with pytest.raises(Denied):
            wanted(make.actor(make.coordinator()))
