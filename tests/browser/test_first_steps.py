"""From an empty database to ten ticks, by whoever sets Thuis up."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import thuis_app
from tests.browser.serving import PASSWORD, free_port, served_at
from tests.browser.visitor import Visitor
from tests.mailbox import Mailbox, served
from thuis_app.core.smtp import MailServer

MOST_ANSWERS = 40
VILLAGE = "Bedum"


class Walker(Visitor):
    """Somebody whose answers are counted: fields, ticks and buttons."""

    answers = 0

    def fill(self, label: str, text: str) -> None:
        Walker.answers += 1
        super().fill(label, text)

    def choose(self, label: str) -> None:
        Walker.answers += 1
        super().choose(label)

    def pick(self, label: str, option: str) -> None:
        Walker.answers += 1
        super().pick(label, option)

    def press(self, words: str) -> None:
        Walker.answers += 1
        super().press(words)

    def step(self, name: str) -> None:
        """Open the page on which this step is done."""
        self.go("/first-steps/")
        self.page.locator(f"#step-{name} a").click()
        self.page.wait_for_load_state("load")

    def accepts(self, invitation: str) -> None:
        self.go(invitation)
        self.fill("Nieuw wachtwoord", PASSWORD)
        self.fill("Nog een keer hetzelfde", PASSWORD)
        self.press("Bewaren")


class Installation:
    """An installation with nothing in it: its settings, address and commands."""

    def __init__(self, folder: Path, mail: MailServer) -> None:
        self.port = free_port()
        backups = folder / "backups"
        backups.mkdir()
        self.environment = {
            "THUIS_DATA": str(folder),
            "THUIS_BACKUP": str(backups),
            "THUIS_MAIL_HOST": mail.host,
            "THUIS_MAIL_PORT": str(mail.port),
            "THUIS_MAIL_SECURITY": "none",
            "THUIS_MAIL_FROM": "thuis@example.org",
            "THUIS_ADDRESS": f"http://127.0.0.1:{self.port}",
        }

    def run(self, words: str, *more: str) -> str:
        """What a command of the server says."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words.split(), *more],
            cwd=thuis_app.PROJECT_ROOT,
            env=os.environ | self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with served(Mailbox()) as mail:
        found = Installation(tmp_path, mail)
        found.run("db upgrade")
        with served_at(found.port, found.environment):
            yield found


@pytest.mark.story
def test_from_an_empty_database_to_ten_ticks(
    installation: Installation, browser: Browser
) -> None:
    Walker.answers = 0
    begin = "accounts begin --name Jan --email jan@example.org"
    jan = new_visitor(browser, installation)
    jan.accepts(link_in(installation.run(begin)))
    jan.sign_in("jan@example.org", PASSWORD)
    jan.sees("Eerste stappen")
    jan.check()

    the_foundation_and_its_village(jan)
    coordinator = an_account_is_made(jan, "coordinator", "Griet", "Coördinator")
    new_visitor(browser, installation).accepts(coordinator)
    jan.step("mail")
    jan.press("Stuur mij een proefmail")
    installation.run("backup keys")
    installation.run("backup")
    installation.run("jobs run")
    what_is_offered(jan)
    jan.step("practice")
    jan.press("Oefenpersoon maken")
    jan.step("practice")
    jan.check()
    jan.press("Definitief verwijderen")
    second = an_account_is_made(jan, "administrators", "Klaas", "Beheerder")
    new_visitor(browser, installation).accepts(second)

    jan.go("/first-steps/")
    ticks = jan.page.locator("#first-steps .tag.good")
    expect(ticks).to_have_count(10)
    jan.sees("Alles is klaar.")
    jan.check()
    assert Walker.answers < MOST_ANSWERS, Walker.answers


def new_visitor(browser: Browser, installation: Installation) -> Walker:
    """Somebody at a screen of their own, who is not signed in."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{installation.port}",
        viewport={"width": 820, "height": 1180},
        locale="nl-NL",
        reduced_motion="reduce",
    )
    return Walker(context.new_page())


def link_in(said: str) -> str:
    """The invitation in what a command said."""
    found = re.search(r"http\S+", said)
    assert found is not None, said
    return found.group(0)


def the_foundation_and_its_village(jan: Walker) -> None:
    jan.step("foundation")
    jan.fill("Naam van de stichting", "Thuis in Bedum")
    jan.fill("Telefoonnummer van de stichting", "050 555 01 23")
    jan.press("Bewaren")
    jan.step("villages")
    jan.fill("Naam van het dorp", VILLAGE)
    jan.fill("Postcode, de vier cijfers", "9781")
    jan.press("Bewaren")


def an_account_is_made(jan: Walker, step: str, name: str, role: str) -> str:
    """The link with which its owner chooses a password."""
    jan.step(step)
    jan.fill("Naam", f"{name} Huis")
    jan.fill("Roepnaam", name)
    jan.fill("E-mailadres", f"{name.lower()}@example.org")
    jan.choose(role)
    if step == "coordinator":
        jan.choose("In alle dorpen")
    jan.press("Bewaren")
    jan.press("Link maken")
    return jan.page.locator("#link-text").input_value()


def what_is_offered(jan: Walker) -> None:
    jan.step("offerings")
    jan.check()
    jan.choose("Telefooncirkel")
    jan.press("Bewaren wat is aangevinkt")
    jan.step("rooms")
    jan.fill("Naam van de kamer", "Thuis kamer Bedum")
    jan.pick("Dorp", VILLAGE)
    jan.press("Bewaren")
