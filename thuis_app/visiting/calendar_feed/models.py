from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base


class VisitFeed(Base):
    """The address at which a calendar reads a volunteer's visits, by its hash.

    `uid_domain` ends the UIDs of its events. It stays what it was when the address was
    made, or a calendar that is subscribed would have every visit twice.
    """

    __tablename__ = "visit_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    uid_domain: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    revoked_at: Mapped[datetime | None]
