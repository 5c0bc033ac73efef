from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState, Rhythm
from thuis_app.visiting.matching import actions

pytestmark = pytest.mark.usefixtures("database")


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


def bring_together(
    actor: Actor, contact: Contact, volunteer: User, **more: Any
) -> Match:
    answers: dict[str, Any] = {"kind": MatchKind.HOME_VISIT}
    answers |= {"rhythm": Rhythm.WEEKLY}
    answers |= {"started_on": clock.today(), "volunteer": volunteer.id}
    return actions.bring_together(actor, contact, **(answers | more))


def change(actor: Actor, match: Match, state: MatchState, **more: Any) -> None:
    answers = {"state": state, "rhythm": match.rhythm, "note": match.note}
    matches.change(actor, match, **(answers | more))


def line_of(contact: Contact) -> tuple[str, str, date]:
    """What the list of people shows."""
    db.session.expire_all()
    return contact.volunteer_name, contact.next_step, contact.next_step_on


def people_of(volunteer: User) -> int:
    profile = select(Volunteer.people).where(Volunteer.user_id == volunteer.id)
    return db.session.scalars(profile).one()


def test_two_people_are_brought_together(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    start = clock.today() + timedelta(days=3)

    match = bring_together(actor, contact, volunteer, started_on=start)

    assert match.state is MatchState.INTRODUCED
    assert contact.stage is Stage.PARTICIPANT
    assert line_of(contact) == (volunteer.name, "first_meeting", start)
    assert people_of(volunteer) == 1


def test_without_a_yes_to_being_visited_there_is_no_match(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    without = make.contact(area=village(contact))

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, without, volunteer)

    assert refused.value.code == "match.no_consent"


def test_a_yes_that_was_taken_back_counts_no_more(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    other = make.contact(area=village(contact))
    make.assent(other).withdrawn_on = clock.today()

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, other, volunteer)

    assert refused.value.code == "match.no_consent"


def test_nobody_is_visited_who_may_not_be_approached(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    contact.stage = Stage.NO_CONTACT

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, volunteer)

    assert refused.value.code == "contact.stopped"


def test_the_same_two_have_one_open_match_of_a_kind(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    bring_together(actor, contact, volunteer)

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, volunteer)
    bring_together(actor, contact, volunteer, kind=MatchKind.BUDDY)

    assert refused.value.code == "match.exists"
    assert people_of(volunteer) == 1


def test_after_an_end_the_same_two_may_begin_again(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = bring_together(actor, contact, volunteer)
    change(actor, match, MatchState.ENDED, ended_because=EndReason.VOLUNTEER_STOPS)

    assert bring_together(actor, contact, volunteer).id != match.id


def test_nobody_visits_themselves(actor: Actor, contact: Contact) -> None:
    volunteer = make.volunteer(village(contact))
    profile = db.session.get_one(Volunteer, volunteer.id)
    profile.contact_id = contact.id

    with pytest.raises(RuleBroken) as refused:
        bring_together(actor, contact, volunteer)

    assert refused.value.code == "match.not_this_one"


def test_a_coordinator_cannot_send_the_volunteers_of_others(
    actor: Actor, contact: Contact
) -> None:
    with pytest.raises(Missing):
        bring_together(actor, contact, make.volunteer(make.area()))


def test_only_a_coordinator_of_the_village_brings_people_together(
    contact: Contact, volunteer: User
) -> None:
    for user in (volunteer, make.coordinator(make.area())):
        with pytest.raises(Denied):
            bring_together(make.actor(user), contact, volunteer)


def test_the_audit_log_tells_who_brought_whom_together(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    match = bring_together(actor, contact, volunteer)

    row = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "match.introduced")
    ).one()
    assert (row.actor_id, row.contact_id) == (actor.id, contact.id)
    assert row.subject_id == str(match.id)
