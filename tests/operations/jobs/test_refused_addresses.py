"""An address that takes no mail is told at the account, whatever the mail was about."""

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.mailbox import Mailbox
from tests.operations.jobs.conftest import TUESDAY, later
from thuis_app.core import clock, outbox
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.core.smtp import MailServer
from thuis_app.operations.jobs.commands import send
from thuis_app.organisation.accounts import actions
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import AccountAuditEvent
from thuis_app.organisation.agreements import actions as agreement_actions
from thuis_app.organisation.agreements import queries as agreements
from thuis_app.overview.reminders.rules import DayMail

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def volunteer() -> User:
    """A volunteer with a visit today, and the mail about it posted."""
    someone = make.volunteer(make.area(), password_hash="set")
    match = make.match(someone, make.contact("Zwaluwstaart"))
    make.visit(match, starts_at=make.at(TUESDAY, 14))
    post(someone)
    return someone


def post(user: User, key: str = "one") -> None:
    with write_transaction():
        outbox.post(key, user.id, DayMail(TUESDAY))


def refused_at(user: User) -> object:
    db.session.rollback()
    return db.session.scalar(select(User.mail_refused_at).where(User.id == user.id))


def test_a_lasting_refusal_is_told_at_the_account_and_to_its_owner(
    sign_in: SignIn, server: MailServer, mailbox: Mailbox, volunteer: User
) -> None:
    mailbox.refuse[volunteer.email] = "550 5.1.1 no such user"
    send(server)
    later(minutes=20)
    send(server)

    administrator = sign_in(make.user(Role.ADMINISTRATOR))
    page = administrator.get(f"/account/users/{volunteer.id}/edit")
    assert "Mail to this address does not arrive" in page.text("main")
    assert "takes no mail since" in administrator.get("/account/users").text("main")
    assert "does not arrive" in sign_in(volunteer).get("/account/").text("main")
    lines = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == AccountAuditEvent.MAIL_REFUSED)
    ).all()
    assert [(line.subject_id, line.ground) for line in lines] == [
        (str(volunteer.id), "")
    ]


@pytest.mark.parametrize("answer", ["450 try later", "451 greylisted"])
def test_a_refusal_that_passes_is_not_told(
    server: MailServer, mailbox: Mailbox, volunteer: User, answer: str
) -> None:
    mailbox.refuse[volunteer.email] = answer
    send(server)

    assert refused_at(volunteer) is None


def test_once_a_mail_is_taken_it_is_not_told_any_more(
    server: MailServer, mailbox: Mailbox, volunteer: User
) -> None:
    mailbox.refuse[volunteer.email] = "550 full"
    send(server)
    assert refused_at(volunteer) == clock.now()

    mailbox.refuse.clear()
    later(minutes=6)
    send(server)

    assert mailbox.to == [volunteer.email]
    assert refused_at(volunteer) is None


def test_another_address_begins_anew(
    sign_in: SignIn, server: MailServer, mailbox: Mailbox, volunteer: User
) -> None:
    mailbox.refuse[volunteer.email] = "550 no such user"
    browser = sign_in(make.user(Role.ADMINISTRATOR))
    form = browser.get(f"/account/users/{volunteer.id}/edit").one("#user-form")
    send(server)

    page = browser.submit(form, email="right@example.org")

    assert page.status == 303, "a refusal meanwhile is no change of the account"
    [asked] = agreements.open_of(volunteer.id)
    agreement_actions.agree(make.actor(make.coordinator()), asked)
    db.session.commit()
    assert refused_at(volunteer) is None


def test_what_is_known_of_an_old_address_is_not_said_of_the_new_one(
    volunteer: User,
) -> None:
    with write_transaction():
        actions.note_refused_address(SYSTEM, volunteer.id, "old@example.org")

    assert refused_at(volunteer) is None
