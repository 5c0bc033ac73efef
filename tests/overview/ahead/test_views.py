"""What lies ahead, on the page of a person, of a volunteer, and in a week."""

from datetime import date, datetime, timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from tests.visiting.visits.couple import couple
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms.models import Room
from thuis_app.directory.rooms.rules import week_name, week_number
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


class Planned:
    """A visit, a first time elsewhere and a place in a room, all to come."""

    def __init__(self) -> None:
        self.area = make.area("Bedum")
        self.griet = make.volunteer(self.area, name="Griet Huis")
        self.office = make.coordinator(self.area)
        self.person = make.contact("Ploeg", area=self.area)
        self.match = make.match(self.griet, self.person)
        self.visit = make.visit(self.match, starts_at=self.at(2), purpose="Cards")
        offering = make.offering("The soup")
        make.referral(
            self.person,
            ReferralState.SENT,
            offering_id=offering.id,
            first_time_at=self.at(3),
            companion="Ria",
        )
        carer = make.contact("Mulder", area=self.area)
        request = make.respite_request(self.person, carer)
        room = make.saved(Room(name="De Deel", area_id=self.area.id))
        place = {"room_id": room.id, "booked_by": self.office.id}
        make.saved(
            Booking(
                request_id=request.id,
                on=self.at(4).date(),
                day_part=DayPart.AFTERNOON,
                state=BookingState.CONFIRMED,
                **place,
            )
        )

    def at(self, days: int) -> datetime:
        return make.at(clock.today() + timedelta(days=days), 14)


def test_the_page_of_a_person_shows_what_lies_ahead_in_its_order(
    sign_in: SignIn,
) -> None:
    known = Planned()
    page = sign_in(known.office).get(f"/people/{known.person.id}")

    lines = page.texts("#ahead .line")
    assert len(lines) == 3
    assert "14:00" in lines[0] and "Griet Huis" in lines[0] and "Cards" in lines[0]
    assert "The soup, Ria" in lines[1] and "De Deel" in lines[2]
    for button in ("move", "cancel", "other"):
        assert page.has(f"#ahead a[href='/visits/{known.visit.id}/{button}']")


def test_a_first_meeting_is_called_that(sign_in: SignIn) -> None:
    known = Planned()
    known.match.state = MatchState.INTRODUCED
    db.session.commit()
    page = sign_in(known.office).get(f"/people/{known.person.id}")
    assert "First meeting" in page.texts("#ahead .line")[0]


def test_a_volunteer_sees_their_own_visit_and_sends_nobody(sign_in: SignIn) -> None:
    known = Planned()
    other = make.match(make.volunteer(known.area), known.person)
    make.visit(other, starts_at=known.at(5))

    page = sign_in(known.griet).get(f"/people/{known.person.id}")

    assert page.has(f"#ahead a[href='/visits/{known.visit.id}/move']")
    assert not page.has("#ahead a[href$='/other']")
    assert "De Deel" not in page.text("#ahead")
    assert len(page.texts("#ahead a[href$='/move']")) == 1


def test_what_was_called_off_did_not_happen_and_is_undone_for_a_while(
    sign_in: SignIn,
) -> None:
    known = Planned()
    browser = sign_in(known.office)
    form = browser.get(f"/visits/{known.visit.id}/cancel").one("#cancel-form")
    browser.submit(form, cancelled_by="foundation", because="Snow.", informed="knows")

    page = browser.get(f"/people/{known.person.id}")
    assert "Snow." not in page.text("#timeline")
    browser.submit(page.one("#ahead form[action$='/go-on']"))

    db.session.expire_all()
    assert db.session.get_one(Visit, known.visit.id).is_open


def test_after_its_day_it_is_a_thing_that_happened(sign_in: SignIn) -> None:
    known = Planned()
    make.visit(
        known.match,
        starts_at=make.an_hour_ago() - timedelta(days=2),
        state=VisitState.CANCELLED,
        cancelled_by=VisitCancelledBy.PERSON,
        cancelled_because="Hail.",
    )
    page = sign_in(known.office).get(f"/people/{known.person.id}")
    assert "Hail." in page.text("#timeline")


def test_two_at_one_house_are_one_line(sign_in: SignIn) -> None:
    known = couple(in_days=2)
    visit = db.session.get_one(Visit, known.to_aafke)
    week = week_name(visit.day)
    page = sign_in(known.coordinator).get(f"/week?week={week}")
    lines = page.texts("#week .line")
    assert len(lines) == 1 and "Aafke" in lines[0] and "Harm" in lines[0]


def test_the_page_of_a_volunteer_leads_to_their_visits(sign_in: SignIn) -> None:
    known = Planned()
    browser = sign_in(known.office)
    assert browser.get(f"/volunteers/{known.griet.id}").has("#ahead-of-volunteer")
    page = browser.get(f"/volunteers/{known.griet.id}/ahead")
    assert len(page.texts(".line")) == 1 and "Ploeg" in page.text(".line")


def test_a_week_has_all_of_it_by_day_and_no_other_village(sign_in: SignIn) -> None:
    known = Planned()
    elsewhere = make.match(contact=make.contact("Zwaluw", area=make.area("Winsum")))
    make.visit(elsewhere, starts_at=known.at(2))
    browser = sign_in(known.office)

    shown = ""
    for days in (0, 7):
        week = week_name(clock.today() + timedelta(days=days))
        shown += browser.get(f"/week?week={week}").text("#week")

    assert all(word in shown for word in ("Griet Huis", "The soup", "De Deel"))
    assert "Zwaluw" not in shown


def test_the_week_of_one_volunteer_has_their_visits_alone(sign_in: SignIn) -> None:
    known = Planned()
    make.visit(
        make.match(make.volunteer(known.area, name="Bram Vos"), known.person),
        starts_at=known.at(2) + timedelta(hours=2),
    )
    address = f"/week?week={week_name(known.visit.day)}&volunteer={known.griet.id}"
    page = sign_in(known.office).get(address)
    assert len(page.texts("#week .line")) == 1
    assert "Griet Huis" in page.text("#week .line")


@pytest.mark.parametrize("first", [date(2019, 12, 30)])
def test_the_number_of_a_week_is_that_of_its_address(first: date) -> None:
    for number in range(30 * 53):
        monday = first + timedelta(weeks=number)
        assert week_name(monday).endswith(f"-W{week_number(monday):02}")


def test_the_page_says_the_week_of_its_address(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    for week, number in (("2026-W53", "53"), ("2027-W01", "1"), ("2028-W30", "30")):
        page = browser.get(f"/week?week={week}")
        assert page.text("#week-name") == f"Week {number}"


def test_today_and_tomorrow_stand_beside_the_board_where_no_line_is_chosen(
    sign_in: SignIn,
) -> None:
    known = Planned()
    known.visit.starts_at = known.at(1)
    db.session.commit()
    browser = sign_in(known.office)

    beside = browser.get("/").one("#sheet #soon")
    page = browser.get(str(beside["hx-get"]))

    assert beside["hx-trigger"] == "intersect once"
    assert page.status == 200 and browser.get("/").has("#soon a[href='/week/soon']")
    assert "14:00" in page.text("#soon") and "Griet Huis" in page.text("#soon")
    assert page.has(f"#soon a[href='/people/{known.person.id}']")
    assert "The soup" not in page.text("#soon"), "that is later"


def test_of_a_full_day_the_first_are_shown_and_the_rest_is_counted(
    sign_in: SignIn,
) -> None:
    known = Planned()
    for _each in range(12):
        make.visit(
            make.match(contact=make.contact(area=known.area)), starts_at=known.at(1)
        )

    page = sign_in(known.office).get("/week/soon")

    assert len(page.soup.select("#soon li")) == 10
    assert "And 2 more" in page.text("#soon")
