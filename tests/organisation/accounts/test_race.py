"""Two administrators change the roles of one account at the same moment."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.organisation.accounts.test_views_users import form_of
from tests.pages import Page, filled
from tests.support.respite.test_race import at_once
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import UserRole


def test_of_two_who_change_the_same_roles_one_wins_whole(
    app: Flask, sign_in: SignIn
) -> None:
    someone = make.user(Role.COORDINATOR, all_areas=True)
    sent: list[Callable[[], Page]] = []
    for role in (Role.VOLUNTEER, Role.BOARD):
        browser = sign_in(make.user(Role.ADMINISTRATOR))
        form = form_of(browser, someone)
        body = filled(form)
        body.setlist("roles", [role])
        sent.append(partial(browser.post, str(form["action"]), body))

    answers = at_once(app, sent)

    assert Counter(answer.status for answer in answers) == {303: 1, 409: 1}
    query = select(UserRole).where(UserRole.user_id == someone.id)
    ended, held = sorted(db.session.scalars(query), key=lambda row: row.id)
    assert ended.role is Role.COORDINATOR and ended.until is not None
    assert held.until is None
