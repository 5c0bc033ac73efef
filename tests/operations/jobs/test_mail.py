"""Mail as it leaves: once, with what is still so, and past a server that refuses it."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.mailbox import SITE, Mailbox
from tests.operations.jobs.conftest import TUESDAY, later
from thuis_app.core import clock, outbox
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import GAPS, MailContent, MailState, OutgoingMail
from thuis_app.core.payloads import MailPayload
from thuis_app.core.smtp import MailServer
from thuis_app.operations.jobs import forms
from thuis_app.operations.jobs.commands import JobFailed, send
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.overview.reminders import rules
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.concerns.rules import LookMail
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


def volunteer(**more: Any) -> tuple[User, Visit]:
    """A volunteer with a visit this afternoon, and the mail about it posted."""
    someone = make.volunteer(make.area(), password_hash="set", **more)
    match = make.match(someone, make.contact("Zwaluwstaart"))
    visit = make.visit(match, starts_at=make.at(TUESDAY, 14))
    post(someone)
    return someone, visit


def post(user: User, key: str = "") -> None:
    with write_transaction():
        known = key or rules.key_of_day(user.id, TUESDAY)
        outbox.post(known, user.id, rules.DayMail(TUESDAY))


def states() -> list[MailState]:
    rows = select(OutgoingMail).order_by(OutgoingMail.id)
    fresh = rows.execution_options(populate_existing=True)
    return [mail.state for mail in db.session.scalars(fresh)]


def test_a_mail_says_how_much_waits_and_gives_one_link(
    server: MailServer, mailbox: Mailbox
) -> None:
    someone, _visit = volunteer(language="nl")

    assert send(server) == 1

    text = mailbox.text()
    assert mailbox.to == [someone.email]
    assert mailbox.mails[0]["Subject"] == "Wat er vandaag op je wacht"
    assert "Vandaag heb je één bezoek." in text
    assert text.count("http") == text.count(SITE) == 1
    assert "Zwaluwstaart" not in text
    assert states() == [MailState.SENT]


def test_everybody_is_mailed_in_their_own_language(
    server: MailServer, mailbox: Mailbox
) -> None:
    for language in ("nl", "en", "nl"):
        volunteer(language=language)

    assert send(server) == 3

    wanted = ["Vandaag heb je", "You have 1 visit", "Vandaag heb je"]
    for words, mail in zip(wanted, mailbox.mails, strict=True):
        assert words in mail.get_content()


def test_a_mail_that_was_sent_is_never_sent_again(
    server: MailServer, mailbox: Mailbox
) -> None:
    someone, _visit = volunteer()
    for _time in range(3):
        post(someone)
        send(server)
        later(minutes=20)

    assert len(mailbox.mails) == 1


def test_two_senders_at_once_send_each_mail_once(
    app: Flask, server: MailServer, mailbox: Mailbox
) -> None:
    people = [volunteer()[0].email for _number in range(8)]

    def work() -> None:
        with app.app_context():
            send(server)

    threads = [Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    send(server)

    assert sorted(mailbox.to) == sorted(people)
    assert set(states()) == {MailState.SENT}


def test_all_that_waits_for_somebody_is_one_mail_and_one_a_day(
    server: MailServer, mailbox: Mailbox
) -> None:
    someone, _visit = volunteer()
    post(someone, "another")
    send(server)
    post(someone, "a third")

    assert send(server) == 0

    assert mailbox.text().count("You have 1 visit today.") == 1
    assert states() == [MailState.SENT, MailState.SENT, MailState.WAITING]


def test_what_is_no_longer_so_is_not_sent(server: MailServer, mailbox: Mailbox) -> None:
    """The visit was reported, the person died, the account ended, no mail is wanted."""
    (_, reported), (_, died), (ended, _), (quiet, _) = [volunteer() for _ in range(4)]
    reported.state = VisitState.REPORTED
    person = db.session.get_one(Contact, died.contact_id)
    person.stage, person.stopped_on = Stage.DECEASED, TUESDAY
    ended.is_active = False
    quiet.mails = MailWish.NEVER
    db.session.commit()

    assert send(server) == 0

    assert mailbox.mails == []
    assert states() == [MailState.NOT_NEEDED] * 4


def test_a_mail_of_yesterday_says_nothing_today(
    server: MailServer, mailbox: Mailbox
) -> None:
    volunteer()
    later(days=1)

    assert send(server) == 0
    assert states() == [MailState.NOT_NEEDED]


@pytest.mark.parametrize("hour", [7, 20, 23])
def test_nobody_is_mailed_at_an_hour_for_sleeping(
    server: MailServer, mailbox: Mailbox, hour: int
) -> None:
    volunteer()
    clock.set_source(lambda: make.at(TUESDAY, hour, 30))

    assert send(server) == 0
    assert states() == [MailState.WAITING]


def test_what_cannot_wait_goes_at_night_and_beside_the_mail_of_the_day(
    server: MailServer, mailbox: Mailbox
) -> None:
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, password_hash="set")
    someone, _visit = volunteer()
    clock.set_source(lambda: make.at(TUESDAY, 23))
    for number in range(4):
        with write_transaction():
            outbox.post(f"look {number}", lead.id, LookMail())
            outbox.post(f"no look {number}", someone.id, LookMail())
        if number:
            assert send(server) == 0

    assert mailbox.to == [lead.email] * 3
    assert states().count(MailState.NOT_NEEDED) == 4


def test_a_lead_who_wants_no_mail_is_called_to_look_all_the_same(
    server: MailServer, mailbox: Mailbox
) -> None:
    roles = (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
    lead = make.user(*roles, password_hash="set", mails=MailWish.NEVER)
    with write_transaction():
        outbox.post("look", lead.id, LookMail())
    post(lead, "a day")

    send(server)

    assert mailbox.to == [lead.email]
    assert sorted(states()) == [MailState.NOT_NEEDED, MailState.SENT]


@pytest.mark.parametrize("code", ["450", "550"])
def test_a_mail_that_is_refused_keeps_no_other_back_and_is_tried_again(
    server: MailServer, mailbox: Mailbox, code: str
) -> None:
    (first, _), (second, _) = volunteer(), volunteer()
    mailbox.refuse[first.email] = f"{code} not now"

    assert send(server) == 1
    assert states() == [MailState.WAITING, MailState.SENT]
    mailbox.refuse.clear()
    assert send(server) == 0
    later(minutes=GAPS[0] / timedelta(minutes=1))
    assert send(server) == 1

    assert mailbox.to == [second.email, first.email]


def test_a_mail_on_which_the_server_falls_silent_keeps_no_other_back(
    server: MailServer, mailbox: Mailbox
) -> None:
    (first, _), (second, _) = volunteer(), volunteer()
    mailbox.silent.add(first.email)

    assert send(replace(server, patience=0.5)) == 1

    assert mailbox.to == [second.email]
    assert states() == [MailState.WAITING, MailState.SENT]


def test_a_server_that_stays_silent_is_left_alone_and_no_mail_is_lost(
    server: MailServer, mailbox: Mailbox
) -> None:
    people = [volunteer()[0].email for _number in range(4)]
    mailbox.silent.update(people)

    with pytest.raises(JobFailed, match="no answer"):
        send(replace(server, patience=0.3))
    mailbox.silent.clear()
    later(minutes=5)

    assert send(server) == 4
    assert sorted(mailbox.to) == sorted(people)


def test_a_server_that_is_away_costs_no_mail_a_try(
    server: MailServer, mailbox: Mailbox
) -> None:
    volunteer()
    for _time in range(20):
        with pytest.raises(JobFailed, match="mail server"):
            send(replace(server, port=1))
        later(minutes=1)

    assert send(server) == 1
    assert mailbox.text()


def test_a_mail_that_cannot_be_put_in_words_keeps_no_other_back(
    server: MailServer, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    (broken, _), (second, _) = volunteer(), volunteer()
    whole = forms.letter

    def letter(reader: Actor, payload: MailPayload) -> MailContent | None:
        if reader.id == broken.id:
            raise ZeroDivisionError
        return whole(reader, payload)

    monkeypatch.setattr(forms, "letter", letter)

    assert send(server) == 1
    assert mailbox.to == [second.email]
    assert states() == [MailState.WAITING, MailState.SENT]


def test_an_address_that_is_none_is_given_up_at_last(
    server: MailServer, mailbox: Mailbox
) -> None:
    someone, _visit = volunteer()
    someone.email = "griet"
    db.session.commit()
    for gap in (*GAPS, timedelta()):
        send(server)
        later(minutes=gap / timedelta(minutes=1))
        clock.set_source(lambda: make.at(TUESDAY, 10))
        _bring_near()

    assert states() == [MailState.GIVEN_UP]
    assert mailbox.mails == []


def _bring_near() -> None:
    """As if the wait were over, on the same day."""
    with write_transaction():
        mail = db.session.scalars(select(OutgoingMail)).one()
        mail.not_before = clock.now() - timedelta(hours=1)
