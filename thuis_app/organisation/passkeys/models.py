from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base


class PasskeyChallenge(Base):
    """A challenge that a device is to sign, once, within five minutes.

    Hashes: of the challenge, and of the session that it was asked in.
    """

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    bound_to: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)


class PasskeyLink(Base):
    """A link, shown as a QR code, with which a user adds a passkey on another device,
    once, within ten minutes.

    `session_id` is the session that showed it.
    """

    __tablename__ = "passkey_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    session_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    used_at: Mapped[datetime | None]
