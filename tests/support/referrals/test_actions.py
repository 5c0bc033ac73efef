from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.directory.offerings import queries as offerings
from thuis_app.directory.offerings.models import Offering
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, Stage
from thuis_app.people.relations.models import Consent
from thuis_app.people.relations.rules import GivenHow, Purpose
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import WishState
from thuis_app.support.referrals import actions, queries
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import (
    ReferralShare,
    ReferralState,
    ReferralStepDetails,
)

pytestmark = pytest.mark.usefixtures("database")
S = ReferralState


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def proposed(actor: Actor, contact: Contact, wish: Wish | None = None) -> Referral:
    offering = known(actor, make.offering())
    found = queries.person(actor, contact.id)
    return actions.propose(actor, found, offering=offering, wish=wish, why="Singing.")


def known(actor: Actor, offering: Offering) -> Offering:
    return offerings.get(actor, offering.id)


def at(actor: Actor, state: S, contact: Contact | None = None, **more: Any) -> Referral:
    referral = make.referral(contact, state, **more)
    return queries.get(actor, referral.id)


def agreed(**more: Any) -> ReferralStepDetails:
    values = {"agreed_how": GivenHow.SPOKEN, "shares": [ReferralShare.NAME]}
    return to(S.AGREED, **(values | more))


def to(state: S, **more: Any) -> ReferralStepDetails:
    return ReferralStepDetails(to=state, on=clock.today(), **more)


def broken(
    code: str, actor: Actor, referral: Referral, step: ReferralStepDetails
) -> None:
    with pytest.raises(RuleBroken) as refused:
        actions.advance(actor, referral, step)
    assert refused.value.code == code


def test_a_proposal_shows_on_the_persons_line_and_in_the_wish(actor: Actor) -> None:
    contact = make.contact()
    wish = make.wish(contact)

    referral = proposed(actor, contact, wish)

    assert contact.open_referrals == 1
    assert contact.next_step == "referral"
    assert contact.next_step_on == clock.today() + timedelta(days=14)
    assert wish.state is WishState.RUNNING
    assert [step.state for step in queries.get(actor, referral.id).steps] == [
        S.PROPOSED
    ]
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert "referral.proposed" in events


def test_what_comes_sooner_stays_the_next_step(actor: Actor) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    contact = make.contact()
    make.task(TaskKind.VISIT, contact, due_on=tomorrow, planned_on=tomorrow)

    proposed(actor, contact)

    assert (contact.next_step, contact.next_step_on) == ("visit", tomorrow)


def test_whoever_is_in_outreach_keeps_the_next_attempt_beside_a_referral(
    actor: Actor,
) -> None:
    contact, far = make.contact(stage=Stage.OUTREACH), timedelta(days=90)
    make.plan(contact, next_on=clock.today() + far)

    proposed(actor, contact)

    kinds = [task.kind for task, _name in tasks.of_contact(actor, contact.id)]
    assert kinds == [TaskKind.REFERRAL, TaskKind.ATTEMPT]


def test_the_same_place_is_not_proposed_twice_at_once(actor: Actor) -> None:
    contact = make.contact()
    referral = proposed(actor, contact)
    again = partial(actions.propose, actor, contact, offering=referral.offering)

    with pytest.raises(RuleBroken) as refused:
        again(wish=None, why="Again.")
    assert refused.value.code == "referral.already_open"

    actions.advance(actor, referral, to(S.DECLINED))
    again(wish=None, why="Again.")
    assert contact.open_referrals == 1


def test_an_offering_must_serve_the_village(actor: Actor) -> None:
    contact = make.contact()
    offering = known(actor, make.offering())
    offering.all_areas = False

    with pytest.raises(RuleBroken) as refused:
        actions.propose(actor, contact, offering=offering, wish=None, why="x")

    assert refused.value.code == "referral.not_for_village"


def test_the_wish_of_another_is_refused(actor: Actor) -> None:
    with pytest.raises(RuleBroken) as refused:
        proposed(actor, make.contact(), make.wish())

    assert refused.value.code == "referral.not_their_wish"


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nobody_who_is_left_in_peace_is_referred(actor: Actor, stage: Stage) -> None:
    contact = make.contact(stage=stage)

    with pytest.raises(RuleBroken) as refused:
        proposed(actor, contact)
    assert refused.value.code == "contact.stopped"

    referral = at(actor, S.PROPOSED, contact)
    broken("contact.stopped", actor, referral, agreed())
    actions.advance(actor, referral, to(S.WITHDRAWN, note="Left in peace."))
    assert referral.state is S.WITHDRAWN


def test_agreement_is_a_consent_with_its_date_and_its_words(actor: Actor) -> None:
    referral = at(actor, S.PROPOSED)
    words = "Only when Grietje comes along."

    actions.advance(actor, referral, agreed(shared=words))

    consent = db.session.scalars(select(Consent)).one()
    assert consent.purpose is Purpose.REFERRAL
    assert consent.given_on == clock.today() == referral.agreed_on
    assert words in consent.note and referral.offering.name in consent.note
    assert referral.shares == {ReferralShare.NAME}
    assert referral.due_on == clock.today() + timedelta(days=7)


def test_nothing_is_sent_before_the_person_agrees(actor: Actor) -> None:
    broken("state.no_such_move", actor, at(actor, S.PROPOSED), to(S.SENT))
    broken("referral.not_agreed", actor, at(actor, S.AGREED), to(S.SENT))


def test_nothing_is_sent_once_the_yes_was_taken_back(actor: Actor) -> None:
    referral = at(actor, S.PROPOSED)
    actions.advance(actor, referral, agreed())
    db.session.scalars(select(Consent)).one().withdrawn_on = clock.today()

    broken("referral.consent_withdrawn", actor, referral, to(S.SENT))


def test_all_steps_of_a_referral_to_having_landed(actor: Actor) -> None:
    contact = make.contact()
    wish = make.wish(contact)
    referral = proposed(actor, contact, wish)

    actions.advance(actor, referral, agreed())
    actions.advance(actor, referral, to(S.SENT))
    actions.advance(actor, referral, to(S.RECEIVED, note="Welcome."))
    actions.advance(actor, referral, to(S.STARTED))
    both = {"person_says_landed": True, "offering_says_landed": True}
    actions.advance(actor, referral, to(S.LANDED, **both))
    db.session.commit()

    found = queries.get(actor, referral.id)
    assert [step.state for step in found.steps] == list(S)[:6]
    assert found.due_on is None
    assert wish.state is WishState.DONE
    assert contact.open_referrals == 0
    assert (contact.next_step, contact.next_step_on) == ("", NO_STEP)


def test_a_wish_is_open_again_when_it_came_to_nothing(actor: Actor) -> None:
    contact = make.contact()
    wish = make.wish(contact)
    referral = proposed(actor, contact, wish)

    actions.advance(actor, referral, to(S.DECLINED))

    assert wish.state is WishState.OPEN


def test_what_happened_before_today_keeps_its_own_day(actor: Actor) -> None:
    friday = clock.today() - timedelta(days=3)
    referral = at(actor, S.PROPOSED, state_since=friday)

    actions.advance(actor, referral, ReferralStepDetails(to=S.DECLINED, on=friday))

    assert clock.local(referral.steps[-1].taken_at).date() == friday
    assert referral.state_since == friday


def test_a_talk_is_kept_and_moves_the_day_to_look_again(actor: Actor) -> None:
    since = clock.today() - timedelta(days=15)
    referral = at(actor, S.STARTED, state_since=since)
    in_a_week = clock.today() + timedelta(days=7)

    actions.add_note(actor, referral, words="She liked it.")
    assert referral.due_on == since + timedelta(days=42)

    actions.add_note(actor, referral, words="Call her.", again_on=in_a_week)
    assert referral.due_on == in_a_week
    assert [step.is_note for step in referral.steps] == [True, True]
    assert referral.state is S.STARTED


def test_going_together_is_arranged_once_it_is_agreed(actor: Actor) -> None:
    thursday = clock.today() + timedelta(days=5)
    arrange = partial(actions.arrange, companion="Grietje", first_on=thursday)
    referral = at(actor, S.RECEIVED, agreed_on=clock.today())

    arrange(actor, referral, first_hour=time(19, 30))

    assert referral.first_hour == time(19, 30)
    assert referral.due_on == thursday + timedelta(days=1)
    with pytest.raises(RuleBroken) as refused:
        arrange(actor, at(actor, S.PROPOSED), first_hour=time(19, 30))
    assert refused.value.code == "referral.not_agreed"


def test_all_that_is_under_way_stops_at_once(actor: Actor) -> None:
    contact = make.contact()
    make.referral(contact, S.SENT)
    make.referral(contact, S.STARTED)
    landed = make.referral(contact, S.LANDED)

    people.stop(actor, contact, stage=Stage.MOVED, on=clock.today(), because="Left.")

    states = {one.state for one in queries.of_contact(actor, contact)}
    assert states == {S.WITHDRAWN, S.LANDED}
    assert landed.state is S.LANDED
    assert contact.open_referrals == 0


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_only_the_coordinator_of_the_village_takes_it_further(
    actor: Actor, role: Role
) -> None:
    other = make.actor(make.user(role, all_areas=True))
    elsewhere = make.actor(make.coordinator(make.area()))
    referral = at(actor, S.PROPOSED)

    for someone in (other, elsewhere):
        with pytest.raises(Denied):
            actions.advance(someone, referral, to(S.DECLINED))


@pytest.mark.parametrize(
    ("state", "is_known"), [(S.AGREED, False), (S.SENT, True), (S.STARTED, True)]
)
@pytest.mark.parametrize("ending", [S.DECLINED, S.WITHDRAWN])
def test_the_other_side_is_called_when_a_referral_that_they_know_of_stops(
    actor: Actor, state: S, is_known: bool, ending: S
) -> None:
    referral = at(actor, state)

    actions.advance(actor, referral, to(ending, note="She would rather not."))

    call = tasks.open_task(TaskKind.TELL_OFFERING, referral.id)
    assert (call is not None) is is_known
