from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base


class Area(Base):
    """A village or neighbourhood. A coordinator is in charge of some, or of all."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(unique=True)
    postcode4: Mapped[str] = mapped_column(index=True)
    cluster: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}
