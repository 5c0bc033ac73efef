"""Somebody to practise with, who counts nowhere and leaves nothing behind."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import make
from thuis_app.accountability.reports import actions as reports
from thuis_app.accountability.reports.models import DayCount, PersonReached
from thuis_app.core import clock, events
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import Base, db
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.overview.merging import queries as merging
from thuis_app.people.contacts.models import Contact, ContactWord
from thuis_app.people.contacts.rules import MergeObstacle
from thuis_app.people.notes.models import Note
from thuis_app.people.practice import actions, queries
from thuis_app.people.practice.models import PracticePerson
from thuis_app.people.practice.rules import PracticeAuditEvent
from thuis_app.reaching.outreach.rules import AttemptMade
from thuis_app.team.claims.models import Claim
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchKind
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened, Mood, VisitMade
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState


def person_of(practice: PracticePerson) -> Contact:
    assert practice.contact_id is not None
    return db.session.get_one(Contact, practice.contact_id)


def written_about(contact: Contact) -> None:
    """What a coordinator and a volunteer practise."""
    match = make.match(contact=contact)
    reported(match)
    make.visit(match, starts_at=clock.now() + timedelta(days=3))
    make.plan(contact)
    make.note(contact)
    make.concern(contact)
    make.consent(contact)
    make.referral(contact)
    make.respite_request(contact, make.contact("Echt"))


def reported(match: Match) -> None:
    """A visit that was made, and its report."""
    visit = make.visit(match, state=VisitState.REPORTED)
    values = {"happened": Happened.YES, "written_by": match.volunteer_id}
    make.saved(
        VisitReport(visit_id=visit.id, mood=Mood.GOOD, note="We had tea.", **values)
    )


@pytest.mark.usefixtures("database")
def test_a_practice_person_is_found_and_named_as_such() -> None:
    practice = make.practice_person(make.area("Bedum"))

    assert person_of(practice).full_name == "Oefen de Proef"
    word = select(ContactWord.word).where(ContactWord.word == "proef")
    assert db.session.scalars(word).all() == ["proef"]
    event = select(AuditEntry).where(AuditEntry.event == PracticeAuditEvent.MADE)
    assert db.session.scalars(event).one().contact_id == practice.contact_id


@pytest.mark.usefixtures("database")
def test_there_is_one_at_a_time_in_a_village() -> None:
    area, coordinator = make.area(), make.actor(make.coordinator())
    actions.make(coordinator, area_id=area.id)

    with pytest.raises(RuleBroken):
        actions.make(coordinator, area_id=area.id)


@pytest.mark.usefixtures("database")
def test_a_coordinator_practises_in_villages_of_their_own_alone() -> None:
    own, other = make.area(), make.area()
    practice = make.practice_person(other)
    coordinator = make.actor(make.coordinator(own))

    with pytest.raises(Denied):
        actions.make(coordinator, area_id=other.id)
    with pytest.raises(Denied):
        actions.remove(coordinator, practice)
    with pytest.raises(Missing):
        queries.get(coordinator, practice.id)


@pytest.mark.usefixtures("database")
def test_nothing_of_anybody_else_goes() -> None:
    coordinator, real = make.actor(make.coordinator()), make.contact("Vries")
    kept = make.note(real)
    reported(make.match(contact=real))
    practice = make.practice_person()
    written_about(person_of(practice))

    actions.remove(coordinator, practice)

    names = set(db.session.scalars(select(Contact.last_name)))
    assert "Proef" not in names and {"Vries", "Echt"} <= names
    assert db.session.get(Note, kept.id) is not None
    assert [one.contact_id for one in db.session.scalars(select(Visit))] == [real.id]


@pytest.mark.usefixtures("database")
def test_what_a_volunteer_claims_stays_theirs() -> None:
    coordinator, practice = make.actor(make.coordinator()), make.practice_person()
    visit = make.visit(make.match(contact=person_of(practice)))
    claim = make.claim(visit_id=visit.id)

    actions.remove(coordinator, practice)

    assert db.session.get_one(Claim, claim.id).visit_id is None


@pytest.mark.usefixtures("database")
def test_a_volunteer_stays_and_has_one_person_less() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer()
    practice = make.practice_person()
    make.assent(person_of(practice))
    matches.begin(
        coordinator,
        person_of(practice),
        volunteer,
        kind=MatchKind.HOME_VISIT,
        started_on=clock.today(),
    )

    actions.remove(coordinator, practice)

    row = db.session.get_one(Volunteer, volunteer.id)
    assert row.people == 0


@pytest.mark.usefixtures("database")
def test_what_refers_to_the_person_is_gone_for_every_table() -> None:
    coordinator, practice = make.actor(make.coordinator()), make.practice_person()
    contact = person_of(practice)
    gone = contact.id
    written_about(contact)

    actions.remove(coordinator, practice)

    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "contact":
                mine = select(func.count()).where(key.parent == gone)
                assert db.session.scalar(mine) == 0, str(key.parent)
    assert not db.session.scalars(select(Match)).all()
    assert not db.session.scalars(select(Visit)).all()


@pytest.mark.usefixtures("database")
def test_an_administrator_removes_one_and_once() -> None:
    practice = make.practice_person()
    administrator = make.actor(make.user(Role.ADMINISTRATOR))

    for _time in range(2):
        actions.remove(administrator, queries.get(administrator, practice.id))

    removed = AuditEntry.event == PracticeAuditEvent.REMOVED
    assert len(db.session.scalars(select(AuditEntry).where(removed)).all()) == 1


@pytest.mark.usefixtures("database")
def test_practice_counts_in_no_figure() -> None:
    contact = person_of(make.practice_person())
    coordinator, today = make.actor(make.coordinator()), clock.today()
    events.publish(coordinator, AttemptMade(contact.id, today, has_reached=True))
    events.publish(coordinator, VisitMade(contact.id, today, is_made=True))

    assert not db.session.scalars(select(DayCount)).all()
    assert not db.session.scalars(select(PersonReached)).all()


@pytest.mark.usefixtures("database")
def test_practice_counts_in_no_figure_when_all_is_counted_again() -> None:
    practice, real = make.practice_person(), make.contact()
    for someone in (person_of(practice), real):
        reported(make.match(contact=someone))
    reports.recount()

    counts = {row.figure: row.number for row in db.session.scalars(select(DayCount))}
    reached = db.session.scalars(select(PersonReached.contact_id)).all()
    assert counts == {"visits": 1}
    assert reached == [real.id]


@pytest.mark.usefixtures("database")
def test_a_practice_person_becomes_one_with_nobody() -> None:
    coordinator = make.actor(make.coordinator())
    practice, real = make.practice_person(), make.contact()

    found = merging.obstacles(coordinator, real, person_of(practice))

    assert found == [MergeObstacle.PRACTICE]
