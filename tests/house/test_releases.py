"""What a release wrote means the same after the migrations that came after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from tests.house.differences import gone
from tests.house.releases.kept import Meaning, kept, meaning, ordered, put_in, releases
from tests.house.releases.tasks import kinds_of_code
from tests.house.releases.translations import (
    RANDOM,
    RETURNS,
    TRANSLATIONS,
    Translation,
    each,
    gains,
    in_turn,
    words_become_rows,
)
from tests.house.test_migrations import empty as empty
from thuis_app.accountability.reports.actions import recount
from thuis_app.core.database import Base, db
from thuis_app.people.contacts.rules import STOPPED

SHOWN = 5


@pytest.fixture(params=releases())
def release(request: pytest.FixtureRequest, empty: Flask) -> Iterator[str]:
    """The database as a release left it, filled, before any later migration."""
    upgrade(revision=request.param)
    with db.engine.begin() as connection:
        put_in(connection, kept(request.param))
    yield request.param


def test_rows_mean_the_same_after_the_migrations_and_back_again(release: str) -> None:
    before = settled(kept(release))
    assert_same(found(), before)

    upgrade()
    assert_whole()
    assert_same(found(), translated(before, since(release), TRANSLATIONS))

    downgrade(revision=release)
    assert_whole()
    assert_same(found(), translated(before, since(release), RETURNS))


def released_before(migration: str) -> pytest.MarkDecorator:
    """The releases that this migration is still to come for."""
    older = [release for release in releases() if release < migration]
    return pytest.mark.parametrize("release", older, indirect=True)


@released_before("0021_tasks")
def test_who_had_a_step_has_a_task_that_means_the_same_on_that_day(
    release: str,
) -> None:
    people = [row for row in kept(release)["contact"] if row["stage"] not in STOPPED]

    upgrade()

    tasks = {
        (row["contact_id"], row["kind"], row["planned_on"] or row["due_on"])
        for row in found()["task"]
    }
    had = [row for row in people if "0021_tasks" in since(release) and row["next_step"]]
    lost = [
        (row["id"], row["next_step"], row["next_step_on"])
        for row in had
        for same in [kinds_of_code(row["next_step"])]
        if not tasks & {(row["id"], kind, row["next_step_on"]) for kind in same}
    ]
    assert had and not lost


@released_before("0023_report_summaries")
def test_the_summaries_of_reports_are_as_they_are_counted_again(release: str) -> None:
    upgrade()
    before = found()

    recount()
    db.session.commit()

    for table in ("report_day_count", "report_person_reached"):
        assert found()[table] == before[table]


def test_the_models_can_read_every_row(release: str) -> None:
    upgrade()

    for mapper in Base.registry.mappers:
        db.session.scalars(select(mapper.class_)).all()


@pytest.mark.parametrize("release", releases())
def test_every_table_of_the_release_has_rows(app: Flask, release: str) -> None:
    """So that no migration has nothing to change."""
    with app.app_context():
        names = set(db.metadata.tables)
        if not since(release):
            assert names == set(kept(release))
        assert all(kept(release).values())


def test_every_translation_is_of_a_migration(app: Flask) -> None:
    with app.app_context():
        for place, said in (("TRANSLATIONS", TRANSLATIONS), ("RETURNS", RETURNS)):
            wrong = gone(said, since("base"), place=place)
            assert not wrong, wrong


def test_translations_say_what_becomes_of_rows() -> None:
    before: Meaning = {"user": [{"id": 1, "role_words": "board", "name": "Griet"}]}
    said = in_turn(
        words_become_rows("user", "role_words", "user_role", "role"),
        each("user", "name", as_=str.upper, name="full_name"),
        gains("user", "is_new", lambda row: row["id"] > 1),
    )

    assert said(before) == {
        "user": [{"id": 1, "full_name": "GRIET", "is_new": False}],
        "user_role": [{"user_id": 1, "role": "board"}],
    }


def test_a_row_that_is_lost_or_changed_is_seen(release: str) -> None:
    for endpoint in (
        "DELETE FROM wish WHERE id = 1",
        "UPDATE room SET name = 'Other' WHERE id = 1",
    ):
        with db.engine.begin() as connection:
            before = settled(meaning(connection))
            connection.execute(text(endpoint))
        with pytest.raises(AssertionError, match=r"(wish|room): not the same"):
            assert_same(found(), before)


def found() -> Meaning:
    with db.engine.connect() as connection:
        return settled(meaning(connection))


def settled(rows: Meaning) -> Meaning:
    """These rows without what is random, or of the moment of a migration."""
    for table, names in RANDOM.items():
        for row in rows.get(table, []):
            for name in names:
                del row[name]
        rows |= {table: ordered(rows[table])} if table in rows else {}
    return rows


def since(release: str) -> list[str]:
    """The migrations that came after a release, in their order."""
    folder = Path(current_app.extensions["migrate"].directory)
    steps = ScriptDirectory(str(folder)).iterate_revisions("heads", release)
    return [step.revision for step in steps][::-1]


def translated(
    rows: Meaning, migrations: list[str], said: dict[str, Translation]
) -> Meaning:
    """What these migrations should make of these rows."""
    for revision in migrations:
        if revision in said:
            rows = said[revision](rows)
    return {name: ordered(those) for name, those in rows.items() if those}


def assert_same(after: Meaning, before: Meaning) -> None:
    """The same tables hold the same rows; the first that differ are shown."""
    assert set(after) == set(before)
    for name, rows in before.items():
        gone = [row for row in rows if row not in after[name]][:SHOWN]
        new = [row for row in after[name] if row not in rows][:SHOWN]
        assert after[name] == rows, f"{name}: not the same: {gone} became {new}"


def assert_whole() -> None:
    """No row breaks a constraint; PostgreSQL never lets one."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
