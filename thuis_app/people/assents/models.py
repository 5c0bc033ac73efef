from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.people.assents.rules import Participation
from thuis_app.people.relations.rules import GivenHow


class Assent(Base):
    """The yes of a person to taking part: who asked, when and how it was given, and
    when it was taken back."""

    __tablename__ = "assent"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    participation: Mapped[Participation]
    note: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date]
    given_how: Mapped[GivenHow]
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[int | None]
    withdrawn_how: Mapped[GivenHow | None] = mapped_column(
        one_of(GivenHow, "withdrawnhow")
    )
