from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base


class JobRun(Base):
    """The last time that a job was done: one row for each job.

    `finished_at` is empty while somebody is at it, and stays so after a crash.
    """

    __tablename__ = "job_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    claimed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    went_well: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(default="")
