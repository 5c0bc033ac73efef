from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base


class AuditBlock(Base):
    """A block of the audit log, with its authentication code.

    Rows are only added; triggers see to it. The id is the number of the block; its
    lines are those after the block before, up to `last_line`.
    """

    __tablename__ = "audit_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_line: Mapped[int]
    lines: Mapped[int]
    made_at: Mapped[datetime]
    mac: Mapped[str]
