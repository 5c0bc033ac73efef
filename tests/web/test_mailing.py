"""No page says that a mail goes out from an installation that sends none."""

import re

import pytest
from flask import Flask

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app import PACKAGE, PROJECT_ROOT
from thuis_app.core.smtp import MailServer

SERVER = MailServer("localhost", "a@b.nl", "http://localhost")
GOES_OUT, CALL = "A mail about it goes out.", "No mail is sent from here now: call."
PROMISE = re.compile(r'_l?\("[^"]*\b((is|are|were) mailed|gets? a mail)\b')


def lost(sign_in: SignIn) -> Page:
    """What a coordinator reads who reports the tablet of a volunteer as lost."""
    user = make.volunteer(password_hash="set")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/volunteers/{user.id}").one("form[action$=tablet-lost]")
    return browser.follow(browser.submit(form))


def test_without_a_server_one_is_asked_to_call(sign_in: SignIn) -> None:
    said = lost(sign_in).text("#notice")

    assert CALL in said and GOES_OUT not in said


def test_with_a_server_a_mail_goes_out(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_SERVER", SERVER)

    said = lost(sign_in).text("#notice")

    assert GOES_OUT in said and CALL not in said


def test_no_other_sentence_promises_a_mail() -> None:
    files = [*PACKAGE.rglob("*.py"), *(PROJECT_ROOT / "templates").rglob("*.html")]
    papers = PACKAGE / "operations/privacy_papers"

    promises = [
        f"{file.name}: {found.group()}"
        for file in files
        if papers not in file.parents
        for found in PROMISE.finditer(file.read_text())
    ]

    assert promises == [], "use about_mail() of thuis_app.web.mailing"
