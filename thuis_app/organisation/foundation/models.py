from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base

BRAND, LAMP = "#17453a", "#ffc64a"


class Foundation(Base):
    """The foundation that this house belongs to. There is exactly one row."""

    __tablename__ = "foundation"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default=BRAND)
    lamp: Mapped[str] = mapped_column(default=LAMP)
    is_demo: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def has_own_colours(self) -> bool:
        return (self.brand, self.lamp) != (BRAND, LAMP)
