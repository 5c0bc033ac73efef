"""Several treasurers at the same moment: a claim is on one list, and paid once.

Runs on SQLite, and on PostgreSQL where THUIS_TEST_ON=postgres names it.
"""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.support.respite.test_race import at_once, sending
from tests.team.payments.test_views import MAKE, PAID, approved
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.payments.models import PaymentLine, PaymentList
from thuis_app.team.payments.rules import ListState

MANY = 8
TAKE_BACK = "form[action$='/take-back']"


def test_of_many_who_make_a_list_one_does(app: Flask, sign_in: SignIn) -> None:
    for _one in range(5):
        user = make.volunteer()
        make.bank_account(user)
        approved(user)
    browsers = [sign_in(make.user(Role.TREASURER)) for _one in range(MANY)]
    events = [sending(browser, "/payments/", MAKE) for browser in browsers]

    answers = at_once(app, events)

    assert Counter(answer.status for answer in answers) == {303: 1, 409: MANY - 1}
    lists = db.session.scalars(select(PaymentList)).all()
    claims = db.session.scalars(select(PaymentLine.claim_id)).all()
    assert len(lists) == 1 and len(claims) == len(set(claims)) == 5


def test_a_list_is_paid_or_taken_back_and_never_both(
    app: Flask, sign_in: SignIn
) -> None:
    user = make.volunteer()
    make.bank_account(user)
    approved(user)
    address = f"/payments/{make.payment_list(make.user(Role.TREASURER)).id}"
    browsers = [sign_in(make.user(Role.TREASURER)) for _one in range(MANY)]
    events = [
        sending(browser, address, PAID)
        if at % 2
        else sending(browser, f"{address}/take-back", TAKE_BACK)
        for at, browser in enumerate(browsers)
    ]

    answers = at_once(app, events)

    assert Counter(answer.status for answer in answers)[303] == 1
    assert {answer.status for answer in answers} == {303, 409}
    [row] = db.session.scalars(select(PaymentList)).all()
    [claim] = db.session.scalars(select(Claim)).all()
    lines = db.session.scalar(select(func.count(PaymentLine.claim_id)))
    assert (row.state, claim.state, lines) in (
        (ListState.PAID, ClaimState.PAID, 1),
        (ListState.TAKEN_BACK, ClaimState.APPROVED, 0),
    )
