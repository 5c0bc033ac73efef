"""The same done for several lines of the board at once."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.outbox import OutgoingMail
from thuis_app.core.smtp import MailServer
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import Channel

K = TaskKind


def to_tell(name: str, **more: Any) -> Contact:
    contact = make.contact(name, **more)
    make.task(K.INFORM, contact)
    return contact


def late_report(volunteer: User, name: str = "Ploeg", days: int = 3) -> None:
    """A visit whose report is late."""
    contact = make.contact(name)
    at = clock.now() - timedelta(days=days)
    visit = make.visit(make.match(volunteer, contact), starts_at=at)
    make.task(K.VISIT, contact, source=visit.id, volunteer_id=volunteer.id)


def volunteer(name: str, **more: Any) -> User:
    return make.volunteer(name=name, password_hash="set", **more)


def names(page: Page) -> list[str]:
    labels = page.soup.select("#tasks label > span")
    return [str(next(one.stripped_strings)) for one in labels]


def ticked(page: Page) -> int:
    return len(page.soup.select("#tasks input[checked]"))


def send(browser: Browser, page: Page, chosen: Sequence[str]) -> Page:
    """Tick the lines of these names, and send the form."""
    values = [
        str(one["value"])
        for one, name in zip(page.soup.select("#tasks input"), names(page), strict=True)
        if name in chosen
    ]
    return browser.submit(page.one("#batch-form form"), tasks=values)


def events(name: str) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.event == name)
    return list(db.session.scalars(found))


def test_several_are_told_at_once_with_a_line_in_the_audit_log_for_each(
    sign_in: SignIn,
) -> None:
    informed = [to_tell("Boer"), to_tell("Ploeg")]
    to_tell("Vries")
    browser = sign_in(make.coordinator())
    page = browser.get("/batches/tell")

    answer = send(browser, page, ("Boer", "Ploeg"))

    assert ticked(page) == 0
    assert sorted(names(page)) == ["Boer", "Ploeg", "Vries"]
    board = browser.get(answer.address)
    assert "Saved for all 2." in board.text("#notice")
    assert board.texts("#queue-first .name") == ["Vries"]
    assert {one.contact_id for one in events("contact.informed")} == {
        one.id for one in informed
    }


def test_all_are_ticked_with_one_link(sign_in: SignIn) -> None:
    to_tell("Boer")
    to_tell("Ploeg")
    browser = sign_in(make.coordinator())
    link = browser.get("/batches/tell").one("#batch-form a[href*='all=1']")

    assert ticked(browser.get(str(link["href"]))) == 2


def test_nothing_ticked_changes_nothing_and_says_so(sign_in: SignIn) -> None:
    to_tell("Boer")
    browser = sign_in(make.coordinator())

    answer = send(browser, browser.get("/batches/tell"), ())

    assert answer.status == 422
    assert "Tick at least one." in answer.text("#errors")
    assert events("contact.informed") == []


def test_what_was_done_meanwhile_is_not_done_twice(sign_in: SignIn) -> None:
    to_tell("Boer")
    browser, colleague = sign_in(make.coordinator()), sign_in(make.coordinator())
    page = browser.get("/batches/tell")
    send(colleague, colleague.get("/batches/tell"), ("Boer",))

    answer = send(browser, page, ("Boer",))

    assert answer.status == 422
    assert len(events("contact.informed")) == 1


@pytest.fixture
def mailed(app: Flask) -> Iterator[None]:
    app.config["MAIL_SERVER"] = MailServer("localhost", "a@b.nl", "http://localhost")
    yield
    app.config["MAIL_SERVER"] = None


def test_where_no_mail_is_sent_a_reminder_says_that_it_waits(sign_in: SignIn) -> None:
    late_report(volunteer("Jakob Bos"), "Boer")
    browser = sign_in(make.coordinator())
    page = browser.get("/batches/remind")

    board = browser.get(browser.submit(page.one("#batch-form form")).address)

    assert "No mail is sent from here now" in page.text("#batch-form")
    assert "1 mail waits: no mail is sent from here now." in board.text("#notice")


def test_volunteers_are_reminded_once_a_day_however_many_reports_are_late(
    sign_in: SignIn, mailed: None
) -> None:
    jakob, ria = volunteer("Jakob Bos"), volunteer("Ria Dijk")
    for who, name in ((jakob, "Boer"), (jakob, "Ploeg"), (ria, "Vries")):
        late_report(who, name)
    browser = sign_in(make.coordinator())
    page = browser.get("/batches/remind")

    board = browser.get(browser.submit(page.one("#batch-form form")).address)
    again = browser.submit(browser.get("/batches/remind").one("#batch-form form"))

    assert sorted(names(page)) == ["Jakob Bos", "Ria Dijk"]
    assert ticked(page) == 2
    assert "No mail is sent" not in page.text("#batch-form")
    assert "2 mails are on their way." in board.text("#notice")
    assert "asked today already" in browser.get(again.address).text("#notice")
    mails = list(db.session.scalars(select(OutgoingMail)))
    assert {mail.to_user_id for mail in mails} == {jakob.id, ria.id}
    assert len(mails) == len(events("reports.asked")) == 2


def test_who_wants_no_mail_or_cannot_sign_in_is_not_reminded(sign_in: SignIn) -> None:
    late_report(volunteer("Jakob Bos", mails=MailWish.NEVER, telephone="+31612345678"))
    late_report(make.volunteer(name="Ria Dijk", password_hash=""))

    page = sign_in(make.coordinator()).get("/batches/remind")

    assert names(page) == []
    assert "Jakob Bos" in page.text("#batch-form")
    assert [str(one["href"]) for one in page.soup.select("#batch-form .call")] == [
        "tel:+31612345678"
    ]


def test_offerings_are_confirmed_together(sign_in: SignIn) -> None:
    for name in ("Choir", "Soup"):
        offering = make.offering(name)
        task = make.task(
            K.OFFERING, source=offering.id, contact_id=None, offering_id=offering.id
        )
        assert task.is_open
    browser = sign_in(make.coordinator())

    page = browser.get("/batches/confirm?all=1")
    browser.submit(page.one("#batch-form form"))

    assert len(events("offering.confirmed")) == 2
    assert not browser.get("/").has("#queue-offering")


def test_a_card_was_brought_to_several(sign_in: SignIn) -> None:
    for name in ("Boer", "Ploeg"):
        contact = make.contact(name, stage=Stage.OUTREACH)
        make.plan(contact, next_on=clock.today())
    browser = sign_in(make.coordinator())

    page = browser.get("/batches/attempt?all=1")
    browser.submit(page.one("#batch-form form"), channel="flowers")

    made = list(db.session.scalars(select(OutreachAttempt)))
    assert [one.channel for one in made] == [Channel.FLOWERS] * 2
    assert not browser.get("/").has("#queue-attempt")


def test_the_board_leads_there_where_there_are_several_of_a_kind(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.coordinator())
    to_tell("Boer")
    alone = browser.get("/")
    to_tell("Ploeg")

    assert not alone.has("a[href^='/batches/']")
    assert browser.get("/").has("#queue-first a[href^='/batches/tell']")


@pytest.mark.parametrize("kind", ["tell", "remind", "confirm", "attempt"])
def test_nothing_of_another_village_is_offered(sign_in: SignIn, kind: str) -> None:
    here = make.area()
    to_tell("Ploeg", area=here)
    late_report(volunteer("Jakob Bos"))

    page = sign_in(make.coordinator(make.area())).get(f"/batches/{kind}")

    assert page.status == 200
    assert names(page) == []


def test_the_page_shows_who_it_is_about_in_the_audit_log(sign_in: SignIn) -> None:
    contact = to_tell("Boer")

    sign_in(make.coordinator()).get("/batches/tell")

    [entry] = events("batch.listed")
    assert entry.shown == str(contact.id)
