"""Where a page asks somebody to call, the number stands beside it."""

from datetime import date, timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from tests.overview.ahead.test_views import Planned
from tests.pages import Page
from tests.visiting.visits.test_days_off import Ill
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.team.trainings.rules import consulted_since
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches.models import Match

pytestmark = pytest.mark.usefixtures("database")
OWN, THEIRS = "+31505550101", "+31612345678"


def called(page: Page) -> set[str]:
    assert page.status == 200
    return {str(one["href"]) for one in page.soup.select("main a.call")}


def with_number(contact_id: int) -> None:
    make.saved(ContactPhone(contact_id=contact_id, number=OWN))


def waiting_since(user: User, on: date) -> User:
    profile = db.session.get_one(Volunteer, user.id)
    profile.since, user.telephone = on, THEIRS
    db.session.commit()
    return user


@pytest.mark.parametrize("is_own", [True, False])
def test_visits_in_days_off_have_the_number_of_each_person(
    sign_in: SignIn, is_own: bool
) -> None:
    ill = Ill()
    block = ill.block()
    with_number(ill.visit(0).contact_id)

    browser = sign_in(ill.griet if is_own else ill.office)

    assert called(browser.get(f"/visits/days-off/{block.id}")) == {f"tel:{OWN}"}


def test_who_is_handed_over_and_who_leaves_can_both_be_called(sign_in: SignIn) -> None:
    match: Match = make.match()
    waiting_since(db.session.get_one(User, match.volunteer_id), clock.today())
    with_number(match.contact_id)

    page = sign_in(make.coordinator()).get(f"/matches/handover/{match.volunteer_id}")

    assert called(page) == {f"tel:{OWN}", f"tel:{THEIRS}"}


def test_in_the_week_a_coordinator_can_call_who_goes_and_a_volunteer_nobody(
    sign_in: SignIn,
) -> None:
    known = Planned()
    waiting_since(known.griet, clock.today())
    other = make.volunteer(known.area)
    make.match(other, known.person)
    address = f"/people/{known.person.id}"

    assert f"tel:{THEIRS}" in called(sign_in(known.office).get(address))
    assert f"tel:{THEIRS}" not in sign_in(other).get(address).html


def test_who_was_not_there_or_was_not_asked_for_long_can_be_called(
    sign_in: SignIn,
) -> None:
    long_ago = consulted_since(clock.today()) - timedelta(days=40)
    waiting_since(make.volunteer(make.area()), long_ago)
    browser = sign_in(make.coordinator())

    for address in ("/trainings/long-ago", "/matches/unasked"):
        assert called(browser.get(address)) == {f"tel:{THEIRS}"}, address
