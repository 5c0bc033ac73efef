import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import TAKES_A_PLACE
from thuis_app.core.database import Base, db
from thuis_app.core.secrets import is_password
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.operations.demo.fill import fill
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage

pytestmark = pytest.mark.usefixtures("database")

NEVER_THE_SAME = {"password_hash", "created_at", "recorded_at", "account_number"}


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, but for what is made by chance or by the clock."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if c.name not in NEVER_THE_SAME]
        order = list(table.primary_key.columns)
        found[table.name] = [
            tuple(row) for row in db.session.execute(select(*columns).order_by(*order))
        ]
    return found


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_example_has_people_in_every_stage_and_all_its_accounts() -> None:
    fill(120, 1, "licht in het dorp")

    assert set(db.session.scalars(select(Contact.stage))) == set(Stage)
    assert (count(Room), count(Offering)) == (15, 9)
    names = set(db.session.scalars(select(User.email).where(User.password_hash != "")))
    assert {name.split("@")[0] for name in names} == {
        "coordinator",
        "coordinator.noord",
        "vrijwilliger",
        "vrijwilliger.twee",
        "bestuur",
        "beheer",
        "aandacht",
        "penningmeester",
    }


def test_one_password_opens_the_example() -> None:
    fill(12, 1, "licht in het dorp")

    user = db.session.scalars(select(User).where(User.password_hash != "")).first()
    assert user and is_password("licht in het dorp", user.password_hash)


def test_the_same_seed_gives_the_same_rows_and_another_others(app: Flask) -> None:
    fill(12, 7, "licht in het dorp")
    first = rows()
    db.session.rollback()
    fill(12, 7, "licht in het dorp")
    again = rows()
    db.session.rollback()
    fill(12, 8, "licht in het dorp")

    assert again == first
    assert rows() != first


def test_no_room_of_the_example_has_more_people_than_places() -> None:
    fill(240, 3, "licht in het dorp")

    taken = db.session.execute(
        select(Booking.room_id, Booking.on, Booking.day_part, func.count())
        .where(Booking.state.in_(TAKES_A_PLACE))
        .group_by(Booking.room_id, Booking.on, Booking.day_part)
    ).all()
    open_parts = {
        (part.room_id, part.weekday, part.day_part): part.places
        for part in db.session.scalars(select(RoomPart))
    }
    assert taken
    for room_id, on, part, people in taken:
        assert people <= open_parts[room_id, on.weekday(), part]


def test_no_example_goes_into_a_house_that_is_in_use(app: Flask) -> None:
    make.foundation()

    answer = app.test_cli_runner().invoke(args=["demo", "fill", "--people", "5"])

    assert answer.exit_code == 1
    assert count(Contact) == 0


def test_no_example_goes_into_a_real_installation(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "IS_PRODUCTION", True)

    answer = app.test_cli_runner().invoke(args=["demo", "fill", "--people", "5"])

    assert answer.exit_code == 1
    assert count(User) == 0


def test_the_accounts_are_told_with_their_password(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "prepare", "--port", "8123"])

    assert "http://127.0.0.1:8123/" in answer.output
    assert "coordinator.noord@thuis.example" in answer.output
    assert "licht in het dorp" in answer.output
