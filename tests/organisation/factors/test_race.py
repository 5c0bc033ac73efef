"""One code, or one printed code, given in many browsers at the same moment."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from tests import make
from tests.organisation.factors.test_views import SECRET, asked_for_code, code
from tests.organisation.sessions.test_views import member
from tests.pages import Browser, Page, filled
from tests.support.respite.test_race import at_once
from thuis_app.core.actors import Role
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts.models import RecoveryCode

PRINTED = "ABCD EFGH JKLM NPQR"


@pytest.mark.parametrize("kind", ["telephone", "printed"])
def test_of_many_at_once_one_gets_in(app: Flask, database: None, kind: str) -> None:
    user = member(Role.BOARD)
    make.factor(user, SECRET)
    printed = hash_key(PRINTED.replace(" ", ""))
    make.saved(RecoveryCode(user_id=user.id, code_hash=printed))
    typed = code() if kind == "telephone" else PRINTED
    sent: list[Callable[[], Page]] = []
    for _ in range(6):
        browser = Browser(app)
        form = asked_for_code(browser, user).one("#prove-form")
        body = filled(form)
        body.setlist("code", [typed])
        sent.append(partial(browser.post, str(form["action"]), body))

    answers = at_once(app, sent)

    assert Counter(answer.status for answer in answers) == {303: 1, 422: 5}
