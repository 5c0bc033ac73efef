from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base, by_bytes
from thuis_app.core.normalize import fold


class Area(Base):
    """A village or neighbourhood. A coordinator is in charge of some, or of all."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(unique=True)
    sort_name: Mapped[str] = mapped_column(by_bytes(), default="")
    postcode4: Mapped[str] = mapped_column(index=True)
    cluster: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def sort_key(self) -> tuple[str, str]:
        """What villages are sorted on by group, the same on both databases."""
        return fold(self.cluster), self.sort_name


@event.listens_for(Area, "before_insert")
@event.listens_for(Area, "before_update")
def _fold_name(_mapper: Any, _connection: Any, area: Area) -> None:
    """Keep what lists of villages are sorted on, the same on both databases."""
    area.sort_name = fold(area.name)
