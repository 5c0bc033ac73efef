"""Around the last person of the sample, everything so many times."""

import uuid
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from tests import make
from tests.house.sample_data import SampleData
from thuis_app.accountability.reports import actions as reports
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.organisation.accounts.models import UserSession
from thuis_app.organisation.agreements.rules import AgreementState
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.notes.models import NoteVersion
from thuis_app.people.notes.rules import FollowUpDetails
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.referrals.models import ReferralStep
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.rates.models import Rate
from thuis_app.team.rates.rules import RateKind
from thuis_app.team.trainings.models import Training
from thuis_app.team.trainings.rules import Attends
from thuis_app.team.volunteers.models import (
    TalkWish,
    Volunteer,
    VolunteerBlock,
    VolunteerChange,
)
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage
from thuis_app.visiting.concerns.models import ConcernStep
from thuis_app.visiting.concerns.rules import ConcernStepKind
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened, Mood
from thuis_app.visiting.visits.rules import VisitState


def add_bulk_data(known: SampleData, rows: int) -> None:
    """A long file, a full room, a long concern, many colleagues: `rows` of each."""
    contact = db.session.get_one(Contact, known.values["contact_id"])
    match = db.session.get_one(Match, known.values["match_id"])
    area = db.session.get_one(Area, contact.area_id)
    for number in range(rows):
        _in_the_file(known, contact, area)
        _visited(known, match, number)
        _handled(known, number)
        _booked(known, contact, area)
        _colleagues(known, contact, area)
        _busy(known, area, number)
        _in_progress(known, area)
    reports.recount()
    db.session.commit()


def _in_the_file(known: SampleData, contact: Contact, area: Area) -> None:
    neighbour = make.contact("Buur", area=area)
    make.saved(ContactPhone(contact_id=neighbour.id, number="+31595123456"))
    make.saved(ContactPhone(contact_id=contact.id, number="+31595654321"))
    make.saved(
        Relation(
            contact_id=contact.id, other_id=neighbour.id, kind=RelationKind.NEIGHBOUR
        )
    )
    make.saved(
        Relation(contact_id=contact.id, other_id=neighbour.id, kind=RelationKind.MENTOR)
    )
    make.assent(contact)
    make.consent(contact)
    make.match_request(known.volunteer, neighbour, asked_by=known.coordinator.id)
    make.match_request(contact=contact, asked_by=known.coordinator.id)
    offering = make.offering()
    about = {"source": offering.id, "contact_id": None, "offering_id": offering.id}
    make.task(TaskKind.OFFERING, neighbour, **about)
    make.task(TaskKind.WAITING, neighbour, owner_id=known.coordinator.id)
    done = make.task(TaskKind.REOPENED, neighbour)
    tasks.finish(make.actor(known.coordinator), done)
    make.wish(contact)
    make.incident(contact)
    make.note(contact)
    make.note(volunteer_id=known.volunteer.id)
    make.note(offering_id=known.values["offering_id"])
    said = make.note(contact).said
    version = NoteVersion(note_id=known.values["note_id"], replaced_by=known.lead.id)
    for name, value in asdict(said).items():
        setattr(version, name, value)
    make.saved(version)
    make.task(
        TaskKind.FOLLOW_UP,
        contact,
        details=FollowUpDetails("Call back."),
        source=uuid.uuid4().hex,
    )
    make.concern(contact, raised_by=known.volunteer.id)
    make.referral(contact, ReferralState.STARTED, owner_id=known.coordinator.id)
    make.saved(
        OutreachAttempt(
            contact_id=contact.id,
            made_on=clock.today(),
            day_part=DayPart.MORNING,
            channel=Channel.DOOR,
            outcome=AttemptOutcome.NOBODY_HOME,
            made_by=make.volunteer(area).id,
        )
    )


def _visited(known: SampleData, match: Match, number: int) -> None:
    for days in (-20 - number, -1, 1, 9):
        make.visit(match, starts_at=clock.now() + timedelta(days=days))
    past = clock.now() - timedelta(days=12)
    visit = make.visit(match, starts_at=past, state=VisitState.REPORTED)
    for visit_id, version in ((visit.id, 1), (known.values["reported_id"], number + 2)):
        make.saved(
            VisitReport(
                visit_id=visit_id,
                number=version,
                is_current=visit_id == visit.id,
                happened=Happened.YES,
                mood=Mood.GOOD,
                note="We had tea.",
                written_by=make.volunteer().id,
            )
        )


def _handled(known: SampleData, number: int) -> None:
    make.saved(
        ConcernStep(
            concern_id=known.values["concern_id"],
            step=list(ConcernStepKind)[number % 5],
            taken_on=clock.today(),
            note="Talked.",
            taken_by=make.coordinator().id,
        )
    )
    make.saved(
        ReferralStep(
            referral_id=known.values["referral_id"],
            taken_by=make.coordinator().id,
            state=ReferralState.SENT,
            is_note=True,
            note="They called back.",
        )
    )


def _booked(known: SampleData, contact: Contact, area: Area) -> None:
    cared_for = make.contact("Smit", area=area)
    wanted = make.respite_request(contact, cared_for)
    own = db.session.get_one(RespiteRequest, known.values["request_id"])
    day = clock.today() + timedelta(days=2)
    for request, on in ((wanted, day), (own, day + timedelta(days=7))):
        make.saved(
            Booking(
                request_id=request.id,
                room_id=int(known.values["room_id"]),
                on=on,
                day_part=DayPart.AFTERNOON,
                state=BookingState.CONFIRMED,
                booked_by=known.coordinator.id,
            )
        )


def _colleagues(known: SampleData, contact: Contact, area: Area) -> None:
    volunteer = make.volunteer(area)
    make.match(volunteer, contact)
    make.match(known.volunteer, make.contact("Bos", area=area))
    make.area()
    make.absence(make.coordinator(area))
    make.deputy(make.coordinator(area), area)
    make.emergency(make.user())
    make.agreement(known.administrator, area)
    make.agreement(known.administrator, area, state=AgreementState.REFUSED)
    make.restore()
    for user in (known.volunteer, known.coordinator, known.administrator):
        make.saved(
            UserSession(
                user_id=user.id,
                key_hash=f"{volunteer.id} {user.id}",
                device="Tablet",
                device_key="",
                started_at=clock.now(),
                seen_at=clock.now(),
            )
        )


def _busy(known: SampleData, area: Area, number: int) -> None:
    """Hours that wait, that are to be paid, and amounts; trainings, and who comes."""
    someone, today = make.volunteer(area), clock.today()
    make.claim(known.volunteer, on=today, kilometres=number)
    make.claim(someone, on=today)
    make.claim(someone, on=today, state=ClaimState.APPROVED, costs=500, total=500)
    make.bank_account(someone)
    last_month = today.replace(day=1) - timedelta(days=3)
    for _each in range(2):
        due: dict[str, Any] = {"on": last_month, "total": 500}
        make.claim(someone, state=ClaimState.APPROVED, **due)
        if number % 2:
            make.payment_list(known.treasurer)
    from_on = date(today.year + 1, 1, 1) + timedelta(days=number)
    kind, by = RateKind.YEAR_MAX, known.coordinator.id
    make.saved(Rate(kind=kind, cents=210_000, from_on=from_on, added_by=by))
    for days in (-30, 30):
        on = today + timedelta(days=days)
        training = make.training(area, by=by, on=on)
        make.attendance(training, known.volunteer, Attends.SIGNED_UP)
    coming = db.session.get_one(Training, known.values["training_id"])
    make.attendance(coming, someone, Attends.INVITED)
    profile = db.session.get_one(Volunteer, make.volunteer(area).id)
    profile.since = today - timedelta(days=400)
    make.saved(profile)


def _in_progress(known: SampleData, area: Area) -> None:
    """Volunteers whose papers run out and who would like to talk, and a long card."""
    today = clock.today()
    other = make.volunteer(area, ready=False)
    make.saved(make.met(other, Requirement.VOG, today + timedelta(days=9)))
    make.saved(TalkWish(user_id=other.id, asked_by=other.id))
    who = known.volunteer.id
    make.saved(VolunteerBlock(user_id=who, from_on=today, until_on=today))
    stage, by = VolunteerStage.ACTIVE, make.coordinator().id
    change = VolunteerChange(user_id=who, stage=stage, since=today, recorded_by=by)
    make.saved(change)
