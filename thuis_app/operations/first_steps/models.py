from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base
from thuis_app.operations.first_steps.rules import OptionalStep


class SkippedStep(Base):
    """A first step that does not apply to this foundation."""

    __tablename__ = "skipped_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[OptionalStep] = mapped_column(unique=True)
