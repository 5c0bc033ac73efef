from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.accounts import actions, queries
from thuis_app.organisation.accounts.models import Invitation, User, UserSession
from thuis_app.organisation.accounts.rules import Grant
from thuis_app.organisation.sessions import actions as sessions

pytestmark = pytest.mark.usefixtures("database")

BOARD = Grant(frozenset({Role.BOARD}))
WHO = {"name": "Bea Bos", "called": "Bea", "email": "bea@example.org", "telephone": ""}


@pytest.fixture
def keeper(database: None) -> Actor:
    return make.actor(make.user(Role.ADMINISTRATOR))


ACTIONS: dict[str, Callable[[Actor, User], object]] = {
    "create": lambda actor, _user: actions.create(actor, **WHO, grant=BOARD),
    "edit": lambda actor, user: actions.edit(actor, user, **WHO, grant=BOARD),
    "invite": actions.invite,
    "end": actions.deactivate,
    "let_in": actions.reactivate,
    "end_all_sessions": sessions.end_all_sessions,
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.VOLUNTEER])
def test_only_the_administrator_does_this(action: str, role: Role) -> None:
    someone, other = make.user(Role.BOARD), make.actor(make.user(role))

    with pytest.raises(Denied):
        ACTIONS[action](other, someone)


@pytest.mark.parametrize("action", ACTIONS)
def test_it_stands_in_the_trail_about_no_person(keeper: Actor, action: str) -> None:
    ACTIONS[action](keeper, make.user())

    line = db.session.scalars(select(AuditEntry)).one()
    assert line.event.startswith("account.") and line.actor_id == keeper.id
    assert line.contact_id is None


def test_the_trail_says_which_roles_were_given(keeper: Actor) -> None:
    actions.create(keeper, **WHO, grant=BOARD)

    assert db.session.scalars(select(AuditEntry.ground)).one() == "board"


def test_an_invitation_lasts_a_week(keeper: Actor) -> None:
    someone = make.user()
    key, start = actions.invite(keeper, someone), clock.now()

    clock.set_source(lambda: start + timedelta(days=6, hours=23))
    assert queries.invitation(key)
    clock.set_source(lambda: start + timedelta(days=7, minutes=1))
    assert queries.invitation(key) is None


def test_only_the_newest_invitation_stands(keeper: Actor) -> None:
    someone = make.user()

    first, second = actions.invite(keeper, someone), actions.invite(keeper, someone)

    assert queries.invitation(first) is None
    assert queries.invitation(second)


def test_the_invitation_of_somebody_else_stays(keeper: Actor) -> None:
    key = actions.invite(keeper, make.user())

    actions.invite(keeper, make.user())

    assert queries.invitation(key)


def test_who_has_ended_gets_no_link(keeper: Actor) -> None:
    with pytest.raises(RuleBroken, match="RuleBroken"):
        actions.invite(keeper, make.user(is_active=False))


def test_ending_closes_every_session_and_link(keeper: Actor) -> None:
    someone = make.user(Role.BOARD, password_hash="set")
    sessions.sign_in(someone, device="iPad", device_key="a")
    key = actions.invite(keeper, someone)

    actions.deactivate(keeper, someone)

    still = select(func.count()).where(UserSession.ended_at.is_(None))
    assert db.session.scalar(still) == 0
    assert queries.invitation(key) is None
    assert someone.ended_on == clock.today()
    assert db.session.scalar(select(func.count(Invitation.id))) == 0


def test_an_administrator_ends_while_another_stays(keeper: Actor) -> None:
    other = make.user(Role.ADMINISTRATOR)

    actions.deactivate(keeper, other)

    me = queries.get(keeper, keeper.id)
    with pytest.raises(RuleBroken) as broken:
        actions.deactivate(keeper, me)
    assert broken.value.code == "account.last_administrator"


def test_an_administrator_that_ended_does_not_count(keeper: Actor) -> None:
    make.user(Role.ADMINISTRATOR, is_active=False)
    me = queries.get(keeper, keeper.id)

    with pytest.raises(RuleBroken):
        actions.edit(keeper, me, **WHO, grant=BOARD)


def test_nobody_gives_themselves_a_role_not_even_past_the_form(keeper: Actor) -> None:
    make.user(Role.ADMINISTRATOR)
    me = queries.get(keeper, keeper.id)
    wanted = Grant(frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}), True)

    with pytest.raises(RuleBroken) as broken:
        actions.edit(keeper, me, **WHO, grant=wanted)
    assert broken.value.code == "account.own"


def test_every_change_is_a_new_version_also_of_villages_alone(keeper: Actor) -> None:
    village, other = make.area(), make.area()
    someone = make.coordinator(village)
    before = someone.version
    shown = {"name": someone.name, "called": someone.called, "email": someone.email}
    grant = Grant(someone.roles, area_ids=frozenset({other.id}))

    actions.edit(keeper, someone, **shown, telephone="", grant=grant)

    assert someone.version > before
    assert queries.grant(keeper, someone).area_ids == {other.id}


def test_a_coordinator_makes_the_account_of_a_volunteer_in_their_own_villages() -> None:
    here, there = make.area(), make.area()
    actor = make.actor(make.coordinator(here))

    user = actions.create_volunteer_account(actor, **WHO, area_ids=frozenset({here.id}))

    assert user.roles == {Role.VOLUNTEER} and not user.all_areas
    for area_ids in ({there.id}, {here.id, there.id}):
        with pytest.raises(Denied):
            actions.create_volunteer_account(actor, **WHO, area_ids=frozenset(area_ids))


def test_a_coordinator_lets_in_only_who_is_new_and_near() -> None:
    here = make.area()
    actor = make.actor(make.coordinator(here))
    new, far = make.volunteer(here), make.volunteer(make.area())
    known = make.volunteer(here, password_hash="set")
    both = make.user(Role.VOLUNTEER, Role.BOARD, areas=[here])

    assert actions.invite(actor, new)
    for user in (far, known, both):
        with pytest.raises(Denied):
            actions.invite(actor, user)
