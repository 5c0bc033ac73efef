"""The papers say what the settings and the rules of Thuis say, and nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import event

from tests import make
from tests.conftest import emptied
from tests.house.sample_data import sample_data
from tests.house.tables import COLUMNS, HIDDEN, PAGES
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db, write_transaction
from thuis_app.core.legal_details import LegalDetails
from thuis_app.core.smtp import MailServer, Security
from thuis_app.operations.backup.queries import KEY_FILE
from thuis_app.operations.jobs import actions as jobs
from thuis_app.operations.jobs.commands import WORK
from thuis_app.operations.jobs.forms import KINDS
from thuis_app.operations.jobs.rules import JOBS, JobName
from thuis_app.operations.privacy_papers import forms, queries
from thuis_app.operations.privacy_papers.rules import (
    BY_ITSELF,
    TABLES,
    DataKind,
    Facts,
    Paper,
    Processing,
    Risk,
    Term,
)
from thuis_app.organisation.accounts.forms import ROLES
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.support.referrals.rules import ReferralShare
from thuis_app.visiting.visit_reports.models import VisitDraft
from thuis_app.web.idempotency import KEPT

WORDS: list[tuple[type[StrEnum], Mapping[Any, Any]]] = [
    (Paper, forms.PAPERS),
    (Paper, forms.HINTS),
    (Processing, forms.PROCESSINGS),
    (Processing, forms.PURPOSES),
    (Processing, forms.SUBJECTS),
    (Processing, forms.GROUNDS),
    (Processing, forms.READERS),
    (DataKind, forms.KINDS),
    (ReferralShare, forms.SHARES),
    (Risk, forms.RISKS),
    (Role, ROLES),
    (Role, forms.SIGHT),
]

PUBLIC: dict[str, Any] = {
    "MAIL_SERVER": None,
    "LEGAL_DETAILS": LegalDetails(),
    "ADDRESS": "https://thuis.example.org",
    "IS_PRODUCTION": True,
    "IS_FACTOR_REQUIRED": True,
    "BACKUP": "/mnt/backups",
    "BACKUP_COPY": [],
    "TABLET_KEYS": "",
}
SERVER = MailServer(
    host="mail.example.org",
    port=587,
    security=Security.STARTTLS,
    user="",
    password="",
    sender="thuis@example.org",
    site="https://thuis.example.org",
)
READER = Actor(id=1, name="Ada", called="Ada", roles=frozenset({Role.ADMINISTRATOR}))


def facts(**more: Any) -> Facts:
    return queries.facts(READER, PUBLIC | more, forms_kept=KEPT)


@pytest.fixture(autouse=True)
def installed_here(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """An installation with keys for backups, in English."""
    monkeypatch.setitem(PUBLIC, "DATA", str(tmp_path))
    (tmp_path / KEY_FILE).touch()
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.mark.parametrize(("members", "words"), WORDS)
def test_every_member_has_its_words(
    members: type[StrEnum], words: Mapping[Any, Any]
) -> None:
    assert set(words) == set(members)


def test_every_kind_of_mail_is_on_the_register() -> None:
    assert set(forms.MAILS) == set(KINDS)


@pytest.mark.parametrize("term", Term)
def test_every_term_has_a_sentence(term: Term) -> None:
    said = forms.term_words(term, facts())

    assert said.endswith(".")
    assert "%(" not in said


@pytest.mark.parametrize("term", BY_ITSELF)
def test_a_term_is_as_long_as_the_rule_says(term: Term) -> None:
    longer = replace(facts(), lengths={term: timedelta(days=12_345)})

    assert "12345 days" in forms.term_words(term, longer)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=30), "30 minutes"),
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=12), "12 hours"),
        (timedelta(hours=48), "48 hours"),
        (timedelta(days=42), "6 weeks"),
        (timedelta(days=7), "1 week"),
        (timedelta(days=92), "92 days"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(
    length: timedelta, words: str
) -> None:
    assert forms.length_words(length) == words


def test_who_is_said_to_see_no_files_opens_none() -> None:
    opens = dict(zip(COLUMNS, PAGES["casefile.show"], strict=True))

    assert {"board", "admin", "treas.", "free", "elsew."} == {
        who for who, answer in opens.items() if answer == HIDDEN
    }


def test_without_a_mail_server_no_paper_says_that_mail_goes() -> None:
    assert forms.mail(facts()) == "No mail server is set, so Thuis sends no mail."


def test_without_a_mail_server_no_paper_says_that_a_change_is_mailed() -> None:
    assert "mail" not in forms.administrator(facts())
    assert "are mailed at once" in forms.administrator(facts(MAIL_SERVER=SERVER))


def test_the_mail_server_of_the_setting_is_named() -> None:
    said = forms.mail(facts(MAIL_SERVER=SERVER))
    assert said.startswith("Mail goes by mail.example.org, over an encrypted line.")

    plain = replace(SERVER, security=Security.NONE)
    assert "without encryption" in forms.mail(facts(MAIL_SERVER=plain))


def test_without_a_folder_or_a_key_no_paper_says_that_backups_are_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty").mkdir()
    for wrong in ({"BACKUP": ""}, {"DATA": str(tmp_path / "empty")}):
        found = facts(**wrong)

        assert forms.backups(found) == [
            "There is no folder or no key for backups, so Thuis makes none."
        ]
        assert forms.measures(Risk.LOST, found)[0] == forms.backups(found)[0]


def test_backups_are_kept_as_long_as_their_rule_says() -> None:
    kept = replace(facts().backup, days=71, weeks=72, months=73, fewest=74)

    said = forms.backups(replace(facts(), backup=kept))[0]

    assert "71 days, 72 weeks and 73 months, and never fewer than 74" in said


def test_a_copy_elsewhere_is_said_only_where_a_command_makes_one() -> None:
    copied = "After it, a copy of it goes to another place."

    assert copied not in forms.backups(facts())
    assert copied in forms.backups(facts(BACKUP_COPY=["rclone", "copy"]))


def test_a_second_factor_is_promised_only_where_it_is_required() -> None:
    only = replace(facts(), must_have_factor=frozenset({Role.BOARD}))
    assert "or uses a passkey: Board." in " ".join(forms.sign_in(only))
    assert "not required" in " ".join(forms.sign_in(facts(IS_FACTOR_REQUIRED=False)))


ERASING = re.compile(r"DELETE FROM \"?(\w+)|UPDATE \"?(signal|person_merge)\b")


def tables_erased_by(*names: JobName) -> set[str]:
    """The tables of which these jobs, a few years later, erase rows or their words."""
    found: set[str] = set()

    def note(_connection: Any, _cursor: Any, said: str, *_more: Any) -> None:
        found.update(name for pair in ERASING.findall(said) for name in pair if name)

    at = clock.now() + timedelta(days=1000)
    clock.set_source(lambda: at)
    event.listen(db.engine, "before_cursor_execute", note)
    for job in JOBS:
        if job.name in names:
            with write_transaction():
                run = jobs.claim(SYSTEM, job)
            assert run is not None
            WORK[job.name](run.id)
    event.remove(db.engine, "before_cursor_execute", note)
    return found


def test_what_the_nightly_jobs_erase_is_what_the_register_says(app: Flask) -> None:
    with emptied(app):
        sample_data()
        visit = make.visit(make.match(volunteer := make.volunteer()))
        make.saved(VisitDraft(visit_id=visit.id, author_id=volunteer.id, answers="[]"))
        make.signal(state=SignalState.DECLINED, decided_at=clock.now())
        erased = tables_erased_by(JobName.SIGNALS, JobName.FORGET)

    assert erased == {name for name, use in TABLES.items() if use.term in BY_ITSELF}
