"""The same form sent twice is processed once, and answered twice.

Every form carries an idempotency key made by the page. The key is stored in the
transaction of the change itself, with the address where its result can be seen: either
both are committed or neither. A replay is sent to that address and passes every policy
there; no page is kept.
"""

import hashlib
import uuid
from datetime import datetime, timedelta

from flask import Response, g, request
from flask_login import current_user
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base, db
from thuis_app.core.errors import RuleBroken
from thuis_app.web import resume
from thuis_app.web.guard import actor
from thuis_app.web.htmx import go
from thuis_app.web.responses import TemplateResponse

KEPT = timedelta(days=2)


class IdempotencyKey(Base):
    """A form that was processed, and where its result is; a job deletes it later."""

    __tablename__ = "form_key"
    audit_subject = "FormKey"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    key: Mapped[str]
    digest: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(index=True)
    page: Mapped[str] = mapped_column(default="")


def is_key(text: str | None) -> bool:
    """Whether this is a key as our pages make them."""
    try:
        return str(uuid.UUID(text or "")) == text
    except ValueError:
        return False


def replay() -> Response | None:
    """A redirect to the result when this form was processed before; else None.

    The key is taken within the open transaction: where the same form arrives at the
    same time, one waits for the other or meets a unique violation. Raises `RuleBroken`
    for a known key with other answers.
    """
    g.form_key = None
    key = request.form.get("form_key", "")
    if not is_key(key) or not current_user.is_authenticated:
        return None
    owner = actor().id
    known = db.session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.user_id == owner, IdempotencyKey.key == key
        )
    )
    if known is None:
        _claim(owner, key)
        return None
    if known.digest != _digest():
        raise RuleBroken("form.key_used")
    return go(known.page or f"{request.script_root}/")


def is_processed(user_id: int, key: str) -> bool:
    """Whether this user's form with this key was processed within the last days."""
    same = IdempotencyKey.user_id == user_id, IdempotencyKey.key == key
    return bool(
        db.session.scalar(select(select(IdempotencyKey.id).where(*same).exists()))
    )


def remember(response: Response) -> None:
    """Store with the key where the result of this form can be seen."""
    key: IdempotencyKey | None = g.form_key
    if key is not None:
        key.page = _page(response)


def _claim(owner: int, key: str) -> None:
    taken = IdempotencyKey(
        user_id=owner, key=key, digest=_digest(), sent_at=clock.now()
    )
    db.session.add(taken)
    db.session.flush()
    g.form_key = taken


def _page(response: Response) -> str:
    """Where an answer leads: by itself, by a redirect, or by one of htmx."""
    if isinstance(response, TemplateResponse):
        return response.page
    return response.headers.get("Location") or response.headers.get("HX-Redirect", "")


def _digest() -> str:
    parts = [request.path, *sorted(_answers())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _answers() -> list[str]:
    return [
        f"{name}={value}"
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", resume.MARKER)
    ]
