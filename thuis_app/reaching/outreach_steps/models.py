from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core.database import Base
from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach_steps.rules import Channel, Table, Way


class OutreachTable(Base):
    """The gaps between attempts of this foundation. There is exactly one row."""

    __tablename__ = "outreach_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    minimum_gap: Mapped[int]
    after_a_talk: Mapped[int]
    not_now_rests: Mapped[int]

    gaps: Mapped[list["OutreachGap"]] = relationship(
        order_by="OutreachGap.number", cascade="all, delete-orphan", lazy="raise_on_sql"
    )
    ways: Mapped[list["OutreachWay"]] = relationship(
        order_by="OutreachWay.place", cascade="all, delete-orphan", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def table(self) -> Table:
        """As the rules know it."""
        return Table(
            gaps=tuple(gap.days for gap in self.gaps),
            minimum_gap=self.minimum_gap,
            after_a_talk=self.after_a_talk,
            not_now_rests=self.not_now_rests,
            ways=tuple(Way(way.channel, way.parts) for way in self.ways),
        )


class OutreachGap(Base):
    """So many days to wait after the first try, the second, and so on."""

    __tablename__ = "outreach_gap"

    number: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[int]
    table_id: Mapped[int] = mapped_column(ForeignKey("outreach_table.id"))


class OutreachWay(Base):
    """A channel that is proposed: its place in the order, and when on a day.

    A channel that is not here is never proposed.
    """

    __tablename__ = "outreach_way"

    channel: Mapped[Channel] = mapped_column(primary_key=True)
    place: Mapped[int]
    morning: Mapped[bool]
    afternoon: Mapped[bool]
    evening: Mapped[bool]
    table_id: Mapped[int] = mapped_column(ForeignKey("outreach_table.id"))

    @property
    def parts(self) -> tuple[DayPart, ...]:
        return tuple(part for part in DayPart if getattr(self, part))
