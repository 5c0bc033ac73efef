from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import Base, one_of
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import AgreementKind, Grant
from thuis_app.organisation.agreements.rules import (
    STANDS_FOR,
    AgreedBy,
    AgreementState,
)


class Agreement(Base):
    """A request to let a user see files, or into an account that does.

    `roles` and `areas` are words and numbers between spaces: for a GRANT what is added,
    else the roles for whose sake another must agree. `decided_by` is who agreed or
    refused; with paper codes, or on the server, it is who typed them, or nobody.
    """

    __tablename__ = "agreement"
    __table_args__ = (Index(None, "state", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[AgreementKind] = mapped_column(one_of(AgreementKind, "kind"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    roles: Mapped[str] = mapped_column(default="")
    for_concerns: Mapped[bool] = mapped_column(default=False)
    all_areas: Mapped[bool] = mapped_column(default=False)
    areas: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    state: Mapped[AgreementState] = mapped_column(
        one_of(AgreementState, "state"), default=AgreementState.OPEN
    )
    agreed_by: Mapped[AgreedBy | None] = mapped_column(one_of(AgreedBy, "agreed_by"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")
    asker: Mapped[User] = relationship(foreign_keys=[asked_by], lazy="raise_on_sql")
    decider: Mapped[User | None] = relationship(
        foreign_keys=[decided_by], lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def grant(self) -> Grant:
        """The roles and villages that it is about."""
        roles = frozenset(map(Role, self.roles.split()))
        return Grant(roles, self.all_areas, frozenset(map(int, self.areas.split())))

    @classmethod
    def is_open(cls, now: datetime) -> ColumnElement[bool]:
        """The condition that it waits for a yes or no; one that a wrong clock put in
        the future does not."""
        stands = cls.asked_at > now - STANDS_FOR, cls.asked_at <= now + clock.SLACK
        return and_(cls.state == AgreementState.OPEN, *stands)


class PaperCode(Base):
    """The hash of a printed code; two of them, unused, stand for the board, once."""

    __tablename__ = "paper_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    used_at: Mapped[datetime | None]
