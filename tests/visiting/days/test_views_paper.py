"""A day of visits on paper."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.visiting import person
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.rules import VisitState

NAME = "Mrs Trijntje van der Ploeg"


def in_days(days: int, hour: int = 10) -> datetime:
    return make.at(clock.today() + timedelta(days=days), hour)


def visited(volunteer: User, days: int = 0) -> int:
    someone = person(approach="Ring twice.")
    make.saved(ContactPhone(contact_id=someone.id, number="+31595123456"))
    since = clock.today() - timedelta(days=90)
    match = make.match(volunteer, someone, started_on=since)
    before = make.visit(match, starts_at=in_days(-14), state=VisitState.REPORTED)
    words = {"agreed": "To bring cards.", "note": "Her grandson passed."}
    make.saved(
        VisitReport(
            visit_id=before.id, happened=Happened.YES, written_by=volunteer.id, **words
        )
    )
    make.visit(match, starts_at=in_days(days, 14))
    return someone.id


def test_a_day_on_paper_has_what_one_wants_at_the_door(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    contact_id = visited(volunteer)

    page = sign_in(volunteer).get("/visits/paper")

    text = page.text(".paper")
    for words in ("14:00", NAME, "Kerkstraat 14, Bedum", "0595 123 456"):
        assert words in text
    for words in ("To bring cards.", "Her grandson passed.", "Ring twice."):
        assert words in text
    assert page.has(".paper .write") and page.has("link[href*='/paper.']")
    shown = select(AuditEntry).where(AuditEntry.event == "visit.paper_shown")
    assert db.session.scalars(shown).one().shown == str(contact_id)


def test_another_day_can_be_printed(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    visited(volunteer, days=3)
    browser = sign_in(volunteer)

    assert "No visit is planned on this day." in browser.get("/visits/paper").text()
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert NAME in browser.get(f"/visits/paper?on={day}").text()


def test_who_may_not_be_approached_is_on_no_paper(sign_in: SignIn) -> None:
    volunteer = make.volunteer()
    someone = person(stage=Stage.NO_CONTACT, stopped_on=clock.today())
    make.visit(make.match(volunteer, someone), starts_at=in_days(0, 14))

    assert NAME not in sign_in(volunteer).get("/visits/paper").html


def test_a_coordinator_prints_for_the_volunteers_of_her_villages(
    sign_in: SignIn,
) -> None:
    here = make.area()
    volunteer = make.volunteer(here)
    visited(volunteer)
    address = f"/visits/paper?volunteer={volunteer.id}"

    assert NAME in sign_in(make.coordinator()).get(address).text()
    elsewhere = sign_in(make.coordinator(here)).get(address)
    assert elsewhere.status == 200 and NAME not in elsewhere.html
    assert sign_in(make.coordinator(make.area())).get(address).status == 404


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_prints_somebodys_day(sign_in: SignIn, role: Role) -> None:
    volunteer = make.volunteer()
    visited(volunteer)

    page = sign_in(make.user(role)).get(f"/visits/paper?volunteer={volunteer.id}")

    assert page.status == 404


@pytest.mark.parametrize(
    ("wanted", "status"),
    [("31-02-2027", 200), ("0001-01-01", 404), ("9999-12-31", 404)],
)
def test_a_day_that_is_none_is_no_fault(
    sign_in: SignIn, wanted: str, status: int
) -> None:
    page = sign_in(make.volunteer()).get(f"/visits/paper?on={wanted}")

    assert page.status == status
