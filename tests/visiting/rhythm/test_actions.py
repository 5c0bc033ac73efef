from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.visiting.rhythm.pairs import TUESDAY, WEEK, ahead, pair, plan, visitor_of
from tests.visiting.visits.scenarios import events, fresh
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.core.errors import Denied
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer, VolunteerBlock
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState, Rhythm
from thuis_app.visiting.rhythm import actions
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("on_a_tuesday")


@pytest.mark.parametrize(
    ("rhythm", "weeks"),
    [(Rhythm.WEEKLY, [1, 2, 3]), (Rhythm.FORTNIGHTLY, [2]), (Rhythm.MONTHLY, [])],
)
def test_three_weeks_ahead_are_planned_and_no_more(
    rhythm: Rhythm, weeks: list[int]
) -> None:
    match = pair(rhythm)

    assert plan() == len(weeks)

    assert ahead(match) == [TUESDAY + number * WEEK for number in weeks]
    planned = db.session.scalars(select(Visit).where(Visit.made_by_rhythm)).all()
    assert all(f"{visit.hour:%H:%M}" == "14:00" for visit in planned)
    assert events().count("visit.planned") == len(weeks)


def test_what_is_planned_is_the_next_step_of_the_person() -> None:
    match = pair()

    plan()

    person = fresh(match.contact_id)
    assert (person.next_step, person.next_step_on) == ("visit", TUESDAY + WEEK)
    who = db.session.scalars(select(AuditEntry.actor_id)).all()
    assert set(who) == {SYSTEM.id}


def test_done_twice_it_plans_nothing_twice() -> None:
    match = pair()

    assert (plan(), plan(), plan(TUESDAY + 4 * WEEK)) == (3, 0, 1)

    assert ahead(match) == [TUESDAY + number * WEEK for number in (1, 2, 3, 4)]


def test_two_that_plan_at_once_plan_once(app: Flask) -> None:
    match_id = pair().id
    both, counts = Barrier(2), []

    def work() -> None:
        with app.app_context():
            both.wait()
            with write_transaction():
                counts.append(actions.plan_by_rhythm(SYSTEM))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert sorted(counts) == [0, 3]
    assert len(ahead(db.session.get_one(Match, match_id))) == 3


def test_only_the_system_itself_plans_for_everybody() -> None:
    match = pair()

    for user in (make.coordinator(), make.volunteer()):
        with pytest.raises(Denied):
            actions.plan_by_rhythm(make.actor(user))

    assert ahead(match) == []


def test_without_a_usual_moment_people_plan_themselves() -> None:
    match = pair()
    other = make.match(rhythm=Rhythm.WEEKLY, started_on=date(2026, 1, 6))
    for days, hour in ((14, 10), (7, 15), (0, 11)):
        at = make.at(TUESDAY - timedelta(days=days), hour)
        make.visit(other, starts_at=at, state=VisitState.REPORTED)

    plan()

    assert ahead(other) == [] and ahead(match)


@pytest.mark.parametrize(
    "state", [MatchState.PAUSED, MatchState.CLOSING, MatchState.ENDED]
)
def test_nothing_is_planned_where_people_pause_or_part(state: MatchState) -> None:
    ended = TUESDAY if state is MatchState.ENDED else None
    match = pair(state=state, ended_on=ended)

    assert plan() == 0 and ahead(match) == []


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nobody_is_visited_who_may_not_be_approached(stage: Stage) -> None:
    match = pair(contact=make.contact(stage=stage, stopped_on=TUESDAY))

    assert plan() == 0 and ahead(match) == []


def test_days_off_are_passed_over() -> None:
    match = pair()
    first = TUESDAY + timedelta(days=5)
    off = {"from_on": first, "until_on": first + WEEK, "user_id": match.volunteer_id}
    make.saved(VolunteerBlock(**off))

    plan()

    assert ahead(match) == [TUESDAY + 2 * WEEK, TUESDAY + 3 * WEEK]


def test_who_takes_a_rest_is_not_sent_out() -> None:
    match = pair()
    profile = db.session.get_one(Volunteer, match.volunteer_id)
    profile.stage, profile.paused_until = VolunteerStage.PAUSED, TUESDAY + 2 * WEEK
    db.session.commit()

    plan()

    assert ahead(match) == [TUESDAY + 3 * WEEK]


def test_a_volunteer_is_at_one_place_at_a_time() -> None:
    first = pair()
    second = pair(volunteer=visitor_of(first))
    make.visit(second, starts_at=make.at(TUESDAY + WEEK, 14))

    plan()

    assert ahead(first) == [TUESDAY + number * WEEK for number in (2, 3)]
    assert ahead(second) == [TUESDAY + WEEK]


def test_what_the_rhythm_made_does_not_prove_the_rhythm() -> None:
    match = pair()
    plan()
    for days in (1, 2, 3, 4):
        at = make.at(TUESDAY - timedelta(days=days), 8 + days)
        make.visit(match, starts_at=at, state=VisitState.REPORTED)
    late = make.at(TUESDAY + 3 * WEEK, 12)
    clock.set_source(lambda: late)

    assert plan() == 0


def test_a_couple_is_planned_in_one_go() -> None:
    first = pair()
    second = pair(volunteer=visitor_of(first))
    rows = db.session.scalars(select(Visit).order_by(Visit.starts_at, Visit.id)).all()
    rows[-2].together_with, rows[-1].together_with = rows[-1].id, rows[-2].id
    db.session.commit()

    assert plan() == 6

    made = db.session.scalars(select(Visit).where(Visit.made_by_rhythm)).all()
    by_number = {visit.id: visit for visit in made}
    for visit in made:
        assert visit.together_with is not None
        other = by_number[visit.together_with]
        assert other.together_with == visit.id
        assert (other.starts_at, other.match_id) != (visit.starts_at, visit.match_id)
        assert other.starts_at == visit.starts_at
    assert ahead(first) == ahead(second)
