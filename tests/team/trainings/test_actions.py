from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.people.tasks.queries import open_task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.trainings import actions, queries
from thuis_app.team.trainings.models import TrainingAttendance
from thuis_app.team.trainings.rules import Attends, TrainingKind, TrainingState
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.rules import Requirement

pytestmark = pytest.mark.usefixtures("database")


def on_the_list() -> dict[int, Attends]:
    rows = db.session.scalars(select(TrainingAttendance))
    return {row.user_id: row.state for row in rows}


def test_who_signs_up_and_off_is_on_the_list_once() -> None:
    volunteer, training = make.volunteer(), make.training()
    actor = make.actor(volunteer)

    for _time in range(2):
        actions.sign_up(actor, training)
    assert on_the_list() == {volunteer.id: Attends.SIGNED_UP}

    actions.sign_off(actor, training)
    assert on_the_list() == {volunteer.id: Attends.ABSENT}
    assert queries.taken(actor, training) == 0


def test_a_full_training_takes_nobody_until_somebody_cannot_come() -> None:
    training = make.training(places=1)
    first, second = (make.actor(make.volunteer()) for _one in range(2))
    actions.sign_up(first, training)

    with pytest.raises(RuleBroken):
        actions.sign_up(second, training)
    actions.sign_off(first, training)
    actions.sign_up(second, training)

    assert on_the_list()[second.id] is Attends.SIGNED_UP


def test_who_has_a_place_signs_up_again_without_taking_another() -> None:
    training, actor = make.training(places=1), make.actor(make.volunteer())

    actions.sign_up(actor, training)
    actions.sign_up(actor, training)

    assert queries.taken(actor, training) == 1


def test_invitations_take_no_place_but_people_who_come_do() -> None:
    coordinator, training = make.actor(make.coordinator()), make.training(places=2)
    users = [make.volunteer() for _one in range(3)]

    assert actions.add_people(
        coordinator, training, users, attends=Attends.INVITED
    ) == len(users)
    with pytest.raises(RuleBroken):
        actions.add_people(coordinator, training, users, attends=Attends.SIGNED_UP)
    added = actions.add_people(
        coordinator, training, users[:2], attends=Attends.SIGNED_UP
    )

    assert added == 2
    assert on_the_list()[users[2].id] is Attends.INVITED


def test_who_comes_already_is_not_invited_again() -> None:
    coordinator, training = make.actor(make.coordinator()), make.training()
    user = make.volunteer()
    actions.sign_up(make.actor(user), training)

    added = actions.add_people(coordinator, training, [user], attends=Attends.INVITED)

    assert (added, on_the_list()) == (0, {user.id: Attends.SIGNED_UP})


def lacks(user_id: int) -> bool:
    actor = make.actor(make.coordinator())
    return Requirement.TRAINING in volunteers.lacking(actor, [user_id])[user_id]


def test_being_at_a_basic_training_meets_what_is_required() -> None:
    coordinator, today = make.actor(make.coordinator()), clock.today()
    training = make.training(kind=TrainingKind.BASIC, on=today)
    there, away = (make.volunteer(ready=False) for _one in range(2))
    for user in (there, away):
        make.attendance(training, user, Attends.SIGNED_UP)

    states = {there.id: Attends.ATTENDED, away.id: Attends.NO_SHOW}
    actions.tick(coordinator, training, states)

    assert not lacks(there.id)
    assert lacks(away.id)
    assert training.state is TrainingState.HELD
    assert on_the_list() == states


def test_a_tick_that_is_put_right_meets_nothing_any_more() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer(ready=False)
    training = make.training(kind=TrainingKind.BASIC, on=clock.today())
    make.attendance(training, volunteer, Attends.SIGNED_UP)

    for state in (Attends.ATTENDED, Attends.NO_SHOW):
        actions.tick(coordinator, training, {volunteer.id: state})

    assert lacks(volunteer.id)


def test_after_a_wrong_tick_the_training_before_it_counts_again() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer(ready=False)
    days = [clock.today() - timedelta(days=days) for days in (40, 0)]
    for day in days:
        training = make.training(kind=TrainingKind.BASIC, on=day)
        make.attendance(training, volunteer, Attends.SIGNED_UP)
        actions.tick(coordinator, training, {volunteer.id: Attends.ATTENDED})

    actions.tick(coordinator, training, {volunteer.id: Attends.ABSENT})

    standing = volunteers.standing(coordinator, volunteer.id)
    assert standing.line(Requirement.TRAINING).met_on == days[0]


def test_another_training_meets_nothing() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer(ready=False)
    training = make.training(on=clock.today())
    make.attendance(training, volunteer, Attends.SIGNED_UP)

    actions.tick(coordinator, training, {volunteer.id: Attends.ATTENDED})

    assert lacks(volunteer.id)


def test_ticks_are_put_right_afterwards_and_strangers_are_left_out() -> None:
    coordinator, training = (
        make.actor(make.coordinator()),
        make.training(on=clock.today()),
    )
    volunteer, stranger = make.volunteer(), make.volunteer()
    make.attendance(training, volunteer, Attends.SIGNED_UP)

    for state in (Attends.NO_SHOW, Attends.ATTENDED):
        actions.tick(coordinator, training, {volunteer.id: state, stranger.id: state})

    assert on_the_list() == {volunteer.id: Attends.ATTENDED}


def test_a_coordinator_ticks_the_volunteers_they_work_with() -> None:
    village, elsewhere = make.area(), make.area()
    near, far = make.volunteer(village), make.volunteer(elsewhere)
    training = make.training(on=clock.today())
    for user in (near, far):
        make.attendance(training, user, Attends.SIGNED_UP)
    actor = make.actor(make.coordinator(village))

    actions.tick(actor, training, {near.id: Attends.ATTENDED, far.id: Attends.ATTENDED})

    assert on_the_list() == {near.id: Attends.ATTENDED, far.id: Attends.SIGNED_UP}
    assert queries.count_elsewhere(actor, training) == 1


def test_nobody_was_at_what_is_still_to_come() -> None:
    coordinator, training = make.actor(make.coordinator()), make.training()

    with pytest.raises(RuleBroken):
        actions.tick(coordinator, training, {})


def test_there_are_never_fewer_places_than_people() -> None:
    coordinator, training = make.actor(make.coordinator()), make.training()
    for _one in range(2):
        actions.sign_up(make.actor(make.volunteer()), training)

    with pytest.raises(RuleBroken):
        actions.edit(coordinator, training, places=1)
    db.session.rollback()
    actions.edit(coordinator, training, places=2)


def test_what_was_called_off_takes_nobody() -> None:
    coordinator, training = make.actor(make.coordinator()), make.training()
    actions.cancel(coordinator, training)

    with pytest.raises(RuleBroken):
        actions.sign_up(make.actor(make.volunteer()), training)
    with pytest.raises(RuleBroken):
        actions.edit(coordinator, training, title="Once more")
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert events == ["training.cancelled"]


def test_a_training_of_a_village_is_for_that_village() -> None:
    village, elsewhere = make.area(), make.area()
    training = make.training(village)
    here, there = make.volunteer(village), make.volunteer(elsewhere)

    assert queries.get(make.actor(here), training.id)
    with pytest.raises(Missing):
        queries.get(make.actor(there), training.id)
    make.attendance(training, there, Attends.INVITED)
    assert queries.get(make.actor(there), training.id)
    with pytest.raises(Missing):
        queries.get(make.actor(make.user(Role.BOARD)), training.id)


def test_a_coordinator_keeps_what_is_of_their_villages() -> None:
    village, elsewhere = make.area(), make.area()
    actor = make.actor(make.coordinator(elsewhere))

    with pytest.raises(Denied):
        actions.cancel(actor, make.training(village))
    with pytest.raises(Denied):
        actions.edit(actor, make.training(elsewhere), area_id=village.id)
    db.session.rollback()
    actions.cancel(actor, make.training())


def test_who_had_no_peer_consultation_for_long_is_named() -> None:
    coordinator, today = make.actor(make.coordinator()), date(2026, 11, 24)
    consultation = TrainingKind.PEER_CONSULTATION
    recent, old, never, other, new = (
        make.volunteer(name=f"{letter} Bos") for letter in "ABCDE"
    )
    for user in (recent, old, never, other, new):
        profile = volunteers.get(coordinator, user.id).profile
        profile.since = today - timedelta(days=30 if user is new else 400)
        make.saved(profile)
    for user, days, kind in (
        (recent, 30, consultation),
        (old, 250, consultation),
        (other, 30, TrainingKind.DEEPENING),
    ):
        training = make.training(on=today - timedelta(days=days), kind=kind)
        make.attendance(training, user, Attends.ATTENDED)

    found, more = queries.long_ago(coordinator, today)

    assert [one.user_id for one in found] == [old.id, never.id, other.id]
    assert [one.last_on is None for one in found] == [False, True, True]
    assert (more, queries.count_long_ago(coordinator, today)) == (None, 3)


def test_who_was_there_is_asked_from_the_day_after_until_all_of_it_is_recorded() -> (
    None
):
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer()
    training = make.training(on=clock.today() + timedelta(days=3))
    assert open_task(TaskKind.ATTENDANCE, training.id) is None, "nobody comes yet"
    actions.sign_up(make.actor(volunteer), training)
    actions.edit(coordinator, training, on=clock.today() - timedelta(days=2))

    task = open_task(TaskKind.ATTENDANCE, training.id)
    assert task and task.due_on == training.on + timedelta(days=1)

    actions.tick(coordinator, training, {volunteer.id: Attends.ATTENDED})
    assert open_task(TaskKind.ATTENDANCE, training.id) is None


@pytest.mark.parametrize("way", ["signed off", "called off"])
def test_nobody_is_asked_who_was_where_nobody_came(way: str) -> None:
    coordinator, actor = make.actor(make.coordinator()), make.actor(make.volunteer())
    training = make.training()
    actions.sign_up(actor, training)
    assert open_task(TaskKind.ATTENDANCE, training.id)

    if way == "signed off":
        actions.sign_off(actor, training)
    else:
        actions.cancel(coordinator, training)

    assert open_task(TaskKind.ATTENDANCE, training.id) is None
