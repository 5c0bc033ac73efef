"""The account number: who keeps it, and who reads it."""

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import TABLET_KEYS, SignIn
from tests.pages import Browser, Page
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.core.outbox import OutgoingMail
from thuis_app.core.tablet_encryption import keyring
from thuis_app.organisation.accounts.models import User
from thuis_app.team.bank_accounts import actions, queries
from thuis_app.team.bank_accounts.models import BankAccount

pytestmark = pytest.mark.usefixtures("database")

NUMBER, SPACED = "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00"


def kept(browser: Browser, address: str, number: str) -> Page:
    form = browser.get(address).one("form[action*=account-number]")
    return browser.submit(form, account_number=number)


def stored(user: User) -> str:
    return queries.number(
        db.session.get_one(BankAccount, user.id), keyring(TABLET_KEYS)
    )


def test_a_volunteer_keeps_their_own_number_which_is_stored_encrypted(
    sign_in: SignIn,
) -> None:
    user = make.volunteer()
    browser = sign_in(user)
    link = browser.get("/hours/").one("a[href='/account-number/']")

    kept(browser, str(link["href"]), "nl91 abna 0417 1643 00")

    assert stored(user) == NUMBER
    row = db.session.get_one(BankAccount, user.id)
    assert "ABNA" not in row.account_number
    again = browser.get("/account-number/")
    assert again.one("#account_number")["value"] == SPACED


def test_a_number_that_was_typed_wrong_is_said_and_kept_as_typed(
    sign_in: SignIn,
) -> None:
    user = make.volunteer()

    page = kept(sign_in(user), "/account-number/", "NL91 ABNA 0417 1643 01")

    assert page.status == 422
    assert "Write an account number like" in page.errors()[0]
    assert page.one("#account_number")["value"] == "NL91 ABNA 0417 1643 01"
    assert db.session.get(BankAccount, user.id) is None


def test_a_change_is_mailed_to_its_owner_and_logged_without_the_number(
    sign_in: SignIn,
) -> None:
    user = make.volunteer()

    kept(sign_in(user), "/account-number/", NUMBER)

    [mail] = db.session.scalars(select(OutgoingMail)).all()
    assert mail.to_user_id == user.id
    assert "bank_account_changed" in mail.payload and "ABNA" not in mail.payload
    changed = AuditEntry.event == "iban.changed"
    [line] = db.session.scalars(select(AuditEntry).where(changed)).all()
    assert (line.actor_id, line.ground) == (user.id, "")


def test_a_coordinator_keeps_the_number_of_who_cannot_sign_in(sign_in: SignIn) -> None:
    village = make.area()
    user = make.volunteer(village, email="", password_hash="")

    kept(sign_in(make.coordinator(village)), f"/account-number/{user.id}", NUMBER)

    assert stored(user) == NUMBER
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_a_coordinator_does_not_read_the_number_of_who_signs_in(
    sign_in: SignIn,
) -> None:
    village = make.area()
    user = make.volunteer(village, password_hash="set")
    make.bank_account(user, NUMBER)

    page = sign_in(make.coordinator(village)).get(f"/account-number/{user.id}")

    assert "Known since" in page.text() and "ABNA" not in page.html
    assert not page.has("#account_number")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.TREASURER])
def test_nobody_else_changes_it(role: Role) -> None:
    user = make.volunteer(password_hash="")
    row = BankAccount.blank(user.id)

    with pytest.raises(Denied):
        actions.change(make.actor(make.user(role)), user, row, account_number="x")


def test_a_number_opens_for_its_own_volunteer_alone() -> None:
    user, other = make.volunteer(), make.volunteer()
    row = make.bank_account(user, NUMBER)
    copied = BankAccount(user_id=other.id, account_number=row.account_number)

    assert queries.number(row, keyring(TABLET_KEYS)) == NUMBER
    assert queries.number(copied, keyring(TABLET_KEYS)) == ""
