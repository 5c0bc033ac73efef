"""The log: a line per fault, without data of people.

A database that is away makes each request fail in the same way, so the traceback of a
fault is written once a minute. Values that were sent to the database are never written.
"""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from traceback import extract_tb, format_list
from typing import Any

from flask import Flask
from sqlalchemy.exc import DBAPIError

OURS = str(Path(__file__).parents[1])
AGAIN_AFTER = 60.0
MOST_KNOWN = 500
LONGEST_STATEMENT = 500
DATA_EXCEPTION = "22"


class Faults(logging.Filter):
    """Ends a line with the kind and place of its exception, thins out tracebacks."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = seconds
        self._lock = Lock()
        self._written: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Change a record that has an exception; every record is let through."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            kind, place = type(error).__name__, _place(error)
            record.msg, record.args = f"{record.getMessage()}: {kind} at {place}", ()
            record.exc_info = None
            record.exc_text = _text(error) if self._is_new(kind, place) else None
        return True

    def _is_new(self, kind: str, place: str) -> bool:
        with self._lock:
            now, before = self._seconds(), self._written.get((kind, place))
            if before is not None and now - before < AGAIN_AFTER:
                return False
            if len(self._written) >= MOST_KNOWN:
                self._written.clear()
            self._written[kind, place] = now
            return True


def init_app(app: Flask) -> None:
    """Filter what the application logs, once however many are made in a process."""
    if not any(isinstance(one, Faults) for one in app.logger.filters):
        app.logger.addFilter(Faults())


def _place(error: BaseException) -> str:
    """The innermost line of our own code; of any, where there is none of ours."""
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(OURS)]
    for frame in reversed(ours or frames):
        name = Path(frame.filename)
        file = name.relative_to(OURS) if ours else Path(name.name)
        return f"{file}:{frame.lineno}"
    return "nowhere"


def _text(error: BaseException) -> str:
    """The traceback with its causes first, as Python writes it, but without values."""
    parts = []
    for one in reversed(list(_chain(error))):
        lines = "".join(format_list(extract_tb(one.__traceback__)))
        kind = f"{type(one).__module__}.{type(one).__name__}"
        parts.append(f"{lines}{kind}: {_words(one)}")
    return "\n".join(parts)


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    seen: set[int] = set()
    while found is not None and id(found) not in seen:
        yield found
        seen.add(id(found))
        unless = None if found.__suppress_context__ else found.__context__
        found = found.__cause__ or unless


def _words(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        query = " ".join((error.statement or "").split())[:LONGEST_STATEMENT]
        return f"{_words(error.orig) if error.orig else ''} [{query}]"
    diagnosis: Any = getattr(error, "diag", None)
    state = getattr(error, "sqlstate", None)
    if diagnosis is None or not state:
        return str(error)
    # PostgreSQL repeats values: in its details, and in what it says of wrong ones.
    is_of_data = state.startswith(DATA_EXCEPTION)
    return f"{state} {'' if is_of_data else diagnosis.message_primary}"
