from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.accounts.models import User
from thuis_app.contacts.models import Contact
from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.volunteers.rules import USUAL


class Volunteer(Base):
    """The card of somebody who visits, drives or hosts.

    The key is that of the account, so that 'whose visit' is one comparison. `contact`
    is the person they are to the foundation, where that is known: who visits may well
    be helped too. `people` is how many they visit now, kept with every match.
    """

    __tablename__ = "volunteer"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), unique=True
    )
    since: Mapped[date] = mapped_column(default=lambda: clock.today())
    until: Mapped[date | None]
    drives: Mapped[bool] = mapped_column(default=False)
    most_people: Mapped[int] = mapped_column(default=USUAL)
    people: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
