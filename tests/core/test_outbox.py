"""What is posted once is there once, with the transaction that posted it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import func, select

from thuis_app.core import clock, outbox
from thuis_app.core.database import db, write_transaction
from thuis_app.core.outbox import GAPS, MOST_TRIES, MailState, OutgoingMail
from thuis_app.core.payloads import MailPayload

pytestmark = pytest.mark.usefixtures("database")
KINDS = {"tea"}


@dataclass(frozen=True)
class TeaMail(MailPayload):
    kind: ClassVar[str] = "tea"
    days: int = 0


@dataclass(frozen=True)
class SoupMail(MailPayload):
    kind: ClassVar[str] = "soup"
    state: MailState = MailState.SENT
    day: date = date.max


@pytest.fixture(autouse=True)
def noon() -> None:
    now = clock.now()
    clock.set_source(lambda: now)


def later(wait: timedelta) -> None:
    now = clock.now() + wait
    clock.set_source(lambda: now)


def posted(key: str = "one", user_id: int = 1, **more: Any) -> bool:
    with write_transaction():
        return outbox.post(key, user_id, **({"payload": TeaMail()} | more))


def claimed(by: str) -> list[str]:
    """The keys that a sender gets."""
    with write_transaction():
        began = clock.now() - timedelta(hours=12)
        return [mail.key for mail in outbox.claim(by, KINDS, began)]


def held(by: str) -> OutgoingMail:
    wanted = select(OutgoingMail).where(OutgoingMail.claimed_by == by)
    return db.session.scalars(wanted).one()


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def at_once(app: Flask, *events: Callable[[], Any]) -> list[Any]:
    """Do these in threads that begin together."""
    start, answers = Barrier(len(events)), []

    def begin(action: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait(5)
            answers.append(action())

    threads = [Thread(target=begin, args=[action]) for action in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_the_same_key_twice_is_one_mail() -> None:
    assert posted() is True
    assert posted() is False
    assert posted("two") is True

    assert rows() == 2


def test_the_same_key_twice_in_one_transaction_is_one_mail() -> None:
    with write_transaction():
        assert [outbox.post("one", 1, TeaMail()) for _time in range(2)] == [True, False]

    assert rows() == 1


def test_the_same_key_from_many_at_once_is_one_mail(app: Flask) -> None:
    answers = at_once(app, *[posted] * 6)

    assert sorted(answers) == [False] * 5 + [True]
    assert rows() == 1


def test_a_mail_keeps_numbers_and_no_words() -> None:
    posted(payload=TeaMail(90))
    words: Any = ("Trijntje", 1.5, True, None, datetime.max)

    for word in words:
        with pytest.raises(TypeError):
            posted("two", payload=TeaMail(word))

    mail = db.session.scalars(select(OutgoingMail)).one()
    assert mail.payload == '{"days": 90}' and mail.read(TeaMail) == TeaMail(90)


@pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
def test_what_was_posted_is_read_back_with_its_types(day: date) -> None:
    posted(payload=SoupMail(MailState.GIVEN_UP, day))

    read = db.session.scalars(select(OutgoingMail)).one().read(SoupMail)

    assert read == SoupMail(MailState.GIVEN_UP, day)
    assert (type(read.state), type(read.day)) == (MailState, date)


@pytest.mark.parametrize(
    "text",
    ["{}", '{"state": "lost", "day": "2026-01-01"}', '{"state": "sent", "day": ""}'],
)
def test_what_nobody_posted_is_read_as_nothing(text: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        OutgoingMail(payload=text).read(SoupMail)


def test_what_is_rolled_back_was_never_posted() -> None:
    with pytest.raises(ZeroDivisionError), write_transaction():
        outbox.post("one", 1, TeaMail())
        _ = 1 / 0

    assert rows() == 0
    assert claimed("sender") == []


def test_an_open_transaction_is_seen_by_nobody_else(app: Flask) -> None:
    with write_transaction():
        outbox.post("one", 1, TeaMail())
        assert at_once(app, rows) == [0]

    assert at_once(app, rows) == [1]


def test_what_one_sender_has_no_other_gets() -> None:
    posted()

    assert claimed("first") == ["one"]
    assert claimed("second") == []


def test_of_many_senders_at_once_one_gets_a_mail(app: Flask) -> None:
    for number in range(3):
        posted(f"key {number}", user_id=number)

    got = at_once(app, *[lambda name=f"sender {n}": claimed(name) for n in range(6)])

    keys = [key for keys in got for key in keys]
    assert len(keys) == len(set(keys)) >= 1


def test_what_waits_for_one_user_is_taken_together() -> None:
    for key, user_id in (("one", 7), ("two", 8), ("three", 7)):
        posted(key, user_id)

    assert claimed("sender") == ["one", "three"]
    assert claimed("sender") == ["two"]


def test_who_was_sent_one_today_waits_until_tomorrow() -> None:
    posted()
    claimed("sender")
    with write_transaction():
        outbox.settle("sender", [held("sender").id], MailState.SENT)
    posted("two")

    assert claimed("sender") == []
    later(timedelta(hours=13))
    assert claimed("sender") == ["two"]


def test_what_cannot_wait_does_not_wait_for_that() -> None:
    posted("one")
    claimed("sender")
    with write_transaction():
        outbox.settle("sender", [held("sender").id], MailState.SENT)
    posted("two")

    with write_transaction():
        assert [mail.key for mail in outbox.claim_urgent("a", KINDS)] == ["two"]
        assert outbox.claim_urgent("b", KINDS) == []


def test_nothing_is_taken_before_its_hour_or_of_another_kind() -> None:
    posted(not_before=clock.now() + timedelta(hours=1))
    with write_transaction():
        outbox.post("two", 1, SoupMail())

    assert claimed("sender") == []
    later(timedelta(hours=1))
    assert claimed("sender") == ["one"]


def test_the_claim_of_a_sender_that_is_gone_runs_out() -> None:
    posted()
    claimed("gone")

    later(outbox.LEASE - timedelta(seconds=1))
    assert claimed("next") == []
    later(timedelta(seconds=1))
    assert claimed("next") == ["one"]


def test_a_sender_that_comes_back_too_late_changes_nothing() -> None:
    posted()
    claimed("slow")
    later(outbox.LEASE)
    claimed("next")

    with write_transaction():
        assert outbox.settle("slow", [held("next").id], MailState.NOT_NEEDED) == 0

    assert held("next").state is MailState.WAITING


def test_what_was_settled_is_never_taken_again() -> None:
    for state in set(MailState) - {MailState.WAITING}:
        posted(state, user_id=len(state))
        claimed("sender")
        with write_transaction():
            outbox.settle("sender", [held("sender").id], state)

    later(timedelta(days=500))
    assert claimed("sender") == []


def test_a_mail_that_is_not_taken_waits_longer_each_time_and_is_given_up() -> None:
    posted()
    waits = []
    for _time in range(MOST_TRIES):
        assert claimed("sender") == ["one"]
        with write_transaction():
            mail = held("sender")
            state = outbox.postpone("sender", mail, "450")
        db.session.refresh(mail)
        waits.append(mail.not_before - clock.now())
        assert claimed("sender") == []
        later(waits[-1])

    assert waits[:-1] == list(GAPS) == sorted(GAPS)
    assert state is MailState.GIVEN_UP
    assert claimed("sender") == []
    db.session.refresh(mail)
    assert mail.last_error == "450"


def test_what_was_put_back_counts_as_not_tried() -> None:
    posted()
    claimed("sender")
    with write_transaction():
        outbox.put_back("sender", [held("sender").id], "away")

    assert db.session.scalars(select(OutgoingMail)).one().tries == 0
    assert claimed("other") == ["one"]


def test_the_counts_are_of_these_kinds_alone() -> None:
    posted()
    with write_transaction():
        outbox.post("secret", 1, SoupMail())

    found = outbox.counts(KINDS, clock.now())

    assert found[MailState.WAITING] == 1
    assert sum(found.values()) == 1
