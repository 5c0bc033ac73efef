"""After any actions: a merge leaves nothing behind, and its undo gives all back."""

from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.house.sample_data import sample_data
from tests.overview.random_year import Year
from thuis_app.accountability.reports import actions as reports
from thuis_app.core import clock, write_journal
from thuis_app.core.database import Base, db
from thuis_app.core.errors import Refused
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.overview.merging import actions, queries
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations.rules import RelationKind

pytestmark = pytest.mark.usefixtures("database")

NOT_COMPARED = {"trail_entry", "form_key", "person_merge"}
Rows = dict[str, dict[Any, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _usual_clock() -> Any:
    yield
    clock.set_source(None)


def rows() -> Rows:
    """All rows of all tables but the audit log, without their counters of versions."""
    db.session.flush()
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name in NOT_COMPARED:
            continue
        kept = db.session.connection().execute(select(table)).mappings().all()
        keys = [column.name for column in table.primary_key]
        found[table.name] = {
            tuple(row[key] for key in keys): {
                str(name): value for name, value in row.items() if name != "version"
            }
            for row in kept
        }
    return found


def naming(contact_id: int) -> list[str]:
    """Every row with a foreign key to this person, and tasks whose source they are."""
    found = []
    for table in Base.metadata.sorted_tables:
        for name in write_journal.columns_to(table.name, "contact"):
            here = select(table).where(table.c[name] == contact_id)
            if db.session.connection().execute(here).first():
                found.append(f"{table.name}.{name}")
    return found


def differences(before: Rows, after: Rows) -> list[str]:
    found = []
    for name, old in before.items():
        new = after[name]
        for key in sorted(old.keys() | new.keys(), key=str):
            if old.get(key) != new.get(key):
                mine, theirs = old.get(key) or {}, new.get(key) or {}
                what = {
                    column: (mine.get(column), theirs.get(column))
                    for column in mine.keys() | theirs.keys()
                    if mine.get(column) != theirs.get(column)
                }
                found.append(f"{name} {key}: {what}")
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_merge_leaves_nothing_behind_and_its_undo_gives_all_back(seed: int) -> None:
    year = Year(seed)
    make.contact("Bos", area=year.area, stage=Stage.KNOWN)
    for _each in range(150):
        year.act()
    reports.recount()
    people = db.session.scalars(select(Contact).order_by(Contact.id)).all()
    merged = 0
    for one_id, other_id in list(combinations([one.id for one in people], 2))[:40]:
        db.session.expire_all()
        one = db.session.get_one(Contact, one_id)
        other = db.session.get_one(Contact, other_id)
        if queries.obstacles(year.coordinator, one, other):
            continue
        before = rows()
        made = actions.merge(year.coordinator, one, other, known={})
        db.session.expire_all()
        gone = min(one_id, other_id)
        assert naming(gone) == []
        assert db.session.get(Contact, gone) is None
        merged += 1
        actions.undo(year.coordinator, made)
        db.session.expire_all()
        assert differences(before, rows()) == []
    assert merged


def test_neighbours_of_each_other_are_not_merged() -> None:
    coordinator = make.actor(make.coordinator())
    one, other = make.contact(), make.contact()
    relations.add_relation(coordinator, one, other, kind=RelationKind.NEIGHBOUR)

    with pytest.raises(Refused):
        actions.merge(coordinator, one, other, known={})


def test_all_that_hangs_on_a_person_moves_and_comes_back() -> None:
    values = sample_data().values
    coordinator = make.actor(make.coordinator())
    person = db.session.get_one(Contact, int(values["contact_id"]))
    with changes.undoable(coordinator, ChangeKind.NOTE, person):
        make.incident(person)
    other = make.contact("Bos", area=db.session.get_one(Area, person.area_id))
    gone, hung, before = person.id, naming(person.id), rows()
    assert {"incident.contact_id", "note.contact_id", "change_set.contact_id"} < set(
        hung
    )

    made = actions.merge(coordinator, person, other, known={})

    assert naming(gone) == []
    assert set(hung) <= set(naming(other.id))
    actions.undo(coordinator, made)
    db.session.expire_all()
    counted = {name: before.pop(name) for name in ("contact", "volunteer")}
    assert differences(before, rows()) == []
    assert {name: len(rows()[name]) for name in counted} == {
        name: len(kept) for name, kept in counted.items()
    }
