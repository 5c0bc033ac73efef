"""An incident, for the coordinators of the village and the insurer."""

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.people.incidents.models import Incident
from thuis_app.people.incidents.rules import Insurance

pytestmark = pytest.mark.usefixtures("database")


def test_what_happened_is_recorded_from_the_page_of_the_person(
    sign_in: SignIn,
) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    link = browser.get(f"/people/{contact.id}").one("a[href^='/incidents/of/']")
    form = browser.get(str(link["href"])).one("#incident-form")

    answer = browser.submit(
        form, kind="gift", words="Fifty euros, given back.", insurance="not_needed"
    )

    page = browser.follow(answer)
    assert "Fifty euros, given back." in page.text("#incident")
    assert "Nobody yet" in page.text("#incident")
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert "incident.recorded" in events


def test_coordinators_of_other_villages_do_not_see_it(sign_in: SignIn) -> None:
    here, there = make.area(), make.area()
    contact, volunteer = make.contact(area=here), make.volunteer(here)
    incident = make.incident(contact)
    make.match(volunteer, contact)

    for other in (make.coordinator(there), volunteer):
        assert sign_in(other).get(f"/incidents/{incident.id}").status == 404
    assert "vase" not in sign_in(make.coordinator(there)).get("/incidents/").html


def test_it_is_not_closed_before_the_insurer_knows(sign_in: SignIn) -> None:
    incident = make.incident(insurance=Insurance.TO_REPORT)
    browser = sign_in(make.coordinator())
    path = f"/incidents/{incident.id}"

    refused = browser.submit(browser.get(path).one("form[action$=close]"))

    assert refused.status == 409
    assert db.session.get_one(Incident, incident.id).is_open
    form = browser.get(f"{path}/edit").one("#incident-form")
    browser.submit(form, insurance="reported")
    browser.submit(browser.get(path).one("form[action$=close]"))
    db.session.expire_all()
    assert not db.session.get_one(Incident, incident.id).is_open


def test_what_is_missing_is_said_and_what_was_typed_is_kept(sign_in: SignIn) -> None:
    contact, browser = make.contact(), sign_in(make.coordinator())
    form = browser.get(f"/incidents/of/{contact.id}/new").one("#incident-form")

    page = browser.submit(form, words="She fell.", insurance="not_needed")

    assert page.status == 422
    assert "She fell." in page.text("textarea[name=words]")
    assert db.session.scalars(select(Incident)).all() == []


def test_open_ones_stand_above_those_that_are_closed(sign_in: SignIn) -> None:
    first = make.incident(make.contact("Bos"))
    browser = sign_in(make.coordinator())
    browser.submit(browser.get(f"/incidents/{first.id}").one("form[action$=close]"))
    make.incident(make.contact("Dam"))

    names = browser.get("/incidents/").text("#incident-list")

    assert names.index("Dam") < names.index("Bos")
