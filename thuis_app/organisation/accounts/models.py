from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.rules import (
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


class Invitation(Base):
    """A link that lets one person choose a password, once, within a week."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    used_at: Mapped[datetime | None]
