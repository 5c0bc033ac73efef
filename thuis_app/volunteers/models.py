from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.accounts.models import User
from thuis_app.contacts.models import Contact
from thuis_app.core import clock
from thuis_app.core.database import Base


class Volunteer(Base):
    """Somebody who visits, drives or hosts: a contact with an account.

    The key is that of the account, so that 'whose visit' is one comparison.
    """

    __tablename__ = "volunteer"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    since: Mapped[date] = mapped_column(default=lambda: clock.today())
    until: Mapped[date | None]
    drives: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact] = relationship(lazy="raise_on_sql")
