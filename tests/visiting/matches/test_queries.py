import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.errors import Missing
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches import queries
from thuis_app.visiting.matches.rules import MatchState

pytestmark = pytest.mark.usefixtures("database")


def test_a_person_one_may_not_know_does_not_exist() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    actor = make.actor(volunteer)

    with pytest.raises(Missing):
        queries.contact(actor, contact.id)

    make.match(volunteer, contact)
    assert queries.contact(actor, contact.id).id == contact.id


def test_a_report_may_be_finished_where_the_person_is_seen_no_more() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, state=MatchState.ENDED, ended_on=clock.today())
    actor = make.actor(volunteer)

    assert queries.reportable_contact(actor, match.contact_id).id == match.contact_id
    with pytest.raises(Missing):
        queries.contact(actor, match.contact_id)


def test_the_open_ones_come_first() -> None:
    contact = make.contact()
    past = make.match(contact=contact, state=MatchState.ENDED, ended_on=clock.today())
    now = make.match(contact=contact)

    found = queries.of_contact(make.actor(make.coordinator()), contact.id)

    assert [match.id for match in found] == [now.id, past.id]


def test_a_volunteer_is_told_of_their_own_match_alone() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    mine = make.match(volunteer, contact)
    make.match(contact=contact)

    found = queries.of_contact(make.actor(volunteer), contact.id)

    assert [match.id for match in found] == [mine.id]


def test_the_people_of_a_volunteer_stand_in_order_of_name() -> None:
    volunteer = make.volunteer()
    for name in ("Wal", "Aa"):
        make.match(volunteer, make.contact(name))
    make.match(volunteer, make.contact("Bos"), state=MatchState.CLOSING)

    found = queries.open_of_volunteer(make.actor(volunteer))

    assert [match.contact.last_name for match in found] == ["Aa", "Bos", "Wal"]


def test_a_coordinator_sees_of_a_volunteer_only_the_people_of_their_villages() -> None:
    here, there = make.area(), make.area()
    volunteer = make.volunteer(here, there)
    near = make.match(volunteer, make.contact(area=here))
    make.match(volunteer, make.contact(area=there))
    actor = make.actor(make.coordinator(here))

    assert [m.id for m in queries.of_volunteer(actor, volunteer.id)] == [near.id]
    assert queries.people_of(volunteer) == 2


def test_people_who_may_not_be_approached_are_no_load() -> None:
    volunteer = make.volunteer()
    make.match(volunteer, make.contact(stage=Stage.DECEASED))
    make.match(volunteer)

    assert queries.people_of(volunteer) == 1
