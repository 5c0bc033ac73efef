import pytest
from flask import Flask

from tests import make
from tests.pages import Browser
from thuis_app.core.actors import Role
from thuis_app.core.database import db

pytestmark = pytest.mark.usefixtures("database")

BEGIN = ["accounts", "begin", "--name", "Joël Huis", "--email", "Joel@Example.org"]


def test_a_new_house_gets_its_first_administrator_by_a_link(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=BEGIN)
    link = answer.output.split()[-1]
    browser = Browser(app)

    page = browser.get(link)
    done = browser.submit(
        page.one("#password-form"),
        password="four plain words here",
        again="four plain words here",
    )

    assert answer.exit_code == 0
    assert "joel@example.org" in page.text("main")
    assert done.address == "/account/sign-in"


def test_a_second_one_is_refused(app: Flask) -> None:
    make.user(Role.ADMINISTRATOR)
    db.session.commit()

    answer = app.test_cli_runner().invoke(args=BEGIN)

    assert answer.exit_code == 1
    assert "There is an administrator already" in answer.output
