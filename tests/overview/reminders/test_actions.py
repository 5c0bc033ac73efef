from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.overview.reminders.conftest import TUESDAY
from thuis_app.core.actors import SYSTEM
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.core.outbox import OutgoingMail
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.reminders import actions
from thuis_app.team.volunteers.rules import Requirement


def coordinator(**more: object) -> User:
    return make.coordinator(make.area(), password_hash="set", **more)


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_a_reminder_is_written_once_a_day_for_eight_in_the_morning() -> None:
    someone = coordinator()

    assert [actions.remind(SYSTEM, TUESDAY) for _time in range(3)] == [1, 0, 0]

    [mail] = mails()
    assert (mail.to_user_id, mail.key) == (
        someone.id,
        f"reminder:{someone.id}:2026-11-24",
    )
    assert mail.not_before == make.at(TUESDAY, 8)


def test_the_next_day_there_is_another() -> None:
    coordinator()

    assert actions.remind(SYSTEM, TUESDAY) == 1
    assert actions.remind(SYSTEM, TUESDAY + timedelta(days=1)) == 1


def test_nobody_but_thuis_reminds() -> None:
    someone = make.actor(coordinator())

    for action in (actions.remind, actions.announce):
        with pytest.raises(Denied):
            action(someone, TUESDAY)
    assert mails() == []


def test_a_paper_is_announced_90_30_and_7_days_before_and_once_each() -> None:
    area = make.area()
    here = make.coordinator(area, password_hash="set")
    coordinator()
    volunteer = make.volunteer(area, ready=False)
    until = TUESDAY + timedelta(days=91)
    make.saved(make.met(volunteer, Requirement.VOG, until))

    posted = {
        91 - days: count
        for days in range(100)
        if (count := actions.announce(SYSTEM, TUESDAY + timedelta(days=days)))
    }

    assert posted == {90: 1, 30: 1, 7: 1}
    assert {mail.to_user_id for mail in mails()} == {here.id}


def test_a_paper_that_was_renewed_is_announced_again_in_its_time() -> None:
    area = make.area()
    make.coordinator(area, password_hash="set")
    volunteer = make.volunteer(area, ready=False)
    paper = make.saved(make.met(volunteer, Requirement.VOG, TUESDAY))
    actions.announce(SYSTEM, TUESDAY)

    paper.review_by = TUESDAY + timedelta(days=365)
    db.session.commit()

    assert actions.announce(SYSTEM, TUESDAY + timedelta(days=1)) == 0
    assert actions.announce(SYSTEM, TUESDAY + timedelta(days=360)) == 1


def test_what_was_posted_is_in_the_audit_log_of_thuis_and_names_no_person() -> None:
    coordinator()
    actions.remind(SYSTEM, TUESDAY)

    [line] = db.session.scalars(select(AuditEntry))
    assert (line.event, line.actor_id) == ("reminder.posted", SYSTEM.id)
    assert line.contact_id is None
