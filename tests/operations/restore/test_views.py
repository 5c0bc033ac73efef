"""The administrator is shown what is gone, until they say that they know."""

from datetime import timedelta

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.operations.restore.models import Restore


def test_since_when_what_was_stored_is_gone_is_shown_until_it_is_known(
    sign_in: SignIn,
) -> None:
    now = make.at(clock.today(), 12)
    clock.set_source(lambda: now)
    make.restore(made_at=now - timedelta(days=1, hours=8), restored_at=now)
    browser = sign_in(make.user(Role.ADMINISTRATOR))

    page = browser.get("/jobs/")
    said = page.text("main")
    assert "everything is as it was yesterday at 04:00." in said
    assert "between then and today 12:00 is gone" in said

    answer = browser.submit(page.one("form[action^='/restores/']"))
    assert "We no longer show it." in browser.follow(answer).text()
    assert "was put back" not in browser.get("/jobs/").text("main")
    found = db.session.query(Restore).one()
    assert found.seen_at and found.seen_by


def test_who_is_no_administrator_cannot_say_that_it_is_known(sign_in: SignIn) -> None:
    restore = make.restore()
    browser = sign_in(make.user(Role.COORDINATOR))

    answer = browser.post(f"/restores/{restore.id}/seen", {"csrf_token": browser.token})
    assert answer.status == 404
