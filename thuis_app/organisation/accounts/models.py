from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.rules import (
    TRIES_COUNT_FOR,
    TRIES_LAST,
    Attempt,
    MailWish,
)


class User(Base):
    """Somebody with an account. Roles are kept as words in one column: read always,
    searched seldom."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str]
    called: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    telephone: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str] = mapped_column(default="")
    role_words: Mapped[str] = mapped_column(default="")
    all_areas: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="nl")
    keys_on: Mapped[bool] = mapped_column(default=True)
    mails: Mapped[MailWish] = mapped_column(default=MailWish.DAILY)
    is_active: Mapped[bool] = mapped_column(default=True)
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    __mapper_args__ = {"version_id_col": version}

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(word) for word in self.role_words.split())

    @roles.setter
    def roles(self, roles: frozenset[Role] | set[Role]) -> None:
        self.role_words = " ".join(sorted(roles))


class UserArea(Base):
    """A village in which this user coordinates or volunteers."""

    __tablename__ = "user_area"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id"), primary_key=True, index=True
    )


class UserSession(Base):
    """One sign-in on one device; only a hash of its key is kept."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    device_key: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTry(Base):
    """A wrong password, counted per account, device and network.

    All three are keyed hashes, so that a copy of the table names nobody.
    """

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(index=True)
    network: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def tally(
        cls, attempt: Attempt, now: datetime, latest: datetime
    ) -> Select[*tuple[Any, ...]]:
        """A query of one row: how many tries there were, and when the last one was.

        Here on this account, here, and on the account, within a quarter of an hour;
        from this network and anywhere, each with its last moment, within an hour.
        """
        is_new = cls.at > now - TRIES_LAST
        is_account = is_new & (cls.account == attempt.account)
        is_device = is_new & (cls.device == attempt.device)
        is_near = and_(cls.network == attempt.network, cls.network != "")
        return select(
            func.count().filter(is_account & is_device),
            func.count().filter(is_device),
            func.count().filter(is_account),
            func.count().filter(is_near),
            func.max(cls.at).filter(is_near),
            func.count(),
            func.max(cls.at),
        ).where(cls.at > now - TRIES_COUNT_FOR, cls.at <= latest)


class Invitation(Base):
    """A link that lets one person choose a password, once, within a week."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    used_at: Mapped[datetime | None]
