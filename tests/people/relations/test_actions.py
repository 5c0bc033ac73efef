from datetime import date, timedelta
from typing import Any

import pytest

from tests import make
from tests.reactions import published
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import ContactRoleKind, Stage
from thuis_app.people.relations import actions, queries
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import (
    ConsentWithdrawn,
    Decision,
    GivenHow,
    Purpose,
    RelationKind,
)

YES: dict[str, Any] = {"given_how": GivenHow.SPOKEN, "given_on": date(2026, 3, 3)}
BACK: dict[str, Any] = {"how": GivenHow.TELEPHONE, "on": date(2026, 4, 4)}


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def registered(actor: Actor, last_name: str = "de Vries", **known: Any) -> Contact:
    area_id = known.pop("area_id", None) or make.area().id
    return people.register(actor, area_id=area_id, last_name=last_name, **known)


def stopped(actor: Actor, contact: Contact, stage: Stage) -> None:
    people.stop(actor, contact, stage=stage, on=clock.today(), because="Said so.")
    db.session.flush()
    db.session.expire_all()


def test_after_no_more_contact_no_consent_stands(actor: Actor) -> None:
    contact = registered(actor)
    given = actions.consent(actor, contact, purpose=Purpose.REFERRAL, **YES)

    stopped(actor, contact, Stage.NO_CONTACT)

    assert (given.withdrawn_on, given.withdrawn_by) == (clock.today(), actor.id)
    assert not queries.has_consent(contact, Purpose.REFERRAL)


def test_every_consent_that_ends_is_published_once(actor: Actor) -> None:
    contact = registered(actor)
    photo, shared = (
        actions.consent(actor, contact, purpose=purpose, **YES)
        for purpose in (Purpose.PHOTO, Purpose.SHARE_WITH_CARER)
    )

    with published(ConsentWithdrawn) as events:
        actions.withdraw(actor, contact, photo, **BACK)
        stopped(actor, contact, Stage.NO_CONTACT)

    assert shared.withdrawn_on == clock.today()
    assert events == [
        ConsentWithdrawn(contact.id, Purpose.PHOTO, photo.id),
        ConsentWithdrawn(contact.id, Purpose.SHARE_WITH_CARER, shared.id),
    ]


def test_a_consent_is_withdrawn_once_with_its_day_and_how(actor: Actor) -> None:
    contact = registered(actor)
    photo = actions.consent(actor, contact, purpose=Purpose.PHOTO, **YES)

    actions.withdraw(actor, contact, photo, **BACK)

    taken_back = (photo.withdrawn_on, photo.withdrawn_how, photo.withdrawn_by)
    assert taken_back == (BACK["on"], BACK["how"], actor.id)
    with pytest.raises(RuleBroken) as refused:
        actions.withdraw(actor, contact, photo, **BACK)
    assert refused.value.code == "consent.withdrawn"


@pytest.mark.parametrize("stage", [Stage.MOVED, Stage.DECEASED])
def test_no_consent_holds_for_who_moved_or_died(actor: Actor, stage: Stage) -> None:
    contact = registered(actor)
    given = actions.consent(actor, contact, purpose=Purpose.REFERRAL, **YES)

    stopped(actor, contact, stage)

    assert given.withdrawn_on == clock.today()


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nothing_new_is_agreed_with_somebody_left_in_peace(
    actor: Actor, stage: Stage
) -> None:
    contact, other = registered(actor), registered(actor, "Bakker")
    stopped(actor, contact, stage)

    with pytest.raises(RuleBroken, match="RuleBroken"):
        actions.consent(actor, contact, purpose=Purpose.PHOTO, **YES)
    with pytest.raises(RuleBroken):
        actions.add_relation(actor, contact, other, kind=RelationKind.FRIEND)


def test_a_relation_is_seen_from_both_sides_and_kept_once(actor: Actor) -> None:
    contact, carer = registered(actor), registered(actor, "Bakker", roles=())
    for _again in range(2):
        actions.add_relation(
            actor, contact, carer, kind=RelationKind.CARER, note="next door"
        )

    (here,) = queries.relations(contact)
    (there,) = queries.relations(carer)

    assert (here.other, here.is_of_other) == (carer, False)
    assert (there.other, there.is_of_other) == (contact, True)
    assert contacts.roles_now(carer) == [ContactRoleKind.CARER]


def test_nobody_is_tied_to_herself(actor: Actor) -> None:
    contact = registered(actor)

    with pytest.raises(RuleBroken):
        actions.add_relation(actor, contact, contact, kind=RelationKind.FRIEND)


def test_a_relation_that_ended_is_no_longer_shown(actor: Actor) -> None:
    contact, other = registered(actor), registered(actor, "Bakker")
    relation = actions.add_relation(actor, contact, other, kind=RelationKind.NEIGHBOUR)

    actions.end_relation(actor, contact, relation)
    db.session.flush()

    assert queries.relations(contact) == []
    assert relation.until == clock.today()


def test_a_consent_stands_until_it_is_taken_back(actor: Actor) -> None:
    contact = registered(actor)
    given = actions.consent(actor, contact, purpose=Purpose.REFERRAL, **YES)
    assert queries.has_consent(contact, Purpose.REFERRAL)

    actions.withdraw(actor, contact, given, **BACK)
    db.session.flush()

    assert not queries.has_consent(contact, Purpose.REFERRAL)
    assert (given.withdrawn_on, given.withdrawn_by) == (BACK["on"], actor.id)


def mentor_of(
    actor: Actor, contact: Contact, decides: set[Decision], **known: Any
) -> Relation:
    mentor = registered(actor, "Mulder", roles=())
    found = actions.add_relation(actor, contact, mentor, kind=RelationKind.MENTOR)
    actions.represent(
        actor, contact, found, decides=decides, since=date(2026, 1, 1), **known
    )
    db.session.flush()
    return found


def test_who_saw_the_paper_of_a_mentor_is_kept_and_not_the_paper(actor: Actor) -> None:
    contact = registered(actor)

    found = mentor_of(actor, contact, {Decision.CARE}, paper_seen_on=date(2026, 2, 2))

    seen = (found.paper_seen_on, found.paper_seen_by, found.lacks_paper)
    assert seen == (date(2026, 2, 2), actor.id, False)


def test_a_representative_whose_day_came_represents_nobody_any_more(
    actor: Actor,
) -> None:
    contact = registered(actor)
    tomorrow = clock.today() + timedelta(days=1)
    found = mentor_of(actor, contact, {Decision.CARE}, until=tomorrow)
    assert len(queries.representatives(contact)) == 1

    found.until = clock.today()
    db.session.flush()

    assert queries.representatives(contact) == []
    assert queries.relations(contact) == []


def test_a_mentor_who_decides_about_data_gives_consent_for_the_person(
    actor: Actor,
) -> None:
    contact = registered(actor)
    seen = date(2026, 2, 2)
    found = mentor_of(actor, contact, {Decision.DATA}, paper_seen_on=seen)

    given = actions.consent(
        actor, contact, purpose=Purpose.PHOTO, representative=found.id, **YES
    )

    assert given.representative_id == found.id


@pytest.mark.parametrize(
    ("decides", "seen"),
    [({Decision.CARE, Decision.MONEY}, date(2026, 2, 2)), ({Decision.DATA}, None)],
    ids=["does not decide about data", "paper not seen"],
)
def test_who_may_not_decide_about_data_gives_no_consent(
    actor: Actor, decides: set[Decision], seen: date | None
) -> None:
    contact = registered(actor)
    found = mentor_of(actor, contact, decides, paper_seen_on=seen)

    with pytest.raises(RuleBroken) as refused:
        actions.consent(
            actor, contact, purpose=Purpose.PHOTO, representative=found.id, **YES
        )
    assert refused.value.code == "consent.not_theirs_to_give"


def test_a_neighbour_represents_nobody(actor: Actor) -> None:
    contact, other = registered(actor), registered(actor, "Bakker")
    found = actions.add_relation(actor, contact, other, kind=RelationKind.NEIGHBOUR)

    with pytest.raises(RuleBroken) as refused:
        actions.represent(actor, contact, found, decides=(), since=clock.today())
    assert refused.value.code == "relation.no_representative"
