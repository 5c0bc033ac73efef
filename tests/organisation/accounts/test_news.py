"""The owner of an account is mailed about every change of how it is signed in to."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests import make
from tests.mailbox import Mailbox, served
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.outbox import OutgoingMail
from thuis_app.operations.jobs import commands
from thuis_app.organisation.accounts import actions, forms, rules
from thuis_app.organisation.accounts.models import Invitation, User, UserSession
from thuis_app.organisation.accounts.rules import AccountMail, AccountNews, Grant
from thuis_app.organisation.deputies import actions as deputies
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.organisation.unlock_codes import actions as unlock_codes
from thuis_app.visiting.calendar_feed import actions as feeds

pytestmark = pytest.mark.usefixtures("database")


def edit(user: User, **changed: str | Grant) -> None:
    keeper = make.actor(make.user(Role.ADMINISTRATOR))
    values = {"name": user.name, "called": user.called, "telephone": user.telephone}
    now = {"email": user.email, "grant": Grant(user.roles)}
    actions.edit(keeper, user, **(values | now | changed))  # type: ignore[arg-type]


def invite(user: User) -> None:
    actions.invite(make.actor(make.user(Role.ADMINISTRATOR)), user)


def accept(user: User) -> None:
    invitation = make.saved(
        Invitation(user_id=user.id, key_hash="1", made_by=1, is_agreed=True)
    )
    sessions.accept(invitation, user, password_hash="hash")


def change_password(user: User) -> None:
    sessions.change_password(make.actor(user), user, password_hash="hash")


def change_roles(user: User) -> None:
    edit(user, grant=Grant(frozenset({Role.BOARD, Role.STAND_IN})))


def change_villages(user: User) -> None:
    edit(user, grant=Grant(user.roles | {Role.VOLUNTEER}, all_areas=True))
    clear(user)
    village = frozenset({make.area("Bedum").id})
    edit(user, grant=Grant(user.roles, area_ids=village))


def reopen(user: User) -> None:
    user.is_active = False
    actions.reactivate(make.actor(make.user(Role.ADMINISTRATOR)), user)


def choose_digits(user: User) -> None:
    session = make.saved(
        UserSession(
            user_id=user.id,
            key_hash="1",
            device="tablet",
            device_key="",
            started_at=clock.now(),
            seen_at=clock.now(),
        )
    )
    someone = replace(make.actor(user), session_id=session.id)
    unlock_codes.choose(someone, code_hash="hash")


def name_deputy(user: User) -> None:
    village = make.area("Bedum")
    deputies.name(
        make.actor(make.coordinator(village)),
        user,
        area_ids=[village.id],
        first_on=clock.today(),
        last_on=clock.today(),
    )


def make_feed(user: User) -> None:
    someone = replace(make.actor(user), roles=frozenset({Role.VOLUNTEER}))
    feeds.make_feed(someone, uid_domain="thuis.example.org")


def clear(user: User) -> None:
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.to_user_id == user.id))


def news(user: User) -> list[tuple[AccountNews, str]]:
    rows = db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.to_user_id == user.id, OutgoingMail.kind == "account")
        .order_by(OutgoingMail.id)
    )
    return [(row.read(AccountMail).news, row.address) for row in rows]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (invite, AccountNews.LINK_MADE),
        (accept, AccountNews.PASSWORD_CHANGED),
        (change_password, AccountNews.PASSWORD_CHANGED),
        (change_roles, AccountNews.ROLES_CHANGED),
        (change_villages, AccountNews.ROLES_CHANGED),
        (reopen, AccountNews.REOPENED),
        (choose_digits, AccountNews.UNLOCK_CODE_CHOSEN),
        (name_deputy, AccountNews.DEPUTY_NAMED),
        (make_feed, AccountNews.CALENDAR_LINK_MADE),
    ],
)
def test_a_change_is_mailed_to_the_owner(
    change: Callable[[User], None], what: AccountNews
) -> None:
    user = make.user(Role.BOARD)

    change(user)

    assert news(user) == [(what, "")]


def test_another_name_or_number_is_no_news() -> None:
    user = make.user(Role.BOARD)

    edit(user, name="Bea Bos", telephone="+31505550144")

    assert news(user) == []


def test_another_address_is_mailed_to_the_one_of_before_as_well(app: Flask) -> None:
    user = make.user(Role.BOARD, email="old@example.org")
    edit(user, email="new@example.org")
    db.session.commit()
    mailbox = Mailbox()

    with served(mailbox) as server:
        commands.send(server)

    assert sorted(mailbox.to) == ["new@example.org", "old@example.org"]
    assert {str(mail["Subject"]) for mail in mailbox.mails} == {
        "The e-mail address of your account was changed"
    }


def test_who_has_no_address_any_more_is_mailed_at_the_one_of_before(app: Flask) -> None:
    user = make.user(Role.VOLUNTEER, email="old@example.org")
    edit(user, email="", grant=Grant(frozenset({Role.VOLUNTEER}), all_areas=True))
    db.session.commit()
    mailbox = Mailbox()

    with served(mailbox) as server:
        commands.send(server)

    assert mailbox.to == ["old@example.org"]


def test_an_address_of_before_that_takes_no_mail_is_no_fault_of_the_new_one(
    app: Flask,
) -> None:
    user = make.user(Role.BOARD, email="old@example.org")
    edit(user, email="new@example.org")
    db.session.commit()
    mailbox = Mailbox()
    mailbox.refuse["old@example.org"] = "550 no such user"

    with served(mailbox) as server:
        commands.send(server)

    db.session.expire_all()
    assert mailbox.to == ["new@example.org"]
    assert db.session.get_one(User, user.id).mail_refused_at is None


def test_old_news_is_not_mailed(app: Flask) -> None:
    reader = make.actor(make.user(Role.BOARD))
    today = clock.today()

    with app.test_request_context():
        fresh = AccountMail(AccountNews.LINK_MADE, today - rules.NEWS_LASTS)
        assert forms.news(reader, fresh) is not None
        late = AccountMail(AccountNews.LINK_MADE, today - rules.NEWS_LASTS * 2)
        assert forms.news(reader, late) is None


@pytest.mark.parametrize("what", list(AccountNews))
def test_all_news_has_words(what: AccountNews) -> None:
    assert what in forms.NEWS
