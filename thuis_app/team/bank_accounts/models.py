from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base


class BankAccount(Base):
    """The account number (IBAN) of a volunteer, encrypted; '' when it was removed."""

    __tablename__ = "bank_account"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    account_number: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())

    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> int:
        """One row for one account, so it has the account's number."""
        return self.user_id

    @classmethod
    def blank(cls, user_id: int) -> "BankAccount":
        """The row of a volunteer whose number is not known yet."""
        return cls(user_id=user_id, version=0, account_number="")
