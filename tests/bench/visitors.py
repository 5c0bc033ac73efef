"""Who opens the pages: the accounts of the example, by the columns of the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, select
from werkzeug.test import Client, TestResponse

from tests.house.tables import COLUMNS, DENIED, OPEN
from thuis_app.core.actors import Actor
from thuis_app.core.database import db, write_transaction
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.sessions import actions, queries
from thuis_app.team.volunteers.models import Volunteer

COOKIE = "thuis"


@dataclass(frozen=True)
class Account:
    """A role that is measured, and the column of the table that says what it sees.

    `email` is that of an account of the example; without it nobody is signed in, or,
    for `free`, the first volunteer who visits no person. What is denied to the column
    `less` is denied to this account too: it has rows of its own, but no more rights.
    """

    role: str
    column: str
    email: str = ""
    less: str = ""

    def may_open(self, answers: Sequence[str]) -> bool:
        """Whether a line of the table says that this account opens the page."""
        said = dict(zip(COLUMNS, answers, strict=True))
        return said[self.column] == OPEN and said.get(self.less) != DENIED


ACCOUNTS = (
    Account("nobody", "nobody"),
    Account("volunteer without people", "free"),
    Account("volunteer", "visits", "vrijwilliger@thuis.example"),
    Account("coordinator of all villages", "all", "coordinator@thuis.example"),
    Account(
        "coordinator of some villages", "all", "coordinator.1@thuis.example", "elsew."
    ),
    Account("safeguarding lead", "lead", "aandacht@thuis.example"),
    Account("board", "board", "bestuur@thuis.example"),
    Account("treasurer", "treas.", "penningmeester@thuis.example"),
    Account("administrator", "admin", "beheer@thuis.example"),
)


@dataclass(frozen=True)
class SignedIn:
    """A role with its session: who acts, and the cookie of their browser."""

    account: Account
    actor: Actor | None
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}


def signed_in(app: Flask) -> Iterator[SignedIn]:
    """Every role of which the example has an account, signed in.

    Below some 1,200 people there is no coordinator of some villages.
    """
    with app.app_context():
        for account in ACCOUNTS:
            if account.column == "nobody":
                yield SignedIn(account, None, "")
            elif user := db.session.scalars(select(User).where(_is(account))).first():
                yield _sign_in(app, account, user)


def _is(account: Account) -> ColumnElement[bool]:
    if account.email:
        return User.email == account.email
    free = select(Volunteer.user_id).where(Volunteer.people == 0)
    return User.id == free.order_by(Volunteer.user_id).limit(1).scalar_subquery()


def _sign_in(app: Flask, account: Account, user: User) -> SignedIn:
    with write_transaction():
        # Who never chose a password may not sign in; this one is the hash of none.
        user.password_hash = user.password_hash or "none"
        begun = actions.sign_in(user, device="bench", device_key="bench")
    found = queries.by_session_key(begun.token, is_factor_required=False)
    assert found is not None
    return SignedIn(account, found[0], cookie_of(app, begun.token))


def cookie_of(app: Flask, key: str) -> str:
    """The cookie of a browser that has seen its first page after the sign-in."""
    sessions: Any = app.session_interface
    serializer = sessions.get_signing_serializer(app)
    first = f"{COOKIE}={serializer.dumps({'_user_id': key, '_fresh': True})}"
    answer = opened(app, "/account/", {"Cookie": first})
    assert answer.status_code == 200, answer.status
    return answer.headers.get("Set-Cookie", first).split(";")[0]


def opened(app: Flask, path: str, headers: dict[str, str]) -> TestResponse:
    """The answer of this process, from a context and so a session of its own."""
    db.session.commit()
    with app.app_context():
        return Client(app.wsgi_app, use_cookies=False).get(path, headers=headers)
