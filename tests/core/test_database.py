import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests import make
from thuis_app.core import database
from thuis_app.core.database import SQLITE_SETTINGS, db, write_transaction
from thuis_app.organisation.areas.models import Area

pytestmark = pytest.mark.usefixtures("database")


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_every_connection_keeps_the_settings_that_make_it_safe() -> None:
    if not is_sqlite():
        return
    with db.engine.connect() as connection:
        for name, (_wanted, expected) in SQLITE_SETTINGS.items():
            found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            assert found == expected, name


def test_a_setting_that_does_not_stick_stops_the_app(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(SQLITE_SETTINGS, "synchronous", ("FULL", 99))
    connection = sqlite3.connect(tmp_path / "thuis.db")

    with pytest.raises(database.UnsafeDatabase, match="synchronous"):
        database._set_and_read_back(connection, None)
    connection.close()


def test_twenty_writers_at_once_wait_for_each_other(app: Flask) -> None:
    area = make.area()
    area_id = area.id
    failed: list[Exception] = []

    def write() -> None:
        with app.app_context():
            try:
                with write_transaction():
                    found = db.session.scalars(
                        select(Area).where(Area.id == area_id).with_for_update()
                    ).one()
                    found.cluster += "x"
            except Exception as error:
                failed.append(error)

    writers = [Thread(target=write) for _ in range(20)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    db.session.rollback()
    db.session.refresh(area)
    assert failed == []
    assert area.cluster == "x" * 20


def test_what_fails_half_way_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), write_transaction():
        db.session.add(Area(name="Half", postcode4="9999"))
        db.session.flush()
        raise ZeroDivisionError

    assert db.session.scalar(select(Area).where(Area.name == "Half")) is None


def test_a_row_that_points_nowhere_is_refused() -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(
            text("INSERT INTO user_area (user_id, area_id) VALUES (9, 9)")
        )
    db.session.rollback()
