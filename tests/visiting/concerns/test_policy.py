"""A concern is seen by the safeguarding lead, and by nobody else anywhere."""

from typing import Any

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.concerns import policy, queries
from thuis_app.visiting.matches.rules import MatchState

pytestmark = pytest.mark.usefixtures("database")


def lead(**more: Any) -> User:
    return make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, **more)


def test_the_safeguarding_lead_sees_the_concerns_of_every_village() -> None:
    here, concern = make.area(), make.concern()
    actor = make.actor(lead(areas=[here]))

    assert [one.id for one in queries.open_ones(actor)] == [concern.id]
    assert queries.get(actor, concern.id).id == concern.id


def test_a_lead_who_does_not_coordinate_sees_them_too() -> None:
    concern = make.concern()
    actor = make.actor(make.user(Role.SAFEGUARDING_LEAD))

    assert queries.get(actor, concern.id).id == concern.id


def test_nobody_else_sees_a_concern_not_even_who_handed_it_in() -> None:
    here = make.area()
    contact = make.contact(area=here)
    raiser = make.volunteer(here)
    make.match(raiser, contact)
    concern = make.concern(contact, raised_by=raiser.id)
    everybody_else = (
        raiser,
        make.coordinator(here),
        make.coordinator(),
        make.user(Role.BOARD, all_areas=True),
        make.user(Role.ADMINISTRATOR, all_areas=True),
        make.user(Role.COORDINATOR, Role.BOARD, Role.ADMINISTRATOR, Role.VOLUNTEER),
    )

    for user in everybody_else:
        actor = make.actor(user)
        assert list(queries.open_ones(actor)) == []
        assert list(queries.closed_ones(actor)) == []
        assert list(queries.telephones(actor, concern)) == []
        assert not policy.may_handle(actor, concern)
        with pytest.raises(Missing):
            queries.get(actor, concern.id)


def test_who_visits_somebody_may_hand_in_a_concern() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    match = make.match(volunteer, contact)
    actor = make.actor(volunteer)

    assert policy.may_raise(actor, contact)
    assert not policy.may_raise(actor, make.contact())

    match.state, match.ended_on = MatchState.ENDED, clock.today()
    db.session.commit()
    assert policy.may_raise(actor, contact)


def test_the_coordinator_of_the_village_may_hand_in_a_concern() -> None:
    here = make.area()
    contact = make.contact(area=here, stage=Stage.NO_CONTACT)

    assert policy.may_raise(make.actor(make.coordinator(here)), contact)
    assert not policy.may_raise(make.actor(make.coordinator(make.area())), contact)
    assert not policy.may_raise(make.actor(make.user(Role.BOARD)), contact)
