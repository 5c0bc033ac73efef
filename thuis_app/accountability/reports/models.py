"""Summaries, from which a report is read instead of from all that happened.

They are changed in the transaction that changes what they count, by the events of the
features below; `actions.recount` counts all again.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.accountability.reports.rules import Figure
from thuis_app.core.database import Base
from thuis_app.core.write_journal import ADDS_UP, IS_DERIVED


class DayCount(Base):
    """How much of one figure there was on one day."""

    __tablename__ = "report_day_count"

    figure: Mapped[Figure] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(info={ADDS_UP: True})


class PersonReached(Base):
    """The first day of a year on which a person was reached.

    Every period of a report begins on the first of January, so the different people of
    a period are the rows of its year with a first day before its end. `area_id` is the
    village of the person now, copied so that the people of a village are one range of
    the index.
    """

    __tablename__ = "report_person_reached"
    __table_args__ = (
        Index(None, "area_id", "first_on"),
        {"info": {IS_DERIVED: True}},
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_on: Mapped[date]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
