from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base
from thuis_app.organisation.sessions.rules import (
    TRIES_COUNT_FOR,
    TRIES_LAST,
    SignInAttempt,
)


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
        cls, attempt: SignInAttempt, now: datetime, latest: datetime
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
