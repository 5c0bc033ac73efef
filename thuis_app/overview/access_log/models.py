from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.models import User


class AuditReview(Base):
    """A month of the audit log that a user looked over, and signed for.

    `month` is its first day, `oddities` how many there were, `words` what was made of
    them, and `head` the last block of the log at that moment, in words for paper.
    """

    __tablename__ = "audit_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)
    signed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    oddities: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    head: Mapped[str] = mapped_column(default="")

    signer: Mapped[User] = relationship(lazy="raise_on_sql")
