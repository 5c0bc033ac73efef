from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base
from thuis_app.offerings.rules import OfferingKind, ReachedBy


class Offering(Base):
    """Something people can be brought to, of our own or of others."""

    __tablename__ = "offering"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OfferingKind]
    sentence: Mapped[str] = mapped_column(default="")
    for_whom: Mapped[str] = mapped_column(default="")
    when: Mapped[str] = mapped_column("opening", default="")
    cost: Mapped[str] = mapped_column(default="")
    accessibility: Mapped[str] = mapped_column(default="")
    contact_person: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    reached_by: Mapped[ReachedBy] = mapped_column(default=ReachedBy.TELEPHONE)
    all_areas: Mapped[bool] = mapped_column(default=False)
    confirmed_on: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class OfferingArea(Base):
    """A village that an offering serves."""

    __tablename__ = "offering_area"

    offering_id: Mapped[int] = mapped_column(
        ForeignKey("offering.id"), primary_key=True
    )
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id"), primary_key=True, index=True
    )
