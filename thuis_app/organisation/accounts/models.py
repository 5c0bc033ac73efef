from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column
from sqlalchemy.sql.functions import aggregate_strings

from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import Base, by_bytes
from thuis_app.core.normalize import fold
from thuis_app.core.search_words import name_words, telephone_words
from thuis_app.organisation.accounts.rules import (
    NO_PASSWORD,
    MailWish,
)

IS_OPEN = text("until IS NULL")
# The e-mail address by which one signs in; empty where there is none.
HAS_ADDRESS = text("email <> ''")


class UserRole(Base):
    """A role of a user, from a day and until a day; one without `until` is held now.

    A role that is taken away and given again has two rows. Rows are never deleted.
    """

    __tablename__ = "user_role"
    __table_args__ = (
        Index(
            "uq_user_role_open",
            "role",
            "user_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    since: Mapped[date]
    until: Mapped[date | None]


class User(Base):
    """A user with an account.

    `mail_refused_at` is since when their e-mail address takes no mail. Their roles are
    rows of `UserRole`; the names of the present ones are read with every user, in the
    same statement.
    """

    __tablename__ = "user"
    __table_args__ = (
        Index(None, "sort_name", "id"),
        Index(
            None,
            "email",
            unique=True,
            sqlite_where=HAS_ADDRESS,
            postgresql_where=HAS_ADDRESS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(by_bytes(), default="")
    called: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str] = mapped_column(default="")
    all_areas: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="nl")
    keys_on: Mapped[bool] = mapped_column(default=True)
    mails: Mapped[MailWish] = mapped_column(default=MailWish.DAILY)
    is_active: Mapped[bool] = mapped_column(default=True)
    mail_refused_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    role_words: Mapped[str] = column_property(
        select(func.coalesce(aggregate_strings(UserRole.role.cast(String), " "), ""))
        .where(UserRole.user_id == id, UserRole.until.is_(None))
        .correlate_except(UserRole)
        .scalar_subquery(),
        expire_on_flush=False,
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def has_password(self) -> bool:
        """Whether there is a password; who has a passkey alone has `NO_PASSWORD`."""
        return self.password_hash not in ("", NO_PASSWORD)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that are held now, as they were read."""
        return frozenset(Role(word) for word in self.role_words.split())

    @classmethod
    def has_role(cls, role: Role) -> ColumnElement[bool]:
        """The condition that a user holds this role now."""
        held = select(UserRole.user_id).where(
            UserRole.role == role, UserRole.until.is_(None)
        )
        return cls.id.in_(held)


class UserWord(Base):
    """A word by which a user is found: of the name or the telephone number."""

    __tablename__ = "user_word"
    __table_args__ = (Index(None, "word", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    word: Mapped[str] = mapped_column(by_bytes(), primary_key=True)


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _fold_name(_mapper: Any, _connection: Any, user: User) -> None:
    """Keep what lists of users are sorted on."""
    user.sort_name = fold(user.name)


@event.listens_for(User, "after_insert")
@event.listens_for(User, "after_update")
def _follow_name(_mapper: Any, connection: Any, user: User) -> None:
    """Replace the words of a user after each change of their name or number."""
    changed = inspect(user).attrs
    if not any(changed[one].history.has_changes() for one in ("name", "telephone")):
        return
    connection.execute(delete(UserWord).where(UserWord.user_id == user.id))
    found = name_words(user.name) | telephone_words([user.telephone])
    if found:
        words = [{"user_id": user.id, "word": word} for word in sorted(found)]
        connection.execute(insert(UserWord), words)


class UserArea(Base):
    """A village in which this user coordinates or volunteers."""

    __tablename__ = "user_area"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id"), primary_key=True, index=True
    )


class UserSession(Base):
    """One sign-in on one device; only a hash of its key is kept.

    `factor_at` is when the second factor was given in it; `proved_at` when a password
    or a code last showed who it is. On a device of one's own it has an unlock code, of
    which a hash is kept (`code_hash`), and how often a wrong one was given in a row
    (`wrong_codes`); on a device that several users share `is_shared` is set.
    """

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    device_key: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    factor_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    code_hash: Mapped[str] = mapped_column(default="")
    wrong_codes: Mapped[int] = mapped_column(default=0)
    is_shared: Mapped[bool] = mapped_column(default=False)


class SecondFactor(Base):
    """The secret that an app on the telephone of a user makes codes from (TOTP).

    It is encrypted for this user; of the step of `last_step`, and those before, no code
    is taken any more.
    """

    __tablename__ = "second_factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    secret: Mapped[str]
    last_step: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())


class RecoveryCode(Base):
    """The hash of a printed code that stands for the second factor, once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A passkey of a user on one of their devices (WebAuthn): the public key of it.

    The id of the credential and the key are base64url. `sign_count` is what the device
    counted at its last use; many devices keep it at zero.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int]
    label: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A link that lets one person choose a password, once, within a week.

    Without `is_agreed` it waits until a second person agrees.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    is_agreed: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime | None]


def choices_of(users: Iterable[User]) -> list[tuple[int, str]]:
    """The id and the name of each, to choose from; behind a name that is not alone
    stands the e-mail address, or else the telephone number."""
    users = list(users)
    times = Counter(one.name for one in users)
    return [
        (one.id, one.name if times[one.name] == 1 else _with_address(one))
        for one in users
    ]


def _with_address(user: User) -> str:
    address = user.email or user.telephone
    return f"{user.name} ({address})" if address else user.name
