"""`flask backup` and `flask backup keys`, as they are typed."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.operations.backup.conftest import Place
from thuis_app.core import archives
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.operations.backup import forms
from thuis_app.operations.backup.actions import BackupKey


def typed(app: Flask, *words: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["backup", *words])
    db.session.rollback()
    return answer.exit_code, answer.output


def test_a_backup_says_where_it_is_and_that_it_was_opened(place: Place) -> None:
    code, said = typed(place.app)

    [backup] = archives.found(place.folder)
    assert code == 0
    assert said.startswith(f"{backup.file}: ")
    assert said.endswith("MB, opened and found whole.\n")
    made = AuditEntry.event == "backup.made"
    assert db.session.scalar(select(func.count()).where(made)) == 1


def test_without_keys_it_says_how_to_make_them(place: Place) -> None:
    place.source.key_file.unlink()

    assert typed(place.app) == (
        1,
        "Error: There are no keys for backups yet. Run: thuis backup keys\n",
    )


def test_keys_are_printed_once_on_two_sheets_that_open_backups(place: Place) -> None:
    place.source.key_file.unlink()

    code, said = typed(place.app, "keys")

    first, second = said.split("\f")
    assert code == 0
    assert (
        first.startswith("NOODSLEUTEL OP PAPIER 1 van 2")
        and "NOODSLEUTEL OP PAPIER 2 van 2" in second
    )
    backup = place.make()
    for sheet in (first, second):
        [identity] = archives.identities_in(sheet)
        with archives.work_folder(place.data) as work:
            assert archives.read(backup.file, [identity], work).rows


def test_a_second_time_new_keys_must_be_meant(place: Place) -> None:
    before = place.source.key_file.read_text()

    code, said = typed(place.app, "keys")
    assert code == 1 and "--again" in said
    assert place.source.key_file.read_text() == before

    assert typed(place.app, "keys", "--again")[0] == 0
    assert place.source.key_file.read_text() != before


def test_a_sheet_is_plain_text_of_a_narrow_page_in_dutch(place: Place) -> None:
    make.foundation()

    said = typed(place.app, "keys", "--again")[1]

    assert "Stichting Thuis" in said
    assert max(len(line) for line in said.splitlines()) < 85
    assert "gesloten" in said or "dichte envelop" in said
    assert not re.search(r"\b(keep|backup is)\b", said)


@pytest.mark.parametrize("write", [str.lower, lambda text: text.replace(" ", "\n\n")])
def test_a_key_that_was_typed_over_is_read_as_well(write: object) -> None:
    key = BackupKey.new()
    assert callable(write)
    typed_over = write("\n".join(forms.grouped(key.private)))

    [identity] = archives.identities_in(typed_over)

    assert str(identity) == key.private


def test_a_key_with_a_wrong_sign_is_refused() -> None:
    key = BackupKey.new().private
    wrong = key[:-1] + ("Q" if key[-1] != "Q" else "P")

    with pytest.raises(archives.BackupFailed, match="no whole key"):
        archives.identities_in(wrong)
