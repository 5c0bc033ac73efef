"""How much a question asks of the database."""

from collections.abc import Callable

from sqlalchemy import event

from thuis_app.core.database import db


def statements_of(question: Callable[[], object]) -> int:
    """How many statements it takes, when nothing is known yet."""
    seen: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, *_more: object
    ) -> None:
        seen.append(statement)

    db.session.commit()
    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        question()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
