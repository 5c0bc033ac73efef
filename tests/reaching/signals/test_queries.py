from datetime import timedelta
from typing import Any

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.reaching.signals import queries
from thuis_app.reaching.signals.rules import SignalState

pytestmark = pytest.mark.usefixtures("database")


def test_what_waited_longest_stands_first() -> None:
    now = clock.now()
    new = make.signal(received_at=now)
    old = make.signal(received_at=now - timedelta(days=20))
    make.signal(state=SignalState.DECLINED, decided_at=now)
    actor = make.actor(make.coordinator())

    assert list(queries.waiting(actor).rows) == [old, new]
    assert queries.count_waiting(actor) == 2


def test_the_latest_decision_stands_first() -> None:
    now = clock.now()
    done: dict[str, Any] = {"state": SignalState.ACCEPTED}
    make.signal()
    early = make.signal(decided_at=now - timedelta(days=2), **done)
    late = make.signal(decided_at=now, **done)
    actor = make.actor(make.coordinator())

    assert list(queries.handled(actor).rows) == [late, early]
    assert queries.last_decided(actor) == now


def test_one_village_can_be_asked() -> None:
    village = make.area()
    here = make.signal(village)
    make.signal()
    actor = make.actor(make.coordinator())

    assert list(queries.waiting(actor, frozenset({village.id})).rows) == [here]
    assert queries.count_waiting(actor, frozenset({village.id})) == 1


@pytest.mark.parametrize("shown", ["waiting", "handled"])
def test_twenty_five_and_then_the_others_each_once(shown: str) -> None:
    village, now = make.area(), clock.now()
    for number in range(30):
        at = now - timedelta(days=number // 4)
        more: dict[str, Any] = {"received_at": at}
        if shown == "handled":
            more = {"decided_at": at, "state": SignalState.DECLINED}
        make.signal(village, **more)
    actor = make.actor(make.coordinator())
    query = getattr(queries, shown)

    first = query(actor)
    rest = query(actor, after=first.after)

    ids = {one.id for one in (*first.rows, *rest.rows)}
    assert (len(first.rows), len(rest.rows), rest.after) == (25, 5, None)
    assert len(ids) == 30


def test_only_what_was_declined_longer_than_six_weeks_ago_is_to_be_erased() -> None:
    now, state = clock.now(), SignalState.DECLINED
    make.signal(received_at=now - timedelta(days=90))
    make.signal(state=state, decided_at=now - timedelta(days=41, hours=23))
    old = make.signal(state=state, decided_at=now - timedelta(days=42, minutes=1))

    assert list(queries.declined_long_ago(SYSTEM)) == [old]
