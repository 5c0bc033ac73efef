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
    card = actions.welcome(keeper, user, contact)

    assert (card.user_id, card.contact_id) == (user.id, contact.id)


def test_a_volunteer_welcomes_nobody() -> None:
    with pytest.raises(Denied):
        actions.welcome(make.actor(make.volunteer()), make.user())


def test_the_first_thing_written_down_makes_the_card() -> None:
    user, actor = make.user(), make.actor(make.coordinator())
    card = queries.get(actor, user.id).card

    actions.edit(actor, user, card, drives=True, most_people=3, note="Likes boats.")

    kept = queries.get(actor, user.id)
    assert (kept.card.drives, kept.card.most_people) == (True, 3)
    assert (kept.card.version, kept.load) == (1, Load.FREE)


def test_counting_people_leaves_the_form_of_a_colleague_as_it_is() -> None:
    volunteer, actor = make.volunteer(), make.actor(make.coordinator())
    before = db.session.get_one(Volunteer, volunteer.id).version

    actions.count_people(actor, volunteer, 2)
    db.session.expire_all()

    card = db.session.get_one(Volunteer, volunteer.id)
    assert (card.people, card.version) == (2, before)


def test_the_card_of_a_volunteer_elsewhere_is_not_mine_to_keep() -> None:
    volunteer = make.volunteer(make.area())
    actor = make.actor(make.coordinator(make.area()))
    card = db.session.get_one(Volunteer, volunteer.id)

    with pytest.raises(Denied):
        actions.edit(actor, volunteer, card, drives=True, most_people=3, note="")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_only_a_coordinator_begins_a_road(role: Role) -> None:
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

    card = actions.welcome(keeper, volunteer)

    assert card.stage is VolunteerStage.ACTIVE
    assert queries.changes(make.actor(make.coordinator()), volunteer.id) == []


def test_a_volunteer_elsewhere_is_not_mine_to_move_or_to_meet() -> None:
    volunteer = make.volunteer(make.area())
    actor = make.actor(make.coordinator(make.area()))
    card, today = db.session.get_one(Volunteer, volunteer.id), clock.today()

    for deed in (
        lambda: actions.move(
            actor, volunteer, card, stage=VolunteerStage.LEAVING, stage_since=today
        ),
        lambda: actions.meet(actor, volunteer, Requirement.VOG, on=today),
        lambda: actions.note_talk(actor, volunteer, card, talked_on=today),
        lambda: actions.invite(actor, volunteer),
        lambda: actions.ask_talk(actor, volunteer),
    ):
        with pytest.raises(Denied):
            deed()


def test_what_is_moved_without_the_form_is_kept_to_the_same_rules() -> None:
    volunteer, actor = make.volunteer(ready=False), make.actor(make.coordinator())
    card = db.session.get_one(Volunteer, volunteer.id)
    card.stage = VolunteerStage.PAUSED

    with pytest.raises(RuleBroken):
        actions.move(
            actor,
            volunteer,
            card,
            stage=VolunteerStage.ACTIVE,
            stage_since=clock.today(),
        )
