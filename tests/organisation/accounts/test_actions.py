from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.accounts import actions, queries
from thuis_app.organisation.accounts.models import (
    Invitation,
    User,
    UserRole,
    UserSession,
)
from thuis_app.organisation.accounts.rules import Grant
from thuis_app.organisation.sessions import actions as sessions

pytestmark = pytest.mark.usefixtures("database")

BOARD = Grant(frozenset({Role.BOARD}))
SEVERAL = [Role.STAND_IN, Role.BOARD, Role.ADMINISTRATOR]
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
def test_it_stands_in_the_audit_log_about_no_person(keeper: Actor, action: str) -> None:
    ACTIONS[action](keeper, make.user())

    line = db.session.scalars(select(AuditEntry)).one()
    assert line.event.startswith("account.") and line.actor_id == keeper.id
    assert line.contact_id is None


def test_the_audit_log_says_which_roles_were_given(keeper: Actor) -> None:
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


@pytest.mark.parametrize(
    "other",
    [{"email": "right@thuis.example"}, {"grant": Grant(frozenset({Role.BOARD}))}],
    ids=["another address", "another role"],
)
def test_a_link_that_went_to_a_wrong_address_lets_nobody_in_after_it_was_corrected(
    keeper: Actor, other: dict[str, Any]
) -> None:
    someone = make.coordinator()
    key = actions.invite(keeper, someone)
    known: dict[str, Any] = {
        "name": someone.name,
        "called": someone.called,
        "email": someone.email,
        "telephone": "",
        "grant": queries.grant(keeper, someone),
    }

    actions.edit(keeper, someone, **known | {"telephone": "050 555 0144"})
    assert queries.invitation(key)
    actions.edit(keeper, someone, **known | other)

    assert queries.invitation(key) is None


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
    make.user(Role.ADMINISTRATOR, is_active=False, password_hash="set")
    me = queries.get(keeper, keeper.id)

    with pytest.raises(RuleBroken):
        actions.edit(keeper, me, **WHO, grant=BOARD)


def test_an_administrator_who_never_signed_in_does_not_count(keeper: Actor) -> None:
    make.user(Role.ADMINISTRATOR)
    me = queries.get(keeper, keeper.id)

    with pytest.raises(RuleBroken) as broken:
        actions.deactivate(keeper, me)
    assert broken.value.code == "account.last_administrator"


@pytest.mark.parametrize(("password", "ends"), [("", False), ("set", True)])
def test_the_last_lead_who_signs_in_stays(
    keeper: Actor, password: str, ends: bool
) -> None:
    lead, roles = make.coordinator(), (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
    make.give_roles(lead, *roles)
    make.user(*roles, password_hash=password)

    if ends:
        actions.deactivate(keeper, lead)
        return
    with pytest.raises(RuleBroken) as broken:
        actions.edit(keeper, lead, **WHO, grant=Grant(frozenset(roles[:1]), True))
    assert broken.value.code == "account.last_lead"


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
    make.coordinator(village)
    before = someone.version
    shown = {"name": someone.name, "called": someone.called, "email": someone.email}
    grant = Grant(someone.roles, area_ids=frozenset({other.id}))

    actions.edit(keeper, someone, **shown, telephone="", grant=grant)

    assert someone.version > before
    assert queries.grant(keeper, someone).area_ids == {other.id}


def change(keeper: Actor, user: User, *roles: Role) -> None:
    shown = {"name": user.name, "called": user.called, "email": user.email}
    actions.edit(keeper, user, **shown, telephone="", grant=Grant(frozenset(roles)))


def periods(user: User) -> list[tuple[Role, date, date | None]]:
    """The roles of a user with the days that they were held, the oldest first."""
    query = select(UserRole).where(UserRole.user_id == user.id).order_by(UserRole.id)
    return [(row.role, row.since, row.until) for row in db.session.scalars(query)]


def test_a_role_is_held_from_one_day_until_another(keeper: Actor) -> None:
    user, began = make.user(Role.BOARD), clock.today()
    ended, back = began + timedelta(days=10), began + timedelta(days=20)

    for day, roles in ((ended, [Role.ADMINISTRATOR]), (back, SEVERAL)):
        clock.set_source(partial(make.at, day, 12))
        change(keeper, user, *roles)

    assert user.roles == set(SEVERAL)
    assert periods(user) == [
        (Role.BOARD, began, ended),
        (Role.ADMINISTRATOR, ended, None),
        (Role.BOARD, back, None),
        (Role.STAND_IN, back, None),
    ]


def test_a_role_that_stays_keeps_its_day(keeper: Actor) -> None:
    user, began = make.user(Role.BOARD), clock.today()
    clock.set_source(lambda: make.at(began + timedelta(days=10), 12))

    change(keeper, user, Role.BOARD)

    assert periods(user) == [(Role.BOARD, began, None)]


def test_a_role_of_the_future_is_held_and_ends_on_no_day_before_it(
    keeper: Actor,
) -> None:
    """A clock was ahead when it was given: nobody is kept out by that."""
    user, today = make.user(Role.BOARD), clock.today()
    ahead = today + timedelta(days=900)
    db.session.scalars(select(UserRole).filter_by(user_id=user.id)).one().since = ahead
    db.session.commit()
    found = select(User.id).where(User.has_role(Role.BOARD))
    assert db.session.scalars(found).all() == [user.id]

    change(keeper, user, Role.ADMINISTRATOR)

    assert periods(user)[0] == (Role.BOARD, ahead, ahead)
    assert db.session.scalars(found).all() == []


def test_a_role_given_and_taken_on_one_day_can_be_given_again(keeper: Actor) -> None:
    user = make.user(Role.BOARD)
    for roles in ([Role.ADMINISTRATOR], [Role.BOARD], [Role.ADMINISTRATOR]):
        change(keeper, user, *roles)

    assert user.roles == {Role.ADMINISTRATOR}
    assert [until is None for _role, _since, until in periods(user)] == [0, 0, 0, 1]


def test_an_account_that_ended_keeps_its_roles(keeper: Actor) -> None:
    user, began = make.user(Role.BOARD), clock.today()

    actions.deactivate(keeper, user)
    actions.reactivate(keeper, user)

    assert periods(user) == [(Role.BOARD, began, None)]


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
