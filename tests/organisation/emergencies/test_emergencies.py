"""Who sees no files sees all of them for an hour, with a reason that others read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.organisation.agreements.test_walks import Foundation, press
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.outbox import OutgoingMail
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.emergencies.models import EmergencyAccess
from thuis_app.overview.access_log import rules as access_log
from thuis_app.overview.access_log.rules import LogLine, OddityKind

pytestmark = pytest.mark.usefixtures("database")

REASON = "Marijke is in hospital, and somebody must be called today."


def begin(sign_in: SignIn, user: User) -> None:
    press(sign_in(user), "/emergency/", "/emergency/", reason=REASON)


def test_an_administrator_sees_the_files_for_an_hour(sign_in: SignIn) -> None:
    known = Foundation()
    assert sign_in(known.keeper).get(known.file).status == 404

    begin(sign_in, known.keeper)
    page = sign_in(known.keeper).get(known.file)
    assert page.status == 200
    assert "You see every file until" in page.text("#emergency")

    access = db.session.scalars(select(EmergencyAccess)).one()
    access.until -= timedelta(hours=1)
    db.session.commit()
    assert sign_in(known.keeper).get(known.file).status == 404


def test_who_sees_the_files_already_reads_that_it_is_not_needed(
    sign_in: SignIn,
) -> None:
    known = Foundation()

    page = sign_in(known.marijke).get("/emergency/")

    assert "You see the files already" in page.text(".empty")
    assert not page.has("form[action$='/emergency/']")


def test_it_ends_by_hand(sign_in: SignIn) -> None:
    known = Foundation()
    begin(sign_in, known.keeper)

    press(sign_in(known.keeper), "/emergency/", "/end")

    assert sign_in(known.keeper).get(known.file).status == 404


def test_the_others_are_mailed_and_read_why(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    begin(sign_in, known.keeper)

    mailed = select(OutgoingMail.to_user_id).filter_by(kind="emergency")
    assert set(db.session.scalars(mailed)) == {known.marijke.id, known.jan.id}
    assert REASON in sign_in(known.marijke).get("/emergency/").text()


def test_the_pages_of_those_who_are_mailed_say_so_for_a_day(sign_in: SignIn) -> None:
    known = Foundation()
    assert known.jan is not None
    volunteer = make.volunteer(known.village)
    begin(sign_in, known.keeper)

    for user in (known.marijke, known.jan):
        page = sign_in(user).get("/emergency/")
        assert page.one("#emergency a")["href"] == "/emergency/"
    assert not sign_in(volunteer).get("/account/").has("#emergency")

    access = db.session.scalars(select(EmergencyAccess)).one()
    access.started_at -= timedelta(days=1, hours=1)
    db.session.commit()
    assert not sign_in(known.marijke).get("/emergency/").has("#emergency")


def test_it_opens_nothing_without_a_reason(sign_in: SignIn) -> None:
    known = Foundation()

    answer = press(sign_in(known.keeper), "/emergency/", "/emergency/", reason=" ")

    assert answer.status == 422
    assert sign_in(known.keeper).get(known.file).status == 404


def test_it_opens_no_concerns_and_lets_nobody_else_in(sign_in: SignIn) -> None:
    known = Foundation()
    begin(sign_in, known.keeper)
    keeper = sign_in(known.keeper)

    assert keeper.get("/concerns/").status == 404
    assert keeper.get("/volunteers/new").status == 403


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
def test_who_sees_files_or_keeps_nothing_needs_no_emergency(
    sign_in: SignIn, role: Role
) -> None:
    page = sign_in(make.user(role)).get("/emergency/")

    assert page.status == 403 or not page.has("form[action='/emergency/']")


def test_the_reason_stands_in_the_monthly_look(sign_in: SignIn) -> None:
    known = Foundation()
    begin(sign_in, known.keeper)

    line = db.session.scalars(
        select(AuditEntry).filter_by(event="emergency.begun")
    ).one()
    assert (line.actor_id, line.ground) == (known.keeper.id, REASON)
    read = LogLine(
        clock.now(), line.actor_id, "", line.event, None, "User", "1", line.ground
    )
    [odd] = access_log.oddities([read])
    assert (odd.kind, odd.reason) == (OddityKind.EMERGENCY, REASON)
