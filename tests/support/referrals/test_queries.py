from datetime import date, timedelta

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.errors import Denied, Missing
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.rules import Purpose
from thuis_app.support.referrals import queries
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ENDED, ReferralShare, ReferralState

pytestmark = pytest.mark.usefixtures("database")
S = ReferralState


def coordinator(*areas: Area) -> Actor:
    return make.actor(make.coordinator(*areas))


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def test_a_coordinator_sees_the_referrals_of_her_own_villages() -> None:
    here, there = make.area(), make.area()
    mine = make.referral(make.contact(area=here))
    other = make.referral(make.contact(area=there))
    actor = coordinator(here)

    assert queries.get(actor, mine.id).id == mine.id
    assert [one.id for one in queries.waiting(actor).rows] == [mine.id]
    with pytest.raises(Missing):
        queries.get(actor, other.id)


def test_a_volunteer_sees_those_of_the_people_she_visits() -> None:
    volunteer, someone = make.volunteer(), make.contact()
    make.match(volunteer, someone)
    theirs = make.referral(someone)
    make.referral()
    actor = make.actor(volunteer)

    assert [one.id for one in queries.waiting(actor).rows] == [theirs.id]
    with pytest.raises(Denied):
        queries.outgoing(actor, queries.get(actor, theirs.id))


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_board_and_administrator_see_none(role: Role) -> None:
    referral = make.referral(state=S.SENT, state_since=ago(40))
    actor = make.actor(make.user(role, all_areas=True))

    assert queries.count_overdue(actor, clock.today()) == 0
    with pytest.raises(Missing):
        queries.get(actor, referral.id)
    with pytest.raises(Denied):
        queries.waiting(actor)


def test_overdue_is_what_is_due_today_or_was_before() -> None:
    village = make.area()
    someone = make.contact(area=village)
    make.referral(someone, S.SENT, state_since=ago(14))
    make.referral(someone, S.SENT, state_since=ago(13))
    make.referral(make.contact(), S.PROPOSED, state_since=ago(90))
    make.referral(someone, S.LANDED, state_since=ago(90))
    make.referral(make.contact(stage=Stage.MOVED), S.SENT, state_since=ago(90))
    actor = coordinator()

    assert queries.count_overdue(actor, clock.today()) == 2
    assert (
        queries.count_overdue(actor, clock.today(), area_ids=frozenset({village.id}))
        == 1
    )


def test_nothing_waits_for_somebody_who_is_left_in_peace() -> None:
    make.referral(make.contact(stage=Stage.NO_CONTACT))

    assert queries.waiting(coordinator()).rows == []


@pytest.mark.parametrize("state", [None, S.SENT, *sorted(ENDED)])
def test_every_row_comes_once_and_in_order(state: S | None) -> None:
    someone, offering = make.contact(), make.offering()
    for number in range(60):
        make.referral(
            someone,
            state or S.SENT,
            offering_id=offering.id,
            state_since=ago(number // 7),
        )
    actor = coordinator()

    found = queries.waiting(actor, state=state)
    rows: list[Referral] = list(found.rows)
    while found.after:
        found = queries.waiting(actor, state=state, after=found.after)
        rows += found.rows

    assert len(rows) == 60 == len({one.id for one in rows})
    keys = [(one.due_on or one.state_since, one.id) for one in rows]
    assert keys == sorted(keys, reverse=state in ENDED)


def test_only_what_was_agreed_goes_out() -> None:
    someone = make.contact("Boer", called_name="Anje", street="Dorpsweg")
    make.saved(ContactPhone(contact_id=someone.id, number="+31595551234"))
    referral = make.referral(someone, S.AGREED, why="To sing again.")
    actor = coordinator()
    found = queries.get(actor, referral.id)

    assert queries.outgoing(actor, found) == []

    found.shares = frozenset({ReferralShare.WISH, ReferralShare.NAME})
    assert queries.outgoing(actor, found) == [
        (ReferralShare.NAME, "Anje Boer"),
        (ReferralShare.WISH, "To sing again."),
    ]

    found.shares = frozenset({ReferralShare.TELEPHONE})
    assert queries.outgoing(actor, found) == [(ReferralShare.TELEPHONE, "+31595551234")]


def test_nothing_goes_out_once_the_yes_was_taken_back() -> None:
    person, actor = make.contact(), coordinator()
    referral, given = make.referral(person), make.consent(person, Purpose.REFERRAL)
    found = queries.get(actor, referral.id)
    found.shares, found.consent = frozenset({ReferralShare.NAME}), given
    assert queries.outgoing(actor, found) != []

    given.withdrawn_on = clock.today()

    assert queries.outgoing(actor, found) == []


def test_no_number_goes_out_of_who_may_not_be_called() -> None:
    person = make.contact(stage=Stage.NO_CONTACT)
    make.saved(ContactPhone(contact_id=person.id, number="+31595551234"))
    actor, referral = coordinator(), make.referral(person)
    found = queries.get(actor, referral.id)
    found.shares = frozenset({ReferralShare.TELEPHONE})

    assert queries.outgoing(actor, found) == [(ReferralShare.TELEPHONE, "")]
