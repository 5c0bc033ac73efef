"""What is asked of every volunteer, who lacks it, and what runs out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied
from thuis_app.organisation.accounts.models import User
from thuis_app.team.volunteers import actions, queries
from thuis_app.team.volunteers.models import RequirementSetting, Volunteer
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage, months_after

pytestmark = pytest.mark.usefixtures("database")
ALL, VOG = tuple(Requirement), Requirement.VOG


@pytest.fixture
def actor() -> Actor:
    return make.actor(make.coordinator())


def lacks(actor: Actor, user: User) -> tuple[Requirement, ...]:
    return queries.lacking(actor, [user.id])[user.id]


def with_vog(review_by: date | None, **more: object) -> User:
    user = make.volunteer(ready=False, **more)
    make.saved(make.met(user, VOG, review_by))
    return user


def spare(requirement: Requirement) -> None:
    row = RequirementSetting(requirement=requirement, is_required=False)
    make.saved(row)


def test_a_new_volunteer_lacks_everything_that_is_required(actor: Actor) -> None:
    spare(Requirement.TRAINING)
    new, ready = make.volunteer(ready=False), make.volunteer()

    found = queries.lacking(actor, [new.id, ready.id])

    assert found[new.id] == ALL[:3] and found[ready.id] == ()


def test_of_whom_one_may_not_know_everything_seems_lacking() -> None:
    volunteer = make.volunteer(make.area())
    stranger = make.actor(make.coordinator(make.area()))

    assert lacks(stranger, volunteer) == ALL
    assert lacks(make.actor(volunteer), volunteer) == ()
    assert lacks(SYSTEM, volunteer) == ()


def test_what_was_asked_for_is_not_there_yet(actor: Actor) -> None:
    user = make.volunteer(ready=False)
    row = queries.standing(actor, user.id).line(VOG)

    actions.request_requirement(
        actor, user, row, requested_on=clock.today(), met_on=None, review_by=None
    )

    assert VOG in lacks(actor, user) and row.seen_by is None


def test_what_was_seen_is_good_for_as_long_as_the_foundation_chose(
    actor: Actor,
) -> None:
    user, today = make.volunteer(ready=False), clock.today()

    actions.meet(actor, user, VOG, on=today)
    actions.meet(actor, user, Requirement.TRAINING, on=today)

    kept = queries.standing(actor, user.id).kept
    assert kept[VOG].review_by == months_after(today, 36)
    assert kept[VOG].seen_by == actor.id
    assert kept[Requirement.TRAINING].review_by is None


def test_seen_twice_is_one_line(actor: Actor) -> None:
    user, today = make.volunteer(ready=False), clock.today()

    for days in (9, 2):
        actions.meet(actor, user, VOG, on=today - timedelta(days=days))

    kept = queries.standing(actor, user.id).kept
    assert kept[VOG].met_on == today - timedelta(days=2)


def test_the_settings_are_changed_by_who_is_in_charge_everywhere() -> None:
    keeper = make.actor(make.user(Role.ADMINISTRATOR))
    setting = queries.settings()[VOG]
    actions.set_requirement(keeper, setting, is_required=True, valid_months=12)

    assert queries.settings()[VOG].valid_months == 12
    for other in (make.coordinator(make.area()), make.volunteer()):
        with pytest.raises(Denied):
            actions.set_requirement(
                make.actor(other), setting, is_required=False, valid_months=None
            )


def test_what_runs_out_within_90_days_is_announced_the_first_first() -> None:
    today = clock.today()
    late, soon = with_vog(today + timedelta(days=88)), with_vog(today)
    with_vog(today + timedelta(days=91))
    with_vog(None)

    found = queries.expiring(SYSTEM, today)

    assert [(one.user, one.announced) for one in found] == [(soon, 7), (late, 90)]


def test_what_ran_out_stands_apart(actor: Actor) -> None:
    gone = with_vog(clock.today() - timedelta(days=1))

    assert queries.expiring(actor, clock.today()) == []
    assert [one.user for one in queries.run_out(actor, clock.today())] == [gone]


def test_nothing_is_announced_of_who_left_or_of_what_is_not_asked() -> None:
    left = with_vog(clock.today())
    db.session.get_one(Volunteer, left.id).stage = VolunteerStage.LEFT
    with_vog(clock.today(), is_active=False)
    assert queries.expiring(SYSTEM, clock.today()) == []

    with_vog(clock.today())
    spare(VOG)
    assert queries.expiring(SYSTEM, clock.today()) == []


def test_a_coordinator_hears_what_runs_out_in_their_own_villages() -> None:
    here = make.area()
    make.saved(make.met(make.volunteer(here, ready=False), VOG, clock.today()))
    near, far = make.coordinator(here), make.coordinator(make.area())

    assert len(queries.expiring(make.actor(near), clock.today())) == 1
    assert queries.expiring(make.actor(far), clock.today()) == []


def test_that_a_paper_was_seen_stands_in_the_audit_log(actor: Actor) -> None:
    actions.meet(actor, make.volunteer(ready=False), VOG, on=clock.today())

    line = db.session.scalars(select(AuditEntry)).one()
    assert (line.event, line.ground) == ("volunteer.requirement_met", "vog")
