from datetime import date, datetime, timedelta

import pytest

from tests import make
from tests.statements import statements_of
from thuis_app.accountability.reports import actions, queries
from thuis_app.accountability.reports.queries import ReportFigures, YearComparison
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Denied
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.referrals.models import ReferralStep
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")

TODAY = date(2026, 11, 21)


@pytest.fixture
def board(database: None) -> Actor:
    noon = make.at(TODAY, 12)
    clock.set_source(lambda: noon)
    return make.actor(make.user(Role.BOARD))


def counted(board: Actor) -> ReportFigures:
    """The report of rows that were made without an action, so without its events."""
    actions.recount()
    db.session.commit()
    return queries.figures(board, TODAY)


def attempt(
    contact: Contact,
    on: date = TODAY,
    outcome: AttemptOutcome = AttemptOutcome.TALK_AT_DOOR,
) -> None:
    made = {"channel": Channel.DOOR, "day_part": DayPart.MORNING}
    maker = make.user().id
    make.saved(
        OutreachAttempt(
            contact_id=contact.id, made_on=on, outcome=outcome, made_by=maker, **made
        )
    )


def visited(
    contact: Contact, at: datetime, happened: Happened = Happened.YES, times: int = 1
) -> None:
    """A visit that was reported, and corrected as often as that."""
    match = make.match(make.user(), contact)
    visit = make.visit(match, starts_at=at, state=VisitState.REPORTED)
    for number in range(1, times + 1):
        make.saved(
            VisitReport(
                visit_id=visit.id,
                number=number,
                is_current=number == times,
                happened=happened,
                written_by=match.volunteer_id,
            )
        )


def referred(contact: Contact, at: datetime, *states: ReferralState) -> None:
    referral = make.referral(contact, states[-1])
    for state in states:
        step = {"state": state, "taken_at": at, "taken_by": referral.owner_id}
        make.saved(ReferralStep(referral_id=referral.id, **step))


def respite(carer: Contact, other: Contact, on: date, state: BookingState) -> None:
    request = make.respite_request(carer, other)
    room = make.saved(Room(area_id=carer.area_id, name=f"Room {request.id}"))
    booking = Booking(
        request_id=request.id,
        room_id=room.id,
        on=on,
        day_part=DayPart.MORNING,
        state=state,
        booked_by=1,
    )
    make.saved(booking)


def test_an_empty_house_counts_nothing(board: Actor) -> None:
    found = counted(board)

    assert found.people == found.visits == found.volunteers == YearComparison(0, 0, 0)
    assert found.visits_by_month == [0] * 11
    assert found.visits_by_month_then == [0] * 12
    assert found.groups == []


def test_a_try_counts_also_when_nobody_answers_but_reaches_nobody(
    board: Actor,
) -> None:
    someone = make.contact()
    attempt(someone, outcome=AttemptOutcome.NOBODY_HOME)
    attempt(someone, outcome=AttemptOutcome.HEARD_INSIDE)

    assert counted(board).attempts == YearComparison(2, 0, 0)
    assert counted(board).people == YearComparison(0, 0, 0)


def test_somebody_reached_in_many_ways_is_one_person(board: Actor) -> None:
    someone, moment = make.contact(), make.at(TODAY)
    attempt(someone)
    attempt(someone, TODAY - timedelta(days=9))
    visited(someone, moment)
    referred(someone, moment, ReferralState.STARTED, ReferralState.LANDED)
    respite(someone, someone, TODAY, BookingState.ATTENDED)

    found = counted(board)

    assert found.people == YearComparison(1, 0, 0)
    assert (found.visits.now, found.landed.now, found.half_days.now) == (1, 1, 1)


def test_a_visit_counts_when_it_was_made_and_once(board: Actor) -> None:
    someone, moment = make.contact(), make.at(TODAY)
    visited(someone, moment, times=3)
    visited(make.contact(), moment, Happened.NOBODY_HOME)
    make.visit(make.match(make.user(), make.contact()), starts_at=moment)

    found = counted(board)

    assert found.visits == YearComparison(1, 0, 0)
    assert found.people.now == 1
    assert found.visits_by_month[10] == 1


def test_the_year_begins_at_midnight_on_the_village_clock(board: Actor) -> None:
    new_year = make.at(date(2026, 1, 1), 0)
    visited(make.contact(), new_year)
    visited(make.contact(), new_year - timedelta(minutes=1))

    found = counted(board)

    assert found.visits == YearComparison(now=1, then=0, whole=1)
    assert found.visits_by_month[0] == 1
    assert found.visits_by_month_then[11] == 1


def test_last_year_is_counted_up_to_the_same_day_and_whole(board: Actor) -> None:
    for day in (date(2025, 11, 21), date(2025, 11, 22), date(2025, 12, 31)):
        attempt(make.contact(), day)
    visited(make.contact(), make.at(date(2025, 11, 21), 23, 59))
    visited(make.contact(), make.at(date(2025, 11, 22), 0))

    found = counted(board)

    assert found.attempts == YearComparison(now=0, then=1, whole=3)
    assert found.visits == YearComparison(now=0, then=1, whole=2)


def test_what_was_two_years_ago_is_not_counted(board: Actor) -> None:
    attempt(make.contact(), date(2024, 12, 31))
    visited(make.contact(), make.at(date(2024, 6, 1)))

    assert counted(board).people == YearComparison(0, 0, 0)


def test_only_what_landed_is_called_landed(board: Actor) -> None:
    moment = make.at(TODAY)
    referred(make.contact(), moment, ReferralState.SENT)
    referred(make.contact(), moment, ReferralState.STARTED, ReferralState.NOT_LANDED)
    referred(make.contact(), moment, ReferralState.STARTED, ReferralState.LANDED)

    found = counted(board)

    assert found.landed.now == 1
    assert found.people.now == 2


@pytest.mark.parametrize(
    ("state", "half_days"),
    [(state, int(state is BookingState.ATTENDED)) for state in BookingState],
)
def test_a_half_day_counts_when_somebody_came(
    board: Actor, state: BookingState, half_days: int
) -> None:
    respite(make.contact(), make.contact(), TODAY, state)

    found = counted(board)

    assert found.half_days.now == half_days
    assert found.people.now == half_days * 2


def test_volunteers_count_in_the_years_they_were_there(board: Actor) -> None:
    days = [
        (date(2020, 5, 1), None),
        (date(2020, 5, 1), date(2025, 12, 31)),
        (date(2025, 12, 1), None),
        (date(2026, 11, 22), None),
    ]
    for since, until in days:
        make.saved(Volunteer(user_id=make.user().id, since=since, until=until))
    ended = make.user(is_active=False, ended_on=date(2025, 6, 1))
    make.saved(Volunteer(user_id=ended.id, since=date(2024, 1, 1)))

    assert counted(board).volunteers == YearComparison(now=2, then=3, whole=4)


def test_hours_of_volunteers_count_once_they_are_approved(board: Actor) -> None:
    approved, paid = ClaimState.APPROVED, ClaimState.PAID
    make.saved(Volunteer(user_id=make.user().id, since=date(2020, 5, 1)))
    make.claim(on=date(2026, 3, 4), state=approved, minutes=90)
    make.claim(on=date(2026, 3, 5), state=paid, minutes=45)
    make.claim(on=date(2026, 3, 6), minutes=600)
    make.claim(on=date(2025, 12, 30), state=paid, minutes=120)

    assert counted(board).hours == YearComparison(now=2, then=0, whole=2)


def people_in(village: Area, number: int) -> None:
    for _ in range(number):
        attempt(make.contact(area=village))


def test_a_village_has_its_own_number_in_what_is_counted(board: Actor) -> None:
    for name, number in (("Bedum", 7), ("Den Andel", 2), ("Rottum", 0), ("Winsum", 9)):
        people_in(make.area(name), number)

    found = counted(board)

    assert [(one.name, one.now) for one in found.groups] == [
        ("Bedum", 7),
        ("Den Andel", 2),
        ("Rottum", 0),
        ("Winsum", 9),
    ]
    assert found.people.now == 18


def test_small_villages_of_one_group_are_counted_together(board: Actor) -> None:
    for name in ("Bedum", "Den Andel", "Rottum"):
        village = make.area(name)
        village.cluster = "Middag"
        people_in(village, 2)
    people_in(make.area("Winsum"), 5)

    groups = [(one.name, one.now) for one in counted(board).groups]

    assert groups == [("Winsum", 5), ("Middag", 6)]


def test_a_village_out_of_use_shows_while_somebody_was_reached(board: Actor) -> None:
    gone, empty = make.area("Gone"), make.area("Empty")
    people_in(gone, 6)
    gone.is_active = empty.is_active = False

    assert [one.name for one in counted(board).groups] == ["Gone"]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_others_get_no_totals(board: Actor, role: Role) -> None:
    with pytest.raises(Denied):
        queries.figures(make.actor(make.user(role, all_areas=True)), TODAY)


def test_a_coordinator_reads_the_same_totals(board: Actor) -> None:
    village = make.area()
    people_in(village, 6)
    elsewhere = make.actor(make.coordinator(make.area()))

    assert counted(elsewhere).people == counted(board).people == YearComparison(6, 0, 0)


def test_much_takes_no_more_questions_than_little(board: Actor) -> None:
    little = statements_of(lambda: queries.figures(board, TODAY))
    for _ in range(30):
        people_in(make.area(), 1)
    actions.recount()

    assert statements_of(lambda: queries.figures(board, TODAY)) == little
    assert little <= 5
