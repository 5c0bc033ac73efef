"""What 0063 does with account numbers and with what was paid, there and back."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, text

from tests.conftest import TABLET_KEYS
from tests.house.test_migrations import empty as empty
from thuis_app.core.database import db
from thuis_app.core.tablet_encryption import keyring
from thuis_app.team.bank_accounts.rules import stored_for

BEFORE, AFTER = "0062_passkeys", "0063_payments"
NUMBER = "NL91ABNA0417164300"
BLANK = {str: "", int: 1, bool: True, date: date(2026, 1, 1)}
BLANK |= {datetime: datetime(2026, 1, 1)}


@pytest.fixture
def paid_before(empty: Flask) -> Iterator[None]:
    """A volunteer with an account number, and two claims of whom one was paid."""
    upgrade(revision=BEFORE)
    metadata = MetaData()
    metadata.reflect(db.engine, only=["user", "volunteer", "claim"])
    rows: list[tuple[str, dict[str, Any]]] = [
        ("user", {"id": 1, "mails": "daily", "language": "nl"}),
        ("volunteer", {"user_id": 1, "stage": "active", "account_number": NUMBER}),
        ("claim", {"id": 1, "state": "paid", "total": 4_50}),
        ("claim", {"id": 2, "state": "approved", "total": 3_00}),
    ]
    sets = {"languages": "[]", "interests": "[]", "what_for": "other", "user_id": 1}
    with db.engine.begin() as connection:
        for name, values in rows:
            table = metadata.tables[name]
            for column in table.columns:
                if not column.nullable and column.name not in values:
                    blank = BLANK[column.type.python_type]
                    values[column.name] = sets.get(column.name, blank)
            connection.execute(insert(table).values(values))
    yield


def all_of(query: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_account_numbers_are_encrypted_and_what_was_paid_was_paid_in_full(
    paid_before: None,
) -> None:
    upgrade(revision=AFTER)

    [(user_id, stored)] = all_of("SELECT user_id, account_number FROM bank_account")
    assert keyring(TABLET_KEYS).decrypt(stored, *stored_for(user_id)) == NUMBER
    paid = all_of("SELECT state, paid_cents FROM claim ORDER BY id")
    assert paid == [("paid", 4_50), ("approved", None)]

    with db.engine.begin() as connection:
        connection.execute(text("UPDATE claim SET state = 'listed'"))
    downgrade(revision=BEFORE)

    assert all_of("SELECT account_number FROM volunteer") == [(NUMBER,)]
    states = all_of("SELECT state FROM claim ORDER BY id")
    assert states == [("paid",), ("approved",)]
