"""Who was erased after a backup was made does not come back with it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.operations.backup.conftest import Place
from tests.operations.backup.conftest import place as place
from tests.operations.restore.test_commands import Machine
from tests.operations.restore.test_commands import machine as machine
from tests.operations.restore.test_commands import on_sqlite as on_sqlite
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.archives import Backup
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.core.erasure_ledger import LEDGER_FILE
from thuis_app.operations.restore import actions as restoring
from thuis_app.people.contacts.models import Contact
from thuis_app.people.practice import actions as practice
from thuis_app.people.practice.models import PracticePerson

LAST_NAMES = "SELECT last_name FROM contact ORDER BY id"


@pytest.fixture
def coordinator(place: Place) -> Iterator[Actor]:
    area = make.area("Bedum")
    yield make.actor(make.coordinator(area))


@pytest.fixture
def erased(place: Place, coordinator: Actor) -> Backup:
    """A backup of a person who was erased an hour later, and of one who was not."""
    with write_transaction():
        made = practice.make(coordinator, area_id=next(iter(coordinator.area_ids)))
    who = db.session.get_one(Contact, made.contact_id)
    make.match(contact=who)
    make.note(who)
    make.contact("Molenaar")
    backup = place.make()
    later(hours=1)
    erase()
    return backup


def erase() -> None:
    [found] = db.session.scalars(select(PracticePerson)).all()
    someone = make.actor(make.user(Role.ADMINISTRATOR))
    with write_transaction():
        practice.remove(someone, found)


def later(**wait: float) -> None:
    now = clock.now() + timedelta(**wait)
    clock.set_source(lambda: now)


def test_who_was_erased_since_is_not_put_back_and_everybody_else_is(
    erased: Backup, machine: Machine
) -> None:
    later(hours=1)

    code, _said = machine.restore(erased)

    assert code == 0
    assert "Proef" not in machine.values(LAST_NAMES)
    assert "Molenaar" in machine.values(LAST_NAMES)
    assert machine.values("SELECT count(*) FROM note") == [0]
    events = machine.values("SELECT deed FROM trail_entry ORDER BY id")
    assert events[-2:] == ["backup.erased_again", "backup.restored"]


def test_the_ledger_names_nobody_and_lies_beside_the_backups_as_well(
    erased: Backup, place: Place
) -> None:
    text = (place.data / LEDGER_FILE).read_text()

    assert text == (place.folder / LEDGER_FILE).read_text()
    [line] = text.splitlines()
    assert len(line.split()[1]) == 64
    for file in (place.data / LEDGER_FILE, place.folder / LEDGER_FILE):
        assert file.stat().st_mode & 0o077 == 0


def test_without_a_ledger_nothing_is_put_back_unless_that_is_meant(
    erased: Backup, place: Place, machine: Machine
) -> None:
    (place.folder / LEDGER_FILE).unlink()

    code, said = machine.restore(erased)
    assert code == 1 and "erasure-ledger is missing" in said
    assert machine.names() == []

    assert machine.restore(erased, "--without-ledger")[0] == 0
    assert "Proef" in machine.values(LAST_NAMES)


def test_what_was_erased_before_a_restore_stays_so_in_the_one_after_it(
    erased: Backup, place: Place, machine: Machine
) -> None:
    later(hours=1)
    machine.restore(erased)
    (place.folder / LEDGER_FILE).unlink()

    machine.restore(erased, "--replace")

    assert "Proef" not in machine.values(LAST_NAMES)


def test_a_ledger_that_could_not_be_written_is_completed_by_the_next_backup(
    erased: Backup, place: Place, machine: Machine
) -> None:
    for folder in (place.data, place.folder):
        (folder / LEDGER_FILE).unlink()
    later(hours=1)
    place.make()

    machine.restore(erased)

    assert "Proef" not in machine.values(LAST_NAMES)


def test_a_ledger_that_is_not_whole_stops_a_restore(
    erased: Backup, place: Place, machine: Machine
) -> None:
    with (place.folder / LEDGER_FILE).open("a") as ledger:
        ledger.write("half a li")

    code, said = machine.restore(erased)

    assert code == 1 and "not whole" in said
    assert machine.names() == []


def test_who_has_the_number_of_somebody_who_was_erased_before_is_left_alone(
    erased: Backup, place: Place
) -> None:
    """SQLite gives the number of the newest person out again."""
    later(hours=1)
    make.contact("Nieuw")
    someone = make.actor(make.user(Role.ADMINISTRATOR))
    with write_transaction():
        practice.make(someone, area_id=make.area("Loppersum").id)

    with write_transaction():
        assert restoring.erase_again(SYSTEM, place.source.ledger) == 0

    erased_at = select(AuditEntry.event).where(AuditEntry.event.contains("erased"))
    assert db.session.scalars(erased_at).all() == []
