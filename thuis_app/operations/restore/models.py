from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base


class Restore(Base):
    """A backup that was put back: what was stored after `made_at` is gone.

    `seen_at` is when an administrator said that they know.
    """

    __tablename__ = "restore"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None]
