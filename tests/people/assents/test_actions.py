from datetime import date
from typing import Any

import pytest

from tests import make
from tests.reactions import published
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.assents import actions, queries
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import GivenHow
from thuis_app.support.respite.rules import RequestState

YES: dict[str, Any] = {"given_how": GivenHow.SPOKEN, "given_on": date(2026, 3, 3)}
BACK: dict[str, Any] = {"how": GivenHow.TELEPHONE, "on": date(2026, 4, 4)}
VISIT, RESPITE = Participation.VISIT, Participation.RESPITE


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


@pytest.fixture
def contact(database: None) -> Contact:
    return make.contact()


def stopped(actor: Actor, contact: Contact, stage: Stage) -> None:
    people.stop(actor, contact, stage=stage, on=clock.today(), because="Said so.")
    db.session.flush()
    db.session.expire_all()


def test_a_yes_says_who_asked_and_is_no_consent(actor: Actor, contact: Contact) -> None:
    given = actions.give(actor, contact, participation=VISIT, asked_by="Griet", **YES)
    db.session.flush()

    assert (given.asked_by, given.recorded_by) == ("Griet", actor.id)
    assert queries.has_assent(contact, VISIT)
    assert not queries.has_assent(contact, RESPITE)
    assert relations.consents(contact) == []


def test_every_yes_that_ends_is_published_once(actor: Actor, contact: Contact) -> None:
    respite, visit, again = (
        actions.give(actor, contact, participation=one, **YES)
        for one in (RESPITE, VISIT, VISIT)
    )

    with published(AssentWithdrawn) as events:
        actions.withdraw(actor, contact, respite, **BACK)
        stopped(actor, contact, Stage.NO_CONTACT)

    assert visit.withdrawn_on == again.withdrawn_on == clock.today()
    assert events == [
        AssentWithdrawn(contact.id, RESPITE, respite.id),
        AssentWithdrawn(contact.id, VISIT, visit.id, others_stand=True),
        AssentWithdrawn(contact.id, VISIT, again.id),
    ]


def test_a_yes_is_taken_back_once_with_its_day_and_how(
    actor: Actor, contact: Contact
) -> None:
    given = actions.give(actor, contact, participation=VISIT, **YES)

    actions.withdraw(actor, contact, given, **BACK)

    taken_back = (given.withdrawn_on, given.withdrawn_how, given.withdrawn_by)
    assert taken_back == (BACK["on"], BACK["how"], actor.id)
    assert queries.is_withdrawn(contact.id, VISIT)
    with pytest.raises(RuleBroken) as refused:
        actions.withdraw(actor, contact, given, **BACK)
    assert refused.value.code == "assent.withdrawn"


def test_who_takes_back_the_yes_to_respite_gets_none(
    actor: Actor, contact: Contact
) -> None:
    request = make.respite_request(contact)
    given = actions.give(actor, contact, participation=RESPITE, **YES)

    actions.withdraw(actor, contact, given, **BACK)

    assert request.state is RequestState.UNMET


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_with_whom_contact_stopped_no_yes_holds_and_none_is_recorded(
    actor: Actor, contact: Contact, stage: Stage
) -> None:
    given = actions.give(actor, contact, participation=VISIT, **YES)

    stopped(actor, contact, stage)

    assert given.withdrawn_on == clock.today()
    with pytest.raises(RuleBroken) as refused:
        actions.give(actor, contact, participation=VISIT, **YES)
    assert refused.value.code == "contact.stopped"


def test_a_volunteer_records_no_yes(contact: Contact) -> None:
    volunteer = make.actor(make.volunteer())

    with pytest.raises(Denied):
        actions.give(volunteer, contact, participation=VISIT, **YES)
