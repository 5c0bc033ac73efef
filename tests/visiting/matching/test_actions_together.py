"""People who live together are visited by one volunteer at once."""

from typing import Any

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.visiting.matches import queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchKind, MatchState
from thuis_app.visiting.matching import actions

pytestmark = pytest.mark.usefixtures("database")
HOME: dict[str, Any] = {"postcode": "9781 AB", "house_number": "14 a"}


@pytest.fixture
def area() -> Area:
    return make.area()


@pytest.fixture
def trijntje(area: Area) -> Contact:
    found = make.contact("Ploeg", area=area, **HOME)
    make.assent(found)
    return found


@pytest.fixture
def actor(area: Area) -> Actor:
    return make.actor(make.coordinator(area))


def bring_together(actor: Actor, contact: Contact, *also: Contact) -> Match:
    volunteer = make.volunteer(db.session.get_one(Area, contact.area_id))
    return actions.bring_together(
        actor,
        contact,
        volunteer=volunteer.id,
        kind=MatchKind.HOME_VISIT,
        started_on=clock.today(),
        also=also,
    )


def lives_with(actor: Actor, contact: Contact) -> set[int]:
    return {one.id for one in queries.housemates(actor, contact)}


def partner(area: Area, of: Contact, **more: Any) -> Contact:
    found = make.contact("Ploeg", area=area, called_name="Harm", **more)
    kind = RelationKind.PARTNER
    make.saved(Relation(contact_id=found.id, other_id=of.id, kind=kind))
    return found


def test_a_partner_lives_with_somebody_no_matter_who_wrote_it_down(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    harm = partner(area, trijntje)

    assert lives_with(actor, trijntje) == {harm.id}
    assert lives_with(actor, harm) == {trijntje.id}


def test_who_shares_the_door_lives_there_however_the_number_is_written(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    sister = make.contact(area=area, postcode="9781 AB", house_number="14A")
    make.contact(area=area, postcode="9781 AB", house_number="15")
    make.contact(area=area)

    assert lives_with(actor, trijntje) == {sister.id}


def test_nobody_lives_with_somebody_without_an_address(
    actor: Actor, area: Area
) -> None:
    alone = make.contact(area=area)
    make.contact(area=area)

    assert lives_with(actor, alone) == set()


def test_who_may_not_be_approached_or_is_elsewhere_is_not_proposed(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    make.contact(area=area, stage=Stage.DECEASED, **HOME)
    make.contact(area=make.area(), **HOME)
    make.contact(area=area, stage=Stage.KNOWN, **HOME)

    assert lives_with(actor, trijntje) == set()


def test_a_relation_that_ended_counts_no_more(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    harm = make.contact(area=area)
    make.saved(
        Relation(
            contact_id=harm.id,
            other_id=trijntje.id,
            kind=RelationKind.PARTNER,
            until=clock.today(),
        )
    )

    assert lives_with(actor, trijntje) == set()


def test_two_who_live_together_are_matched_in_one_go(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    harm = partner(area, trijntje, stage=Stage.OUTREACH)
    make.assent(harm)
    volunteer = make.volunteer(area)

    match = actions.bring_together(
        actor,
        trijntje,
        volunteer=volunteer.id,
        kind=MatchKind.HOME_VISIT,
        started_on=clock.today(),
        also=[harm],
    )

    other = queries.together(actor, match)
    assert other is not None
    assert (other.contact_id, other.volunteer_id) == (harm.id, volunteer.id)
    assert harm.stage is Stage.PARTICIPANT
    assert queries.people_of(volunteer) == 2
    assert queries.together(make.actor(volunteer), other) == match


def test_the_other_is_asked_apart(actor: Actor, area: Area, trijntje: Contact) -> None:
    harm = partner(area, trijntje)

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, trijntje, harm)

    assert refused.value.code == "match.no_consent"


def test_who_does_not_live_there_is_matched_apart(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    stranger = make.contact(area=area)
    make.assent(stranger)

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, trijntje, stranger)

    assert refused.value.code == "match.not_together"


def test_nobody_is_taken_along_out_of_the_village_of_another_coordinator(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    away = partner(make.area(), trijntje)

    with pytest.raises(Denied):
        bring_together(actor, trijntje, away)


def test_a_match_that_ended_is_not_together(
    actor: Actor, area: Area, trijntje: Contact
) -> None:
    harm, volunteer = partner(area, trijntje), make.volunteer(area)
    match = make.match(volunteer, trijntje)
    make.match(volunteer, harm, state=MatchState.ENDED, ended_on=clock.today())
    make.match(contact=harm)

    found = queries.get(actor, match.id)
    assert queries.together(actor, found) is None
