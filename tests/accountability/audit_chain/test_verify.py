"""Whatever is done to lines in blocks in the database itself is found."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.accountability.audit_chain.conftest import LINES, add_lines, chain_all
from thuis_app.accountability.audit_chain import actions, queries
from thuis_app.accountability.audit_chain.models import AuditBlock
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.accountability.audit_chain.rules import ChainFaultKind, Verdict
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db, write_transaction

TIMES = 1000
TEXTS = ("role", "deed", "shown", "subject", "subject_id", "ground")
NUMBERS = ("actor_id", "session_id", "contact_id")
TRIGGERS = (
    *("trail_entry_no_update", "trail_entry_no_delete"),
    *("audit_block_no_update", "audit_block_no_delete"),
)
COLUMNS = "at, actor_id, session_id, role, deed, contact_id, shown, subject, "
COLUMNS += "subject_id, ground"


def verdict(files: ChainFiles) -> Verdict:
    return queries.verdict(SYSTEM, files)


def kinds(files: ChainFiles) -> list[ChainFaultKind]:
    return [one.kind for one in verdict(files).faults]


@contextmanager
def without_triggers() -> Iterator[None]:
    """Work on the tables as whoever holds the file of the database can; undone."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        for trigger in TRIGGERS:
            db.session.execute(text(f"DROP TRIGGER {trigger}"))
    else:
        for table in ("trail_entry", "audit_block"):
            db.session.execute(text(f"DROP TRIGGER {table}_only_grows ON {table}"))
    try:
        yield
    finally:
        db.session.rollback()


def execute(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)


def edit(chance: random.Random, last: int) -> None:
    """One value of one line becomes another."""
    line = chance.randint(1, last)
    if chance.random() < 0.2:
        execute(
            "UPDATE trail_entry SET at = '2020-01-01 10:00:00.000000' WHERE id = :id",
            id=line,
        )
        return
    if chance.random() < 0.5:
        column = chance.choice(NUMBERS)
        execute(
            f"UPDATE trail_entry SET {column} = coalesce({column}, 0) + 1000"
            " WHERE id = :id",
            id=line,
        )
        return
    column = chance.choice(TEXTS)
    execute(
        f"UPDATE trail_entry SET {column} = {column} || 'x' WHERE id = :id", id=line
    )


def delete(chance: random.Random, last: int) -> None:
    """Some lines go."""
    first = chance.randint(1, last)
    end = min(last, first + chance.randint(0, 3))
    execute("DELETE FROM trail_entry WHERE id BETWEEN :a AND :b", a=first, b=end)


def swap(chance: random.Random, last: int) -> None:
    """Two lines change places."""
    one, other = chance.sample(range(1, last + 1), 2)
    for before, after in ((one, -9), (other, one), (-9, other)):
        execute("UPDATE trail_entry SET id = :b WHERE id = :a", a=before, b=after)


def cut(chance: random.Random, _last: int) -> None:
    """The last blocks go, with all lines after them and their blocks."""
    blocks = db.session.scalars(select(AuditBlock).order_by(AuditBlock.id)).all()
    kept = chance.randint(0, len(blocks) - 1)
    after = blocks[kept - 1].last_line if kept else 0
    execute("DELETE FROM audit_block WHERE id > :kept", kept=kept)
    execute("DELETE FROM trail_entry WHERE id > :after", after=after)


def insert(chance: random.Random, last: int) -> None:
    """A line is put between, and those after it, with their blocks, move up; or it is
    put before the first."""
    at = chance.randint(0, last)
    source = chance.randint(1, last)
    if at:
        execute("UPDATE trail_entry SET id = -id WHERE id >= :at", at=at)
        execute("UPDATE trail_entry SET id = 1 - id WHERE id < 0")
        execute(
            "UPDATE audit_block SET last_line = last_line + 1 WHERE last_line >= :at",
            at=at,
        )
        source += source >= at
    execute(
        f"INSERT INTO trail_entry (id, {COLUMNS}) SELECT :at, {COLUMNS}"
        " FROM trail_entry WHERE id = :source",
        at=at,
        source=source,
    )


def edit_block(chance: random.Random, last: int) -> None:
    """A value of a block becomes another, or a block goes."""
    block = chance.randint(1, last // 7)
    how = chance.choice(
        (
            "UPDATE audit_block SET last_line = last_line + 1 WHERE id = :id",
            "UPDATE audit_block SET lines = lines + 1 WHERE id = :id",
            "UPDATE audit_block SET made_at = '2020-01-01 10:00:00' WHERE id = :id",
            "UPDATE audit_block SET mac = 'ab' || substr(mac, 3) || 'c' WHERE id = :id",
            "DELETE FROM audit_block WHERE id = :id",
        )
    )
    execute(how, id=block)


WAYS: tuple[Callable[[random.Random, int], None], ...] = (
    *(edit, delete, swap, cut, insert, edit_block),
)


def test_a_log_that_nobody_touched_is_as_it_was_chained(chained: ChainFiles) -> None:
    found = verdict(chained)

    assert found.faults == ()
    assert found.chained >= LINES


def test_each_of_a_thousand_changes_of_the_tables_is_found(chained: ChainFiles) -> None:
    chance = random.Random(12)
    last = queries.last_block(SYSTEM)
    assert last is not None
    missed, done = [], dict.fromkeys(WAYS, 0)
    for number in range(TIMES):
        way = chance.choice(WAYS)
        done[way] += 1
        with without_triggers():
            way(chance, last.last_line)
            if not verdict(chained).faults:
                missed.append((number, way.__name__))
    assert missed == []
    assert min(done.values()) > TIMES / len(WAYS) / 2


def test_lines_after_the_last_block_are_named_as_in_no_block_yet(
    chained: ChainFiles,
) -> None:
    before = verdict(chained).pending

    add_lines(3)

    assert verdict(chained).pending == before + 3
    assert verdict(chained).faults == ()


def test_the_block_with_the_fault_is_the_one_that_is_named(chained: ChainFiles) -> None:
    with without_triggers():
        execute("UPDATE trail_entry SET ground = 'other' WHERE id = 10")
        [fault] = verdict(chained).faults

    assert (fault.kind, fault.number) == (ChainFaultKind.CHANGED, 2)
    assert fault.first_line <= 10 <= fault.last_line


def test_the_number_of_missing_lines_is_told(chained: ChainFiles) -> None:
    with without_triggers():
        execute("DELETE FROM trail_entry WHERE id IN (9, 10)")
        [fault] = verdict(chained).faults

    assert (fault.kind, fault.difference) == (ChainFaultKind.FEWER, 2)


def test_without_its_key_nothing_is_verified_and_nothing_added(
    chained: ChainFiles,
) -> None:
    chained.key_file.unlink()

    assert kinds(chained) == [ChainFaultKind.NO_KEY]
    assert verdict(chained).is_unable


def test_another_key_fits_no_block(chained: ChainFiles) -> None:
    chained.key_file.chmod(0o600)
    chained.key_file.write_text("0" * 64)

    assert len(kinds(chained)) == len(queries.blocks(SYSTEM))


def test_a_head_that_is_gone_is_a_fault_also_when_all_blocks_are(
    chained: ChainFiles,
) -> None:
    chained.head_file.unlink()
    assert kinds(chained) == [ChainFaultKind.NO_HEAD]

    with without_triggers():
        execute("DELETE FROM audit_block")
        assert kinds(chained) == [ChainFaultKind.NO_HEAD]


def test_a_head_of_before_the_last_block_still_fits(chained: ChainFiles) -> None:
    """After a crash between the commit and the writing of the head, and in a backup."""
    head = chained.head_file.read_text()
    add_lines(9)
    chain_all(chained)

    chained.head_file.write_text(head)

    assert kinds(chained) == []


def test_a_first_block_that_was_rolled_back_leaves_nothing_to_mend(
    files: ChainFiles,
) -> None:
    add_lines(2)
    with pytest.raises(ZeroDivisionError), write_transaction():
        actions.append_block(SYSTEM, files)
        raise ZeroDivisionError

    assert kinds(files) == []
    chain_all(files)
    assert kinds(files) == []


def test_the_key_and_the_head_are_for_their_owner_alone(chained: ChainFiles) -> None:
    for file in (chained.key_file, chained.head_file):
        assert file.stat().st_mode & 0o077 == 0


def test_the_command_says_it_in_sentences(app: Flask, chained: ChainFiles) -> None:
    with write_transaction():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DROP TRIGGER trail_entry_no_delete"))
        else:
            db.session.execute(
                text("DROP TRIGGER trail_entry_only_grows ON trail_entry")
            )
        execute("DELETE FROM trail_entry WHERE id = 9")
    answer = app.test_cli_runner().invoke(args=["trail", "verify"])
    dutch = app.test_cli_runner().invoke(args=["trail", "verify", "--language", "nl"])
    with write_transaction():
        _put_triggers_back()

    assert answer.exit_code == 1
    assert "Block 2 (lines 8 to 14" in answer.output
    assert "lines are missing: 1" in answer.output
    assert "not yet sealed" in answer.output
    assert "regels ontbreken: 1" in dutch.output


def test_the_command_looks_for_a_head_that_was_written_down(
    app: Flask, chained: ChainFiles
) -> None:
    head = chained.head
    assert head is not None
    run = app.test_cli_runner().invoke

    right = run(args=["trail", "verify", "--head", head.as_text()])
    later = replace_number(head.as_text())
    wrong = run(args=["trail", "verify", "--head", later])
    typed = run(args=["trail", "verify", "--head", "nonsense"])

    assert right.exit_code == 0 and f"Head: {head.as_text()}" in right.output
    assert wrong.exit_code == 1 and "cut off" in wrong.output
    assert typed.exit_code == 1 and "no head" in typed.output


def replace_number(head: str) -> str:
    return f"999-{head.partition('-')[2]}"


def _put_triggers_back() -> None:
    if db.engine.dialect.name == "sqlite":
        execute(
            "CREATE TRIGGER trail_entry_no_delete BEFORE DELETE ON trail_entry "
            "BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END"
        )
        return
    execute(
        "CREATE TRIGGER trail_entry_only_grows BEFORE UPDATE OR DELETE ON trail_entry "
        "FOR EACH ROW EXECUTE FUNCTION trail_only_grows()"
    )
