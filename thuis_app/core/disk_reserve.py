"""A file beside that of SQLite that takes up room, which is given back on a full disk.

With that room users can sign in and out, read what is audited, and save a little, until
there is more again. An empty file says that the reserve was used.
"""

import os
import shutil
from contextlib import suppress

from sqlalchemy import Engine

from thuis_app.core.sqlite_files import beside

SUFFIX = ".reserve"
SIZE = 16 * 1024 * 1024
ROOM_WANTED = 10 * SIZE


def make(engine: Engine) -> None:
    """Write the reserve, unless it is there whole or there is little room.

    Its bytes are random: a disk that compresses would keep no room for zeros.
    """
    file = beside(engine, SUFFIX)
    # Without a reserve Thuis works as well: no reason to stop.
    with suppress(OSError):
        if file is None or (file.exists() and file.stat().st_size == SIZE):
            return
        if shutil.disk_usage(file.parent).free < ROOM_WANTED:
            return
        file.touch(mode=0o600)
        with file.open("wb") as content:
            content.write(os.urandom(SIZE))
            content.flush()
            os.fsync(content.fileno())


def release(engine: Engine) -> bool:
    """Empty the file; whether that gave any room back."""
    file = beside(engine, SUFFIX)
    try:
        if file is None or not file.stat().st_size:
            return False
        os.truncate(file, 0)
    except OSError:
        return False
    return True


def is_used(engine: Engine) -> bool:
    """Whether the reserve was given back, and not made again since."""
    file = beside(engine, SUFFIX)
    return file is not None and file.exists() and file.stat().st_size < SIZE
