"""The summaries are kept equal to what they count, whatever happens."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.accountability.reports import actions, queries
from thuis_app.accountability.reports.models import DayCount, PersonReached
from thuis_app.accountability.reports.queries import YearComparison
from thuis_app.accountability.reports.rules import Figure
from thuis_app.activities.bookings import actions as bookings
from thuis_app.activities.bookings import queries as booking_queries
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts import queries as people
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach import queries as plans
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.referrals import actions as referrals
from thuis_app.support.referrals import queries as referral_queries
from thuis_app.support.referrals.rules import ReferralState, ReferralStepDetails
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports import queries as report_queries
from thuis_app.visiting.visit_reports.rules import Findings, How
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")

FIRST_DAY = date(2024, 11, 20)
FEW, MANY = 120, 1_000
HOWS = (How.GOOD, How.GOOD, How.GOOD, How.NOBODY_HOME, How.CANCELLED)
OUTCOMES = (
    *(AttemptOutcome.NOBODY_HOME, AttemptOutcome.HEARD_INSIDE),
    *(AttemptOutcome.TALK_AT_DOOR, AttemptOutcome.GOOD_TALK),
)
Summaries = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def summaries() -> Summaries:
    """All that is kept; a day with nothing left is the same as none."""
    counts = select(DayCount.figure, DayCount.day, DayCount.number)
    counts = counts.order_by(DayCount.figure, DayCount.day)
    who, year = PersonReached.contact_id, PersonReached.year
    reached = select(who, year, PersonReached.first_on, PersonReached.area_id)
    reached = reached.order_by(who, year)
    db.session.flush()
    return (
        [tuple(row) for row in db.session.execute(counts) if row.number],
        [tuple(row) for row in db.session.execute(reached)],
    )


def landing(to: ReferralState, on: date) -> ReferralStepDetails:
    """A step on which both sides are content."""
    return ReferralStepDetails(
        to=to, on=on, person_says_landed=True, offering_says_landed=True
    )


class RandomChanges:
    """What people of a foundation do, one thing after another, in two years."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = Random(seed)
        self.moment = make.at(FIRST_DAY, 0, 30)
        self.step = timedelta(days=740) / number
        clock.set_source(lambda: self.moment)
        self.actor: Actor = make.actor(make.coordinator())
        self.areas = [make.area() for _time in range(3)]
        self.people = [self._person(self.areas[at % 3]) for at in range(12)]
        self.room = make.saved(Room(area_id=self.areas[0].id, name="Room"))
        self.visits: list[int] = []
        self.referrals: list[int] = []

    def run(self, number: int) -> None:
        for _time in range(number):
            self.moment += self.step
            do = self.random.choice(self._changes())
            do(self.random.choice(self.people))
            db.session.commit()
            db.session.expunge_all()

    def _changes(self) -> list[Callable[[int], None]]:
        more = [*(self._visit, self._attempt, self._refer, self._attend, self._move)]
        return [*more, self._visit, *([self._correct] * 3), *([self._go_on] * 3)]

    def _person(self, area: Area) -> int:
        someone: Contact = make.contact(area=area)
        make.plan(someone)
        make.match(contact=someone)
        return someone.id

    def _past(self) -> date:
        return clock.today() - timedelta(days=self.random.randrange(40))

    def _findings(self) -> Findings:
        return Findings(self.random.choice(HOWS))

    def _attempt(self, contact_id: int) -> None:
        plan = plans.find(self.actor, contact_id)
        assert plan is not None
        outreach.record_attempt(
            self.actor,
            plan,
            made_on=self._past(),
            day_part=DayPart.MORNING,
            channel=Channel.DOOR,
            outcome=self.random.choice(OUTCOMES),
        )

    def _visit(self, contact_id: int) -> None:
        at = make.at(self._past(), self.random.choice((0, 10, 23)))
        match = matches.of_contact(self.actor, contact_id)[0]
        row: Visit = make.visit(match, starts_at=min(at, clock.now()))
        self.visits.append(row.id)
        visit = visits.get(self.actor, row.id)
        visit_reports.report(self.actor, visit, findings=self._findings())

    def _correct(self, _contact_id: int) -> None:
        if self.visits:
            visit = visits.get(self.actor, self.random.choice(self.visits))
            newest = report_queries.current_report(self.actor, visit)
            visit_reports.correct(self.actor, visit, newest, findings=self._findings())

    def _refer(self, contact_id: int) -> None:
        someone = db.session.get_one(Contact, contact_id)
        row = make.referral(someone, ReferralState.RECEIVED)
        self.referrals.append(row.id)

    def _go_on(self, _contact_id: int) -> None:
        """One step further, or a note, also about a referral that landed long ago."""
        if not self.referrals:
            return
        referral = referral_queries.get(self.actor, self.random.choice(self.referrals))
        further = {
            ReferralState.RECEIVED: ReferralState.STARTED,
            ReferralState.STARTED: ReferralState.LANDED,
        }
        to = further.get(referral.state)
        if to is None or self.random.random() < 0.3:
            referrals.add_note(self.actor, referral, words="Called.")
        else:
            on = max(self._past(), referral.state_since)
            step = landing(to, on)
            referrals.advance(self.actor, referral, step)

    def _attend(self, contact_id: int) -> None:
        carer = db.session.get_one(Contact, contact_id)
        other = next(one for one in self.people if one != contact_id)
        request = make.respite_request(carer, db.session.get_one(Contact, other))
        values = {"request_id": request.id, "room_id": self.room.id, "booked_by": 1}
        booking: Booking = make.saved(
            Booking(
                on=self._past(),
                day_part=DayPart.MORNING,
                state=BookingState.CONFIRMED,
                **values,
            )
        )
        db.session.expunge_all()
        bookings.attended(self.actor, booking_queries.booking(self.actor, booking.id))

    def _move(self, contact_id: int) -> None:
        someone = people.get(self.actor, contact_id)
        area = self.random.choice(self.areas)
        contacts.edit(self.actor, someone, area_id=area.id, last_name="Vries")


@pytest.mark.parametrize(
    ("seed", "number"),
    [(1, FEW), (2, FEW), pytest.param(3, MANY, marks=pytest.mark.thorough)],
)
def test_after_random_changes_the_summaries_equal_the_count(
    seed: int, number: int
) -> None:
    """A thousand take twenty seconds; two times a hundred and twenty find most."""
    changes = RandomChanges(seed, number)
    changes.run(number)

    kept = summaries()
    actions.recount()

    assert kept == summaries()
    assert {figure for figure, *_rest in kept[0]} == set(Figure)
    assert {year for _who, year, *_rest in kept[1]} == {2024, 2025, 2026}


def corrected(visit_id: int, actor: Actor, how: How) -> None:
    visit = visits.get(actor, visit_id)
    newest = report_queries.current_report(actor, visit)
    visit_reports.correct(actor, visit, newest, findings=Findings(how))
    db.session.commit()


def test_a_visit_that_was_none_after_all_is_not_counted_any_more() -> None:
    actor, today = make.actor(make.coordinator()), clock.today()
    visit_id = make.visit().id
    visit_reports.report(
        actor, visits.get(actor, visit_id), findings=Findings(How.GOOD)
    )
    assert shown(today) == (1, 1)

    corrected(visit_id, actor, How.NOBODY_HOME)
    assert shown(today) == (0, 0)

    corrected(visit_id, actor, How.HARD)
    corrected(visit_id, actor, How.GOOD)
    assert shown(today) == (1, 1)


def shown(today: date) -> tuple[int, int]:
    """The visits and the people of this year, as the board reads them."""
    found = queries.figures(make.actor(make.user(Role.BOARD)), today)
    return found.visits.now, found.people.now


def test_somebody_who_moves_is_counted_in_the_village_where_they_live_now() -> None:
    actor, there = make.actor(make.coordinator()), make.area("There")
    someone = make.contact(area=make.area("Here"))
    reached = PersonReached(
        contact_id=someone.id,
        year=clock.today().year,
        first_on=clock.today(),
        area_id=someone.area_id,
    )
    make.saved(reached)

    contacts.edit(
        actor, people.get(actor, someone.id), area_id=there.id, last_name="Vries"
    )
    db.session.commit()

    found = queries.figures(actor, clock.today())
    assert [(one.name, one.now) for one in found.groups] == [
        ("Here", 0),
        ("There", 1),
    ]


def test_a_note_about_a_referral_that_landed_counts_in_the_next_year_alone() -> None:
    actor = make.actor(make.coordinator())
    referral_id = make.referral(None, ReferralState.STARTED).id
    days = (date(2025, 12, 1), date(2025, 12, 20), date(2026, 2, 1), date(2026, 3, 1))
    for on in days:
        noon = make.at(on, 12)
        clock.set_source(lambda noon=noon: noon)  # type: ignore[misc]
        referral = referral_queries.get(actor, referral_id)
        if on == days[0]:
            step = landing(ReferralState.LANDED, on)
            referrals.advance(actor, referral, step)
        else:
            referrals.add_note(actor, referral, words="Called.")
        db.session.commit()

    landed = queries.figures(actor, date(2026, 3, 1)).landed

    assert landed == YearComparison(now=1, then=0, whole=1)
