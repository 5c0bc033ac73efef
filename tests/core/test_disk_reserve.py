"""The room that is kept on the disk for when it is full."""

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, create_engine

from thuis_app.core import disk_reserve


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'thuis.db'}")
    yield made
    made.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "thuis.db.reserve"


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    left = SimpleNamespace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: left)


def test_the_reserve_takes_up_its_room_and_is_for_its_owner_alone(
    engine: Engine, file: Path
) -> None:
    disk_reserve.make(engine)

    found = file.stat()
    assert found.st_size == disk_reserve.SIZE
    assert found.st_blocks * 512 >= disk_reserve.SIZE
    assert found.st_mode & 0o777 == 0o600
    assert not disk_reserve.is_used(engine)


def test_it_is_given_back_once_and_made_again(engine: Engine, file: Path) -> None:
    disk_reserve.make(engine)

    assert disk_reserve.release(engine)
    assert file.stat().st_blocks == 0
    assert disk_reserve.is_used(engine)
    assert not disk_reserve.release(engine)

    disk_reserve.make(engine)
    assert file.stat().st_size == disk_reserve.SIZE
    assert not disk_reserve.is_used(engine)


def test_it_is_not_made_anew_where_it_is(engine: Engine, file: Path) -> None:
    disk_reserve.make(engine)
    before = file.stat()

    disk_reserve.make(engine)

    assert file.stat() == before


def test_it_is_made_where_there_is_room_for_ten(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, 10 * disk_reserve.SIZE - 1)
    disk_reserve.make(engine)
    assert not file.exists()
    assert not disk_reserve.is_used(engine)

    leave(monkeypatch, 10 * disk_reserve.SIZE)
    disk_reserve.make(engine)
    assert file.exists()


def test_one_that_was_used_stays_so_while_there_is_little_room(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_reserve.make(engine)
    disk_reserve.release(engine)

    leave(monkeypatch, disk_reserve.SIZE)
    disk_reserve.make(engine)

    assert disk_reserve.is_used(engine)


def test_a_disk_that_refuses_it_keeps_nothing_from_starting(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "touch", refuse)

    disk_reserve.make(engine)

    assert not disk_reserve.release(engine)


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://nobody@nowhere/x"])
def test_a_database_without_a_file_has_none(url: str) -> None:
    engine = create_engine(url)

    disk_reserve.make(engine)

    assert not disk_reserve.is_used(engine)
    assert not disk_reserve.release(engine)
