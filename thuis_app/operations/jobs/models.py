from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base


class JobRun(Base):
    """The last time that a job was done: one row for each job.

    `finished_at` is empty while a run is at it, and stays so after a crash. `alive_at`
    is when that run last said so. `clock_wrong_at` is when a moment in this row was
    last found to lie in the future.
    """

    __tablename__ = "job_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    claimed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    alive_at: Mapped[datetime | None]
    clock_wrong_at: Mapped[datetime | None]
    went_well: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(default="")

    @property
    def is_misdated(self) -> bool:
        """Whether a clock that was ahead wrote in it, and was put right since."""
        return max(self.claimed_at, self.alive_at or self.claimed_at) > clock.latest()
