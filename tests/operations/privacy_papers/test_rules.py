"""Each table is in the register, or is known to hold nothing about a person."""

import pytest
from flask import Flask
from sqlalchemy import Table

from thuis_app.core.database import Base
from thuis_app.operations.privacy_papers import rules
from thuis_app.operations.privacy_papers.rules import (
    NOT_PERSONAL,
    TABLES,
    DataKind,
    Processing,
    Term,
)

TELLING = {
    "telephone": DataKind.TELEPHONE,
    "emergency_telephone": DataKind.TELEPHONE,
    "reporter_telephone": DataKind.TELEPHONE,
    "email": DataKind.EMAIL,
    "street": DataKind.ADDRESS,
    "postcode": DataKind.ADDRESS,
    "home_address": DataKind.ADDRESS,
    "birth_date": DataKind.BIRTH,
    "born_on": DataKind.BIRTH,
    "account_number": DataKind.MONEY,
    "last_name": DataKind.NAME,
    "contact_person": DataKind.NAME,
    "emergency_name": DataKind.NAME,
    "reporter_name": DataKind.NAME,
    "password_hash": DataKind.SIGN_IN,
    "key_hash": DataKind.SIGN_IN,
    "given_on": DataKind.CONSENT,
}
OF_A_PERSON = {"contact", "user", "volunteer"}


@pytest.fixture(autouse=True)
def with_all_models(app: Flask) -> None:
    """Each feature is imported, and so each table is known."""


def tables() -> list[Table]:
    return list(Base.metadata.tables.values())


def test_every_table_is_in_the_register_or_holds_nothing_about_a_person() -> None:
    known = {*TABLES, *NOT_PERSONAL}
    new = {table.name for table in tables()} - known

    assert not new, f"say in TABLES what {sorted(new)} is for, and how long it stays"
    assert known == {table.name for table in tables()}, "there is no such table"
    assert not TABLES.keys() & NOT_PERSONAL


def test_a_table_that_leads_to_a_person_is_in_the_register() -> None:
    leading = {
        table.name
        for table in tables()
        if {key.column.table.name for key in table.foreign_keys} & OF_A_PERSON
    }

    assert not leading & NOT_PERSONAL


def test_the_kinds_of_data_are_those_that_the_columns_hold() -> None:
    lacking = {
        f"{table.name}.{column.name}": TELLING[column.name]
        for table in tables()
        for column in table.columns
        if column.name in TELLING
        and table.name in TABLES
        and TELLING[column.name] not in TABLES[table.name].kinds
    }

    assert lacking == {}


@pytest.mark.parametrize("processing", Processing)
def test_each_processing_has_tables_kinds_and_a_term(processing: Processing) -> None:
    assert rules.tables_of(processing)
    assert rules.kinds_of(processing)
    assert rules.terms_of(processing)


def test_no_term_and_no_kind_is_said_in_vain() -> None:
    assert {use.term for use in TABLES.values()} == set(Term)
    assert {kind for use in TABLES.values() for kind in use.kinds} == set(DataKind)
