from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base
from thuis_app.reaching.letters.rules import PaperKind


class OutreachText(Base):
    """The foundation's own text of the card and of the letter, one row each."""

    __tablename__ = "outreach_text"

    kind: Mapped[PaperKind] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str]

    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> str:
        return self.kind
