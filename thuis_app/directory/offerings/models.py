from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core.database import Base, by_bytes
from thuis_app.core.normalize import fold
from thuis_app.directory.offerings.rules import OfferingKind, ReachedBy
from thuis_app.organisation.areas.models import Area


class Offering(Base):
    """Something people can be brought to, of our own or of others."""

    __tablename__ = "offering"
    __table_args__ = (Index(None, "sort_name", "id"),)

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
    may_know: Mapped[str] = mapped_column(default="")
    places_free: Mapped[int | None]
    all_areas: Mapped[bool] = mapped_column(default=False)
    confirmed_on: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    sort_name: Mapped[str] = mapped_column(by_bytes(), default="")
    search_text: Mapped[str] = mapped_column(default="")

    areas: Mapped[list[Area]] = relationship(
        secondary="offering_area", order_by=Area.sort_name, lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def area_ids(self) -> list[int]:
        return [area.id for area in self.areas]

    def serves(self, area_id: int) -> bool:
        """Whether people of this village can go there."""
        return self.all_areas or area_id in self.area_ids


class OfferingArea(Base):
    """A village that an offering serves."""

    __tablename__ = "offering_area"

    offering_id: Mapped[int] = mapped_column(
        ForeignKey("offering.id"), primary_key=True
    )
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id"), primary_key=True, index=True
    )


@event.listens_for(Offering, "before_insert")
@event.listens_for(Offering, "before_update")
def _fold_words(_mapper: Any, _connection: Any, offering: Offering) -> None:
    """Keep what the search looks in, and what the list is sorted on."""
    parts = (offering.name, offering.sentence, offering.for_whom, offering.when)
    more = (offering.accessibility, offering.contact_person)
    offering.sort_name = fold(offering.name)
    offering.search_text = fold(" ".join(part or "" for part in parts + more))
