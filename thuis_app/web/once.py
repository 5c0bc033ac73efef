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
from sqlalchemy import UniqueConstraint, bindparam, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base, UtcDateTime, carry_out, db, table
from thuis_app.core.errors import RuleBroken

KEPT = timedelta(days=2)
HEADERS = ("Location", "HX-Redirect", "HX-Push-Url", "HX-Retarget", "Content-Type")


class FormKey(Base):
    """A form that was sent, and the answer it got; a job forgets it after two days."""

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


# Built once, on the table: every form that is sent asks and tells this.
KEPT_KEY = table(FormKey)
THIS = (KEPT_KEY.c.user_id == bindparam("owner"), KEPT_KEY.c.key == bindparam("sent"))
FIND = select(*KEPT_KEY.c["digest", "status", "headers", "body"]).where(*THIS)
ANSWER = update(KEPT_KEY).where(*THIS)
TAKE = text(
    """INSERT INTO form_key (user_id, "key", digest, sent_at, status, headers, body)
    VALUES (:owner, :sent, :digest, :sent_at, 0, '', '') ON CONFLICT DO NOTHING"""
).bindparams(bindparam("sent_at", type_=UtcDateTime))


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
    if _take():
        return None
    row = db.session.execute(FIND, _this()).one()
    if row.digest != _digest():
        raise RuleBroken("form.key_used")
    g.pop("form_key")
    headers = dict(line.split(": ", 1) for line in row.headers.splitlines())
    return current_app.response_class(row.body, row.status, headers)


def _take() -> bool:
    """Take the key; who sends it at the same time waits here for the answer."""
    values = _this() | {"digest": _digest(), "sent_at": clock.now()}
    return bool(carry_out(TAKE, values).rowcount)


def _keep(response: Response) -> None:
    lines = (f"{n}: {response.headers[n]}" for n in HEADERS if n in response.headers)
    answer = {
        "status": response.status_code,
        "headers": "\n".join(lines),
        "body": response.get_data(as_text=True),
    }
    carry_out(ANSWER, _this() | answer)


def _this() -> dict[str, Any]:
    return {"owner": g.form_owner, "sent": g.form_key}


def _digest() -> str:
    parts = [request.path, *sorted(_answers())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _answers() -> list[str]:
    return [
        f"{name}={value}"
        for name, value in request.form.items(multi=True)
        if name != "csrf_token"
    ]
