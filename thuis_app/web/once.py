"""The same form sent twice is done once, and answered twice.

Every form carries a key made by the page. The key is stored with the answer, in the
transaction of the deed itself: either both are kept or neither.
"""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from sqlalchemy import UniqueConstraint, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base, db
from thuis_app.core.errors import RuleBroken

KEPT = timedelta(days=2)
HEADERS = ("Location", "HX-Redirect", "HX-Push-Url", "HX-Retarget", "Content-Type")


class FormKey(Base):
    """A form that was sent, and the answer it got. Forgotten after two days."""

    __tablename__ = "form_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    key: Mapped[str]
    digest: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")


def is_key(text: str | None) -> bool:
    """Whether this is a key as our pages make them."""
    try:
        return str(uuid.UUID(text or "")) == text
    except ValueError:
        return False


def init_app(app: Flask) -> None:
    @app.before_request
    def answer_again() -> Response | None:
        key = request.form.get("form_key") if request.method == "POST" else None
        if not is_key(key) or not current_user.is_authenticated:
            return None
        g.form_key, g.form_owner = key, current_user.id
        return _replay()

    @app.after_request
    def keep_answer(response: Response) -> Response:
        if "form_key" in g and response.status_code < 400:
            _keep(response)
        return response


def _replay() -> Response | None:
    """The answer this form got before; None, and the key taken, when it is new."""
    mine = {"user_id": g.form_owner, "key": g.form_key}
    row = db.session.execute(
        select(FormKey.digest, FormKey.status, FormKey.headers, FormKey.body).filter_by(
            **mine
        )
    ).first()
    if row is None:
        _take(mine)
        return None
    if row.digest != _digest():
        raise RuleBroken("form.key_used")
    g.pop("form_key")
    headers = dict(line.split(": ", 1) for line in row.headers.splitlines())
    return current_app.response_class(row.body, row.status, headers)


def _take(mine: dict[str, Any]) -> None:
    now = clock.now()
    db.session.execute(delete(FormKey).where(FormKey.sent_at < now - KEPT))
    taken = {"digest": _digest(), "sent_at": now, "status": 0}
    db.session.execute(insert(FormKey).values(**mine, **taken))


def _keep(response: Response) -> None:
    lines = (f"{n}: {response.headers[n]}" for n in HEADERS if n in response.headers)
    db.session.execute(
        update(FormKey)
        .where(FormKey.user_id == g.form_owner, FormKey.key == g.form_key)
        .values(
            status=response.status_code,
            headers="\n".join(lines),
            body=response.get_data(as_text=True),
        )
    )


def _digest() -> str:
    parts = [request.path, *sorted(_answers())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _answers() -> list[str]:
    return [
        f"{name}={value}"
        for name, value in request.form.items(multi=True)
        if name != "csrf_token"
    ]
