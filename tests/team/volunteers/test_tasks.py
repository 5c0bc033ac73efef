"""What a coordinator is asked to do about volunteers: talks, and papers to renew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import Grant
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind, TaskOutcome
from thuis_app.team.volunteers import actions, queries
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import (
    PaperDetails,
    Requirement,
    VolunteerStage,
)

pytestmark = pytest.mark.usefixtures("database")
VOG = Requirement.VOG


@pytest.fixture
def coordinator(database: None) -> Actor:
    return make.actor(make.coordinator())


@pytest.fixture
def keeper(database: None) -> Actor:
    return make.actor(make.user(Role.ADMINISTRATOR))


def tasks_of(kind: TaskKind) -> list[Task]:
    query = select(Task).where(Task.kind == kind, Task.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Task.due_on)))


def paper() -> Task:
    [found] = tasks_of(TaskKind.PAPER)
    return found


def outcomes() -> list[TaskOutcome | None]:
    return list(db.session.scalars(select(Task.outcome).order_by(Task.closed_at)))


def reviewed(actor: Actor, user: User, review_by: date | None) -> None:
    """Keep the day until which the certificate of a volunteer is good."""
    row = queries.standing(actor, user.id).line(VOG)
    seen = {"requested_on": None, "met_on": clock.today() - timedelta(days=900)}
    actions.request_requirement(actor, user, row, review_by=review_by, **seen)


def soon(days: int = 20) -> date:
    return clock.today() + timedelta(days=days)


def moved(actor: Actor, user: User, stage: VolunteerStage) -> None:
    profile = db.session.get_one(Volunteer, user.id)
    because = "We know them."
    actions.move(
        actor, user, profile, stage=stage, stage_since=clock.today(), because=because
    )


def changed(keeper: Actor, user: User, *roles: Role, areas: tuple[int, ...]) -> None:
    accounts.edit(
        keeper,
        user,
        name=user.name,
        called=user.called,
        email=user.email,
        telephone="",
        grant=Grant(frozenset(roles), area_ids=frozenset(areas)),
    )


def test_a_wish_to_talk_is_a_task_from_that_day_on() -> None:
    volunteer = make.volunteer()

    actions.request_talk(make.actor(volunteer), volunteer)

    [talk] = tasks_of(TaskKind.TALK)
    assert (talk.volunteer_id, talk.due_on) == (volunteer.id, clock.today())


def test_a_talk_that_was_had_is_done(coordinator: Actor) -> None:
    volunteer = make.volunteer()
    wish = actions.request_talk(make.actor(volunteer), volunteer)

    actions.had_talk(coordinator, volunteer, wish)

    assert tasks_of(TaskKind.TALK) == []
    assert outcomes() == [TaskOutcome.DONE]


def test_who_signs_up_is_to_be_talked_with(coordinator: Actor) -> None:
    user = make.user(Role.VOLUNTEER)

    profile = actions.welcome(coordinator, user)
    assert [talk.volunteer_id for talk in tasks_of(TaskKind.TALK)] == [user.id]

    actions.note_talk(coordinator, user, profile, talked_on=clock.today())
    assert tasks_of(TaskKind.TALK) == []
    assert outcomes() == [TaskOutcome.DONE]


def test_who_starts_without_a_first_talk_is_not_asked_for_one(
    coordinator: Actor,
) -> None:
    user = make.user(Role.VOLUNTEER)
    actions.welcome(coordinator, user)

    moved(coordinator, user, VolunteerStage.ACTIVE)

    assert tasks_of(TaskKind.TALK) == []
    assert outcomes() == [TaskOutcome.DROPPED]


def test_a_paper_is_asked_for_thirty_days_before_it_runs_out(
    coordinator: Actor,
) -> None:
    volunteer, until = make.volunteer(), soon(200)

    reviewed(coordinator, volunteer, until)

    assert paper().due_on == until - timedelta(days=30)
    assert paper().read_details(PaperDetails) == PaperDetails(VOG, until)


def test_a_paper_that_is_renewed_is_done_and_asked_for_years_later(
    coordinator: Actor,
) -> None:
    volunteer = make.volunteer()
    reviewed(coordinator, volunteer, soon())

    actions.meet(coordinator, volunteer, VOG, on=clock.today())

    assert paper().due_on > soon(1000)
    assert sorted(filter(None, outcomes())) == [TaskOutcome.DONE]


def test_a_paper_that_never_runs_out_is_no_task(coordinator: Actor) -> None:
    volunteer = make.volunteer()

    actions.meet(coordinator, volunteer, Requirement.AGREEMENT, on=clock.today())

    assert tasks_of(TaskKind.PAPER) == []


def test_a_form_sent_without_another_day_leaves_the_delay(coordinator: Actor) -> None:
    volunteer = make.volunteer()
    reviewed(coordinator, volunteer, soon())
    tasks.put_off(coordinator, paper(), until=soon(10), because="It is asked for.")

    reviewed(coordinator, volunteer, soon())

    assert (paper().due_on, paper().delayed_because) == (soon(10), "It is asked for.")


def test_who_left_has_no_papers_to_renew(coordinator: Actor) -> None:
    volunteer = make.volunteer()
    reviewed(coordinator, volunteer, soon())

    moved(coordinator, volunteer, VolunteerStage.LEAVING)
    assert paper()
    moved(coordinator, volunteer, VolunteerStage.LEFT)

    assert tasks_of(TaskKind.PAPER) == []
    assert outcomes() == [TaskOutcome.DROPPED]


def test_what_is_not_required_any_more_is_not_asked_for(keeper: Actor) -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer()
    reviewed(coordinator, volunteer, soon())
    setting = queries.settings()[VOG]

    actions.set_requirement(keeper, setting, is_required=False, valid_months=36)
    assert tasks_of(TaskKind.PAPER) == []

    actions.set_requirement(keeper, setting, is_required=True, valid_months=36)
    assert paper().volunteer_id == volunteer.id


def test_an_account_that_ends_and_comes_back_takes_its_tasks_along(
    coordinator: Actor, keeper: Actor
) -> None:
    volunteer = make.volunteer(make.area())
    reviewed(coordinator, volunteer, soon())
    make.talk_wish(volunteer)

    accounts.deactivate(keeper, volunteer)
    assert tasks_of(TaskKind.PAPER) == tasks_of(TaskKind.TALK) == []

    accounts.reactivate(keeper, volunteer)
    assert paper().volunteer_id == volunteer.id
    assert len(tasks_of(TaskKind.TALK)) == 1


def test_the_tasks_follow_a_volunteer_to_other_villages(
    coordinator: Actor, keeper: Actor
) -> None:
    here, there, further = make.area(), make.area(), make.area()
    volunteer = make.volunteer(here)
    reviewed(coordinator, volunteer, soon())
    tasks.put_off(coordinator, paper(), until=soon(10), because="It is asked for.")

    changed(keeper, volunteer, Role.VOLUNTEER, areas=(further.id, there.id))

    assert (paper().area_id, paper().due_on) == (there.id, soon(10))


def test_who_is_no_volunteer_any_more_has_no_tasks(
    coordinator: Actor, keeper: Actor
) -> None:
    here = make.area()
    volunteer = make.volunteer(here)
    reviewed(coordinator, volunteer, soon())
    make.talk_wish(volunteer)

    changed(keeper, volunteer, Role.BOARD, areas=())
    assert tasks_of(TaskKind.PAPER) == tasks_of(TaskKind.TALK) == []

    changed(keeper, volunteer, Role.VOLUNTEER, areas=(here.id,))
    assert paper().volunteer_id == volunteer.id


def test_a_volunteer_of_all_villages_is_everybodys(coordinator: Actor) -> None:
    volunteer = make.volunteer(make.area(), all_areas=True)

    reviewed(coordinator, volunteer, soon())

    assert paper().area_id is None


def test_the_lines_say_who_it_is_and_why(sign_in: SignIn, coordinator: Actor) -> None:
    volunteer = make.volunteer(name="Anna Dijk")
    make.talk_wish(volunteer)
    reviewed(coordinator, volunteer, soon())

    page = sign_in(make.coordinator()).get("/?queue=volunteer")

    [line] = page.texts("#queue-volunteer .line")
    assert "Anna Dijk" in line and "Would like to talk." in line
    assert "Certificate of conduct (VOG): good until" in line
    renew = f"/volunteers/{volunteer.id}/requirements/vog"
    assert page.has(f'#queue-volunteer a[href^="{renew}?"]')


def test_a_paper_that_ran_out_says_so(sign_in: SignIn, coordinator: Actor) -> None:
    reviewed(coordinator, make.volunteer(), soon(-3))

    page = sign_in(make.coordinator()).get("/")

    [line] = page.texts("#queue-volunteer .line")
    day = clock.today() - timedelta(days=3)
    assert f"(VOG): was good until and including {day.day} {day:%B %Y}" in line


def test_a_first_talk_says_since_when(sign_in: SignIn, coordinator: Actor) -> None:
    user = make.user(Role.VOLUNTEER)
    actions.welcome(coordinator, user)
    db.session.commit()

    page = sign_in(make.coordinator()).get("/")

    assert "Nobody had the first talk yet." in page.text("#queue-volunteer .line")
    assert page.has(f'#queue-volunteer a[href^="/volunteers/{user.id}/first-talk?"]')


def test_other_villages_see_nothing_of_it(sign_in: SignIn) -> None:
    make.talk_wish(make.volunteer(make.area()))

    page = sign_in(make.coordinator(make.area())).get("/")

    assert not page.has("#queue-volunteer")
