"""The page of the first steps: what is there is ticked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.house.test_statements import statements
from tests.pages import Browser, Page
from thuis_app.core import archives, clock, installation
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.directory.rooms.models import Room
from thuis_app.operations.first_steps import queries
from thuis_app.operations.first_steps.models import SkippedStep
from thuis_app.operations.jobs.models import JobRun
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.practice import actions as practice


@pytest.fixture(autouse=True)
def fresh(database: None) -> Iterator[None]:
    queries.forget()
    foundation.forget()
    yield
    queries.forget()
    foundation.forget()


def administrator(sign_in: SignIn) -> Browser:
    return sign_in(make.user(Role.ADMINISTRATOR, password_hash="x"))


def ticked(page: Page) -> list[str]:
    """The steps with a tick, by their names."""
    found = page.tree.css("#first-steps li")
    return [
        str(one.attributes["id"]).removeprefix("step-")
        for one in found
        if one.css_first(".tag.good")
    ]


def test_a_new_installation_begins_with_the_first_steps(sign_in: SignIn) -> None:
    browser = administrator(sign_in)

    page = browser.follow(browser.get("/"))

    assert page.text("h1") == "First steps"
    assert ticked(page) == []
    assert len(page.tree.css("#first-steps li")) == 10


def test_a_foundation_with_a_name_begins_with_the_accounts(sign_in: SignIn) -> None:
    make.foundation()
    browser = administrator(sign_in)

    assert browser.get("/").address == "/account/users"


def test_what_is_there_has_a_tick(app: Flask, sign_in: SignIn, tmp_path: Path) -> None:
    app.config["BACKUP"] = str(tmp_path)
    browser = administrator(sign_in)
    everything(tmp_path)

    page = browser.get("/first-steps/")
    menu = page.tree.css_first(".masthead nav")

    app.config["BACKUP"] = ""
    assert len(ticked(page)) == 10
    assert "All is done." in page.text(".message.good")
    assert menu is not None and "First steps" not in menu.text()


def test_the_menu_leads_to_the_steps_while_one_is_open(sign_in: SignIn) -> None:
    page = administrator(sign_in).get("/account/users")

    assert "First steps" in page.text(".masthead nav")


def test_the_example_has_no_first_steps_in_its_menu(sign_in: SignIn) -> None:
    make.foundation(is_demo=True)

    page = administrator(sign_in).get("/account/users")

    assert "First steps" not in page.text(".masthead nav")


def test_a_coordinator_who_was_only_invited_is_no_coordinator_yet(
    sign_in: SignIn,
) -> None:
    make.coordinator(password_hash="")

    assert "coordinator" not in ticked(administrator(sign_in).get("/first-steps/"))


def test_a_mail_that_was_refused_is_no_test(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    refused = {"mail_tested_at": clock.now(), "mail_trouble": "refused"}
    installation.note(db.engine, **refused)

    assert "mail" not in ticked(browser.get("/first-steps/"))


def test_a_step_that_does_not_apply_is_set_aside_and_taken_up(
    sign_in: SignIn,
) -> None:
    browser = administrator(sign_in)
    page = browser.get("/first-steps/")

    page = browser.follow(browser.submit(page.one("#step-rooms form")))
    assert "not for us" in page.text("#step-rooms")
    assert "Done: 1 of 10." in page.text("#first-steps [role=status]")

    again = browser.submit(page.one("#step-rooms form"), applies="yes")
    page = browser.follow(again)
    assert "to do" in page.text("#step-rooms")
    assert not db.session.scalars(select(SkippedStep)).all()
    lines = select(AuditEntry.event).where(AuditEntry.event.startswith("step."))
    assert list(db.session.scalars(lines)) == [
        "step.skipped",
        "step.taken_up",
    ]


def test_what_every_foundation_needs_cannot_be_set_aside(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    page = browser.get("/first-steps/")
    form = page.one("#step-rooms form")
    form["action"] = "/first-steps/backup"

    assert browser.submit(form).status == 404


def test_after_saving_a_form_the_steps_are_there_again(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    link = browser.get("/first-steps/").one("#step-foundation a")
    form = browser.get(str(link["href"])).one("#settings-form")

    answer = browser.submit(form, name="Thuis in Bedum", telephone="050 555 01 23")

    assert answer.address == "/first-steps/"
    assert ticked(browser.follow(answer)) == ["foundation"]


def test_the_steps_are_read_with_few_statements(sign_in: SignIn) -> None:
    browser = administrator(sign_in)
    browser.get("/first-steps/")
    queries.forget()

    with statements() as wanted:
        browser.get("/first-steps/")

    assert wanted.total() <= 5, wanted


def everything(folder: Path) -> None:
    """All that the ten steps are about."""
    make.foundation(telephone="050 555 01 23")
    area = make.area("Bedum")
    make.user(Role.ADMINISTRATOR, password_hash="x")
    make.coordinator(password_hash="x")
    make.offering()
    make.saved(Room(name="Here", area_id=area.id))
    practised = make.practice_person(area)
    practice.remove(make.actor(make.coordinator()), practised)
    make.saved(JobRun(name="mail", claimed_at=clock.now()))
    db.session.commit()
    installation.note(db.engine, mail_tested_at=clock.now(), mail_trouble="")
    backup = archives.Backup(
        folder / f"{clock.now():{archives.STAMP}}{archives.SUFFIX}", clock.now()
    )
    backup.file.write_bytes(b"")
    backup.hash_file.write_text("")
