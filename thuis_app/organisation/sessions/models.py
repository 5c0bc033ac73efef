from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base
from thuis_app.organisation.sessions.rules import TRIES_COUNT_FOR, SignInAttempt


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
        """A query of one row: pairs of how many tries there were and when the last was.

        Here on this account, here, on the account, from this network, and anywhere.
        """
        is_account, is_device = (
            cls.account == attempt.account,
            cls.device == attempt.device,
        )
        is_near = and_(cls.network == attempt.network, cls.network != "")
        alike = is_account & is_device, is_device, is_account, is_near, true()
        columns = [
            column.filter(one)
            for one in alike
            for column in (func.count(), func.max(cls.at))
        ]
        return select(*columns).where(cls.at > now - TRIES_COUNT_FOR, cls.at <= latest)
