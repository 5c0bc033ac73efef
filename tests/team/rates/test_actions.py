from datetime import date, timedelta

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.team.rates import actions, queries
from thuis_app.team.rates.rules import RateKind

pytestmark = pytest.mark.usefixtures("database")


def test_one_amount_from_one_day() -> None:
    actor = make.actor(make.user(Role.ADMINISTRATOR))
    first = date(clock.today().year, 1, 1)
    actions.add_rate(actor, kind=RateKind.YEAR_MAX, cents=1, from_on=first)

    with pytest.raises(RuleBroken):
        actions.add_rate(actor, kind=RateKind.YEAR_MAX, cents=2, from_on=first)


def test_an_amount_that_is_to_come_can_be_taken_back() -> None:
    actor = make.actor(make.user(Role.ADMINISTRATOR))
    later = clock.today() + timedelta(days=1)
    kind = RateKind.YEAR_MAX
    coming = actions.add_rate(actor, kind=kind, cents=1, from_on=later)
    begun = actions.add_rate(actor, kind=kind, cents=1, from_on=clock.today())

    actions.take_back_rate(actor, coming)
    with pytest.raises(RuleBroken):
        actions.take_back_rate(actor, begun)

    assert queries.rates(actor, clock.today()).rows == [begun]


def test_a_coordinator_of_some_villages_sets_no_amounts() -> None:
    actor = make.actor(make.coordinator(make.area()))

    with pytest.raises(Denied):
        actions.add_rate(actor, kind=RateKind.PER_HOUR, cents=1, from_on=clock.today())
