from dataclasses import fields
from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base
from thuis_app.organisation.foundation.rules import HelpDirectory

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


class HelpNumbers(Base):
    """Whom to call when something is not right; one row, with the day of checking."""

    __tablename__ = "help_numbers"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    safe_at_home: Mapped[str]
    worrying_behaviour: Mapped[str]
    suicide_line: Mapped[str]
    doctor_after_hours: Mapped[str]
    neighbourhood_team: Mapped[str]
    confidential_name: Mapped[str]
    confidential_telephone: Mapped[str]
    checked_on: Mapped[date | None]

    __mapper_args__ = {"version_id_col": version}

    @property
    def directory(self) -> HelpDirectory:
        names = (field.name for field in fields(HelpDirectory))
        return HelpDirectory(**{name: getattr(self, name) for name in names})
