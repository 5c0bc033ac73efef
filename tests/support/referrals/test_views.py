import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.statements import statements_of
from tests.support.referrals.progress import S, agreed_referral, stored
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.people.contacts.models import ContactPhone


def test_the_list_puts_what_is_late_first_and_says_why(sign_in: SignIn) -> None:
    make.referral(make.contact("Later"), S.PROPOSED)
    long_ago = clock.today() - timedelta(days=17)
    late = make.referral(make.contact("Late"), S.SENT, state_since=long_ago)
    make.referral(make.contact("Gone"), S.LANDED)
    browser = sign_in(make.coordinator())

    page = browser.get("/referrals/")
    landed = browser.get("/referrals/?state=landed", htmx=True)

    assert page.texts(".line .name") == ["Late", "Later"]
    assert "3 days late" in page.text(f"#referral-{late.id}")
    assert "no answer yet. Call them." in page.text(f"#referral-{late.id}")
    assert landed.texts(".line .name") == ["Gone"]
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert "referral.listed" in events


@pytest.mark.parametrize("address", ["?state=nonsense", "?after=x", "?after=999"])
def test_an_odd_address_shows_the_list(sign_in: SignIn, address: str) -> None:
    make.referral(make.contact("Boer"))

    page = sign_in(make.coordinator()).get(f"/referrals/{address}")

    assert page.texts(".line .name") == ["Boer"]


def test_an_empty_list_says_why(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())

    assert "Nobody is on the way" in browser.get("/referrals/").text("#referral-list")
    assert "None in this state" in browser.get("/referrals/?state=sent").text("main")


def test_the_list_asks_as_much_for_many_as_for_few(sign_in: SignIn) -> None:
    offering, owner = make.offering(), make.coordinator()
    browser = sign_in(owner)
    counts = []

    def listed() -> None:
        assert browser.get("/referrals/").status == 200

    listed()
    for number in (5, 25):
        while len(stored()) < number:
            make.referral(make.contact(), offering_id=offering.id, owner_id=owner.id)
        counts.append(statements_of(listed))

    assert counts[0] == counts[1]


def test_a_volunteer_reads_along_and_changes_nothing(sign_in: SignIn) -> None:
    volunteer, someone = make.volunteer(), make.contact()
    make.match(volunteer, someone)
    make.saved(ContactPhone(contact_id=someone.id, number="+31595551234"))
    theirs = agreed_referral(contact=someone)
    other = make.referral()
    browser = sign_in(volunteer)

    page = browser.get(f"/referrals/{theirs.id}?to=sent")
    token = page.soup.select_one("[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": token["value"]}

    assert page.status == 200
    assert not page.has("main form") and "tel:+31595551234" not in page.html
    assert "595551234" not in re.sub(r"[^0-9]", "", page.text("main"))
    assert browser.get("/referrals/").texts(".line .name") == [someone.full_name]
    assert browser.get(f"/referrals/{theirs.id}/companion").status == 403
    assert browser.get(f"/referrals/of/{someone.id}/new").status == 404
    for action in ("advance", "note", "companion"):
        assert browser.post(f"/referrals/{theirs.id}/{action}", data).status == 403
        assert browser.post(f"/referrals/{other.id}/{action}", data).status == 404


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_who_sees_no_people_sees_no_referrals(sign_in: SignIn, role: Role) -> None:
    referral = make.referral()
    browser = sign_in(make.user(role))

    assert browser.get("/referrals/").status == 403
    assert browser.get(f"/referrals/{referral.id}").status == 404
    assert browser.get(f"/referrals/of/{referral.contact_id}/new").status == 404


def test_opening_a_referral_stands_in_the_audit_log(sign_in: SignIn) -> None:
    referral = make.referral()
    contact_id = referral.contact_id

    sign_in(make.coordinator()).get(f"/referrals/{referral.id}")

    lines = select(AuditEntry.ground).where(
        AuditEntry.event == "referral.opened", AuditEntry.contact_id == contact_id
    )
    assert db.session.scalars(lines).all() == ["area"]
