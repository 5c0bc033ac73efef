from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.reactions import published
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches import actions
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    EndReason,
    MatchEnded,
    MatchKind,
    MatchState,
    Rhythm,
)

pytestmark = pytest.mark.usefixtures("database")
WHY = "The certificate is under way; we begin together."


def village(contact: Contact) -> Area:
    return db.session.get_one(Area, contact.area_id)


@pytest.fixture
def contact() -> Contact:
    found = make.contact(stage=Stage.KNOWN)
    make.assent(found)
    return found


@pytest.fixture
def volunteer(contact: Contact) -> User:
    return make.volunteer(village(contact))


@pytest.fixture
def actor(contact: Contact) -> Actor:
    return make.actor(make.coordinator(village(contact)))


def introduce(actor: Actor, contact: Contact, volunteer: User, **more: Any) -> Match:
    answers: dict[str, Any] = {"kind": MatchKind.HOME_VISIT}
    answers |= {"rhythm": Rhythm.WEEKLY, "started_on": clock.today()}
    return actions.introduce(actor, contact, volunteer, **(answers | more))


def change(actor: Actor, match: Match, state: MatchState, **more: Any) -> None:
    answers = {"state": state, "rhythm": match.rhythm, "note": match.note}
    actions.change(actor, match, **(answers | more))


def ground_of(action: str) -> str:
    line = select(AuditEntry.ground).where(AuditEntry.event == action)
    return db.session.scalars(line.order_by(AuditEntry.id.desc())).first() or ""


def line_of(contact: Contact) -> tuple[str, str, date]:
    """What the list of people shows."""
    db.session.expire_all()
    return contact.volunteer_name, contact.next_step, contact.next_step_on


def people_of(volunteer: User) -> int:
    profile = select(Volunteer.people).where(Volunteer.user_id == volunteer.id)
    return db.session.scalars(profile).one()


def test_an_end_takes_the_person_away_and_asks_for_somebody_new(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = introduce(actor, contact, volunteer)

    change(actor, match, MatchState.ENDED, ended_because=EndReason.NO_FIT)

    assert (match.ended_on, match.ended_because) == (clock.today(), EndReason.NO_FIT)
    assert line_of(contact) == ("", "waiting", clock.today() + timedelta(days=7))
    assert people_of(volunteer) == 0


def test_an_end_with_another_volunteer_left_keeps_the_name_of_that_one(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    other = make.volunteer(village(contact), name="Aaltje Bos")
    match = introduce(actor, contact, volunteer)
    introduce(actor, contact, other)
    both = line_of(contact)[0]

    change(actor, match, MatchState.ENDED, ended_because=EndReason.VOLUNTEER_STOPS)

    assert both == f"Aaltje Bos, {volunteer.name}"
    assert line_of(contact)[:2] == ("Aaltje Bos", "first_meeting")


def test_an_end_needs_a_reason(actor: Actor, contact: Contact, volunteer: User) -> None:
    match = introduce(actor, contact, volunteer)

    with pytest.raises(RuleBroken) as refused:
        change(actor, match, MatchState.ENDED)

    assert refused.value.code == "match.no_reason"


def test_a_match_goes_its_way_in_order(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = introduce(actor, contact, volunteer)

    with pytest.raises(RuleBroken):
        change(actor, match, MatchState.CLOSING)
    for state in (MatchState.ACTIVE, MatchState.PAUSED, MatchState.CLOSING):
        change(actor, match, state)

    assert match.state is MatchState.CLOSING


def test_a_pause_of_somebody_who_died_does_not_end_in_visits(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = make.match(volunteer, contact, state=MatchState.PAUSED)
    contact.stage = Stage.DECEASED

    with pytest.raises(RuleBroken) as refused:
        change(actor, match, MatchState.ACTIVE)

    assert refused.value.code == "contact.stopped"


def test_no_more_contact_ends_every_match_at_once(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    first = introduce(actor, contact, volunteer)
    second = introduce(actor, contact, make.volunteer(village(contact)))

    people.stop(actor, contact, stage=Stage.NO_CONTACT, on=clock.today(), because="No.")

    assert {first.state, second.state} == {MatchState.ENDED}
    assert line_of(contact)[0] == ""
    assert people_of(volunteer) == 0


def test_the_end_of_a_match_is_published(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = introduce(actor, contact, volunteer)

    with published(MatchEnded) as events:
        actions.end_for_handover(actor, match)

    ended = MatchEnded(match.id, contact.id, volunteer.id, clock.today())
    assert events == [ended]


def test_after_a_pause_what_is_required_is_asked_again(
    actor: Actor, contact: Contact
) -> None:
    unready = make.volunteer(village(contact), ready=False)
    match = make.match(unready, contact, state=MatchState.PAUSED)
    again: dict[str, Any] = {"state": MatchState.ACTIVE, "note": ""}
    again |= {"rhythm": match.rhythm}

    with pytest.raises(RuleBroken) as refused:
        actions.change(actor, match, **again)
    actions.change(actor, match, **again, override=WHY)

    assert refused.value.code == "volunteer.not_ready"
    assert match.state is MatchState.ACTIVE
    assert (match.override_because, ground_of("match.changed")) == (WHY, WHY)


def test_an_oudermaatje_is_not_made_into_somebody_of_once_a_month(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = introduce(actor, contact, volunteer, kind=MatchKind.BUDDY)

    with pytest.raises(RuleBroken):
        actions.change(actor, match, state=match.state, rhythm=Rhythm.MONTHLY, note="")

    assert match.rhythm is Rhythm.WEEKLY


@pytest.mark.parametrize(
    ("stage", "agreed", "code"),
    [
        (Stage.NO_CONTACT, True, "contact.stopped"),
        (Stage.KNOWN, False, "match.no_consent"),
    ],
)
def test_a_match_begins_only_with_who_may_be_approached_and_said_yes(
    actor: Actor,
    volunteer: User,
    contact: Contact,
    stage: Stage,
    agreed: bool,
    code: str,
) -> None:
    other = make.contact(area=village(contact), stage=stage)
    if agreed:
        make.assent(other)

    with pytest.raises(RuleBroken) as refused:
        introduce(actor, other, volunteer)

    assert refused.value.code == code


def test_only_a_coordinator_of_the_village_introduces_people(
    contact: Contact, volunteer: User
) -> None:
    for user in (volunteer, make.coordinator(make.area())):
        with pytest.raises(Denied):
            introduce(make.actor(user), contact, volunteer)
