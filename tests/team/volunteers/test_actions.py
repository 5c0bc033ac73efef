import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.team.volunteers import actions, queries
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import Load, Requirement, VolunteerStage

pytestmark = pytest.mark.usefixtures("database")


def test_a_new_volunteer_gets_a_card_and_may_be_helped_too() -> None:
    user, contact = make.user(), make.contact()
    keeper = make.actor(make.user(Role.ADMINISTRATOR))

    actions.welcome(keeper, user)
    profile = actions.welcome(keeper, user, contact)

    assert (profile.user_id, profile.contact_id) == (user.id, contact.id)


def test_a_volunteer_welcomes_nobody() -> None:
    with pytest.raises(Denied):
        actions.welcome(make.actor(make.volunteer()), make.user())


def test_the_first_thing_written_down_makes_the_card() -> None:
    user, actor = make.user(), make.actor(make.coordinator())
    profile = queries.get(actor, user.id).profile

    actions.edit(actor, user, profile, drives=True, most_people=3, note="Likes boats.")

    kept = queries.get(actor, user.id)
    assert (kept.profile.drives, kept.profile.most_people) == (True, 3)
    assert (kept.profile.version, kept.load) == (1, Load.FREE)


def test_counting_people_leaves_the_form_of_a_colleague_as_it_is() -> None:
    volunteer = make.volunteer()
    before = db.session.get_one(Volunteer, volunteer.id).version

    actions.count_people(volunteer, 2)
    db.session.expire_all()

    profile = db.session.get_one(Volunteer, volunteer.id)
    assert (profile.people, profile.version) == (2, before)


def test_the_card_of_a_volunteer_elsewhere_is_not_mine_to_keep() -> None:
    volunteer = make.volunteer(make.area())
    actor = make.actor(make.coordinator(make.area()))
    profile = db.session.get_one(Volunteer, volunteer.id)

    with pytest.raises(Denied):
        actions.edit(actor, volunteer, profile, drives=True, most_people=3, note="")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_only_a_coordinator_begins_an_onboarding(role: Role) -> None:
    area, who = make.area(), {"name": "Bea Bos", "called": "Bea", "email": "b@b.nl"}

    with pytest.raises(Denied):
        actions.begin(
            make.actor(make.user(role, areas=[area])),
            **who,
            telephone="",
            area_ids=frozenset({area.id}),
        )


def test_who_is_welcomed_again_stays_where_they_are() -> None:
    volunteer, keeper = make.volunteer(), make.actor(make.user(Role.ADMINISTRATOR))

    profile = actions.welcome(keeper, volunteer)

    assert profile.stage is VolunteerStage.ACTIVE
    assert queries.changes(make.actor(make.coordinator()), volunteer.id) == []


def test_a_volunteer_elsewhere_is_not_mine_to_move_or_to_meet() -> None:
    volunteer = make.volunteer(make.area())
    actor = make.actor(make.coordinator(make.area()))
    profile, today = db.session.get_one(Volunteer, volunteer.id), clock.today()

    for action in (
        lambda: actions.move(
            actor, volunteer, profile, stage=VolunteerStage.LEAVING, stage_since=today
        ),
        lambda: actions.meet(actor, volunteer, Requirement.VOG, on=today),
        lambda: actions.note_talk(actor, volunteer, profile, talked_on=today),
        lambda: actions.invite(actor, volunteer),
        lambda: actions.request_talk(actor, volunteer),
    ):
        with pytest.raises(Denied):
            action()


def test_what_is_moved_without_the_form_is_kept_to_the_same_rules() -> None:
    volunteer, actor = make.volunteer(ready=False), make.actor(make.coordinator())
    profile = db.session.get_one(Volunteer, volunteer.id)
    profile.stage = VolunteerStage.PAUSED

    with pytest.raises(RuleBroken):
        actions.move(
            actor,
            volunteer,
            profile,
            stage=VolunteerStage.ACTIVE,
            stage_since=clock.today(),
        )
