"""A small sample with which every page has something to show."""

import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import select, update

from tests import make
from thuis_app.accountability.reports import actions as reports
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import Base, db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.secrets import hash_key
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.operations.first_steps.models import SkippedStep
from thuis_app.operations.first_steps.rules import OptionalStep
from thuis_app.organisation.accounts.models import Invitation, User
from thuis_app.organisation.agreements.models import Agreement, PaperCode
from thuis_app.organisation.agreements.rules import AgreementState
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.access_log import rules as access_log
from thuis_app.overview.merging import actions as merging
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.notes.models import NoteVersion
from thuis_app.people.notes.rules import FollowUpDetails
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import Decision, RelationKind
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.rules import RequestState
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.rates.models import Rate
from thuis_app.team.rates.rules import RateKind
from thuis_app.team.trainings.rules import Attends
from thuis_app.team.volunteers.models import TalkWish, VolunteerBlock
from thuis_app.visiting.calendar_feed.models import VisitFeed
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.offline import actions as offline
from thuis_app.visiting.offline.models import TabletReport
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened, Mood
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

OFF_FROM = timedelta(days=25)
PAPER_CODE, OTHER_CODE = "AAAABBBBCCCCDDDD", "EEEEFFFFGGGGHHHH"
TELEPHONE = "+31505550144"
NAME, CARER, WORRY = "Zwaluwstaart", "Kievitsbloem", "The cupboard was locked."


@dataclass(frozen=True)
class SampleData:
    """The people who look, and what the addresses of the pages need."""

    volunteer: User
    coordinator: User
    board: User
    administrator: User
    treasurer: User
    lead: User
    values: dict[str, int | str]


def sample_data(rows: int = 1) -> SampleData:
    """Everything so many times, around one volunteer in one village."""
    make.foundation()
    area = make.area("Bedum")
    volunteer, coordinator = make.volunteer(area), make.coordinator()
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD, all_areas=True)
    values: dict[str, int | str] = {"area_id": area.id, "user_id": volunteer.id}
    values |= {"colleague_id": coordinator.id, "absence_id": make.absence(lead).id}
    neighbour = make.coordinator(make.area())
    values["deputy_id"] = make.deputy(neighbour, area).id
    values |= {"restore_id": make.restore().id}
    values |= {"passkey_id": make.passkey(lead).id}
    last_month, before = access_log.months_before(clock.today())[:2]
    values |= {"month": f"{last_month:%Y-%m}"}
    make.audit_review(before)
    stopped = make.contact(area=area, stage=Stage.NO_CONTACT)
    values |= {"stopped_id": stopped.id, "key": _invited(), "session_id": 1}
    values |= _by_mistake(area, coordinator)
    values |= _twice(area, coordinator)
    values |= {"paper": "card", "feed_key": _in_calendar(volunteer)}
    values |= _of_a_volunteer(volunteer)
    values |= {"newcomer_id": make.volunteer(area, ready=False).id}
    values |= _worked(volunteer, coordinator)
    values |= _paid(volunteer)
    values |= _trained(area, volunteer, coordinator)
    values |= _set_up(area)
    for _row in range(rows):
        values |= _person(area, volunteer, coordinator)
    _give_numbers()
    reports.recount()
    keeper = make.user(Role.ADMINISTRATOR)
    values |= {"agreement_id": _asked_by(keeper, area).id}
    values |= {"emergency_id": make.emergency(make.user(Role.BOARD)).id}
    db.session.commit()
    return SampleData(
        volunteer=volunteer,
        coordinator=coordinator,
        board=make.user(Role.BOARD),
        treasurer=db.session.get_one(User, values["treasurer_id"]),
        administrator=keeper,
        lead=lead,
        values=values,
    )


def _asked_by(keeper: User, area: Area) -> Agreement:
    """A request that waits, one that was refused, and two codes on paper."""
    for code in (PAPER_CODE, OTHER_CODE):
        make.saved(PaperCode(code_hash=hash_key(code), made_by=keeper.id))
    make.agreement(keeper, area, state=AgreementState.REFUSED, reason="Not known here.")
    return make.agreement(keeper, area)


def _set_up(area: Area) -> dict[str, int | str]:
    """Somebody to practise with, and a first step that does not apply."""
    make.saved(SkippedStep(step=OptionalStep.ROOMS))
    practice_id = make.practice_person(area).id
    return {"practice_id": practice_id, "step_name": OptionalStep.PRACTICE.value}


def _give_numbers() -> None:
    """A telephone number wherever one can stand."""
    db.session.flush()
    for mapper in Base.registry.mappers:
        columns = [
            name
            for name, _column in mapper.columns.items()
            if name.endswith("telephone")
        ]
        if columns:
            numbers = dict.fromkeys(columns, TELEPHONE)
            db.session.execute(update(mapper.class_).values(numbers))
    for contact_id in db.session.scalars(select(Contact.id)).all():
        # No two people share one: whoever does may be one person written down twice.
        number = f"+3150556{contact_id:04}"
        db.session.add(ContactPhone(contact_id=contact_id, number=number))
    db.session.expire_all()


def _by_mistake(area: Area, coordinator: User) -> dict[str, int | str]:
    """A person written down as deceased, later than now so that it can be undone."""
    contact = make.contact(area=area)
    ending = stopping.stop(
        make.actor(coordinator),
        contact,
        stage=Stage.DECEASED,
        on=clock.today(),
        because="Her son called.",
    )
    ending.made_at = clock.now() + timedelta(hours=2)
    return {"mistaken_id": contact.id, "change_id": make.saved(ending).id}


def _twice(area: Area, coordinator: User) -> dict[str, int | str]:
    """A person of whom two records became one, two who are apart, and one more."""
    actor = make.actor(coordinator)
    gone, kept, other = (make.contact("Dubbel", area=area) for _each in range(3))
    made = merging.merge(actor, gone, kept, known={})
    merging.keep_apart(actor, kept, other)
    return {"merge_id": made.id, "merged_id": kept.id, "other_id": other.id}


def _of_a_volunteer(volunteer: User) -> dict[str, int | str]:
    """Days on which they do not come, and that they would like to talk."""
    today = clock.today()
    off = {"from_on": today + OFF_FROM, "until_on": today + OFF_FROM}
    block = make.saved(VolunteerBlock(user_id=volunteer.id, **off))
    talk = make.saved(TalkWish(user_id=volunteer.id, asked_by=volunteer.id))
    return {"block_id": block.id, "talk_id": talk.id, "requirement": "vog"}


def _worked(volunteer: User, coordinator: User) -> dict[str, int | str]:
    """Hours that wait, that are to be paid, and that go over a maximum."""
    today, approved = clock.today(), ClaimState.APPROVED
    make.claim(volunteer, kilometres=12)
    make.claim(volunteer, on=today, state=approved, costs=450, total=450)
    claim = make.claim(volunteer, kilometres=1000, note="To the north")
    rates = [
        Rate(
            kind=RateKind.PER_KILOMETRE,
            cents=25,
            from_on=today + timedelta(days=days),
            added_by=coordinator.id,
        )
        for days in (40, 0)
    ]
    _later, now = map(make.saved, rates)
    return {"claim_id": claim.id, "rate_id": now.id}


def _paid(volunteer: User) -> dict[str, int | str]:
    """Hours of last month on a payment list, and as many that are on none yet."""
    treasurer = make.user(Role.TREASURER)
    make.bank_account(volunteer)
    last_month = clock.today().replace(day=1) - timedelta(days=3)
    said = {"on": last_month, "state": ClaimState.APPROVED, "total": 300}
    listed = make.claim(volunteer, note=f"With {NAME}", **said)
    made = make.payment_list(treasurer)
    make.claim(volunteer, note=f"With {NAME}", **said)
    values: dict[str, int | str] = {"list_id": made.id, "listed_claim_id": listed.id}
    return values | {"treasurer_id": treasurer.id}


def _trained(area: Area, volunteer: User, coordinator: User) -> dict[str, int | str]:
    """A training of today to which somebody comes, and one of next week."""
    make.training(area, by=coordinator.id)
    training = make.training(area, by=coordinator.id, on=clock.today(), places=40)
    make.attendance(training, volunteer, Attends.SIGNED_UP)
    make.volunteer(area)
    return {"training_id": training.id}


def _person(area: Area, volunteer: User, coordinator: User) -> dict[str, int | str]:
    today = clock.today()
    contact = make.contact(NAME, area=area)
    consent, match = make.consent(contact), make.match(volunteer, contact)
    assent = make.assent(contact)
    carer = make.contact(CARER, area=area, inform_by=today)
    relation = make.saved(
        Relation(contact_id=contact.id, other_id=carer.id, kind=RelationKind.CHILD)
    )
    mentor = make.saved(
        Relation(
            contact_id=contact.id,
            other_id=carer.id,
            kind=RelationKind.MENTOR,
            decides=frozenset(Decision),
        )
    )
    signal = make.signal(area)
    wish = make.wish(contact)
    concern = make.concern(contact, raised_by=volunteer.id, words=WORRY)
    offering = make.offering()
    about = {"source": offering.id, "contact_id": None, "offering_id": offering.id}
    make.task(TaskKind.OFFERING, contact, **about)
    referral = make.referral(
        contact,
        ReferralState.SENT,
        owner_id=coordinator.id,
        offering_id=offering.id,
        state_since=today - timedelta(days=20),
        due_on=today - timedelta(days=6),
    )
    make.wish(contact)
    note = _notes(contact, volunteer, offering.id, coordinator)
    visits = _visits(match, coordinator)
    make.task(TaskKind.REPORT, contact, source=str(visits["reported_id"]))
    _outreach(contact, volunteer.id)
    request = make.respite_request(contact, carer, state=RequestState.CLARIFIED)
    room, booking = _booked(area.id, request.id, coordinator.id)
    return {
        "contact_id": contact.id,
        "consent_id": consent.id,
        "assent_id": assent.id,
        "tie_id": relation.id,
        "mentor_tie_id": mentor.id,
        "match_id": match.id,
        "refusal_id": make.refusal(contact, make.volunteer(area)).id,
        **_asked(area, volunteer, coordinator),
        "signal_id": signal.id,
        "wish_id": wish.id,
        "note_id": note,
        "incident_id": make.incident(contact).id,
        "concern_id": concern.id,
        "concern_kind": "harm",
        "sheet": "leaflet",
        "offering_id": offering.id,
        "referral_id": referral.id,
        "request_id": request.id,
        "room_id": room,
        "booking_id": booking,
        "task_id": _tasks(contact, carer, coordinator),
        **visits,
    }


def _asked(area: Area, volunteer: User, coordinator: User) -> dict[str, int | str]:
    """Somebody for whom the volunteer is asked; they learn no name."""
    someone = make.contact(NAME, area=area)
    make.assent(someone)
    make.wish(someone)
    make.task(TaskKind.FIRST_VISIT_ANSWER, someone, source=str(someone.id))
    request = make.match_request(volunteer, someone, asked_by=coordinator.id)
    return {"match_request_id": request.id, "asked_for_id": someone.id}


def _notes(
    contact: Contact, volunteer: User, offering_id: int, coordinator: User
) -> int:
    """A note about each, one that was corrected, and the id of one about a person."""
    by = coordinator.id
    make.note(volunteer_id=volunteer.id, written_by=by)
    make.note(offering_id=offering_id, written_by=by)
    make.note(contact, written_by=by, text="", taken_back_on=clock.today())
    make.task(
        TaskKind.FOLLOW_UP,
        contact,
        details=FollowUpDetails("Call back."),
        source=uuid.uuid4().hex,
    )
    # Ahead, so that it can be undone however long the tests of a module take.
    at = clock.now() + timedelta(hours=2)
    note = make.note(contact, written_by=by, written_at=at)
    earlier = NoteVersion(note_id=note.id, replaced_by=by, **asdict(note.said))
    make.saved(earlier)
    return note.id


def _tasks(contact: Contact, carer: Contact, coordinator: User) -> str:
    """One that a coordinator took on, one that is done, and the id of one to do.

    The tasks of all other groups are those of what is made around a person.
    """
    make.task(TaskKind.WAITING, carer, owner_id=coordinator.id)
    done = make.task(TaskKind.REOPENED, contact)
    tasks.finish(make.actor(coordinator), done, note="She was glad.")
    # Ahead, so that it can be undone however long the tests of a module take.
    done.closed_at = clock.now() + timedelta(hours=2)
    make.saved(done)
    return make.task(TaskKind.REOPENED, carer).id


def _in_calendar(volunteer: User) -> str:
    """The key in the address that a calendar reads."""
    make.saved(
        VisitFeed(user_id=volunteer.id, key_hash=hash_key("a-calendar"), uid_domain="x")
    )
    return "a-calendar"


def _invited() -> str:
    """The key in the link of an invitation that stands."""
    invited = make.user(Role.BOARD)
    key = "a-key-that-nobody-can-guess"
    link = {"key_hash": hash_key(key), "made_by": 1, "is_agreed": True}
    make.saved(Invitation(user_id=invited.id, **link))
    make.passkey_link(make.user(Role.BOARD), key)
    return key


def _visits(match: Match, coordinator: User) -> dict[str, int]:
    now = clock.now()
    planned = make.visit(match, starts_at=now - timedelta(days=3))
    make.visit(match, starts_at=now + timedelta(days=3))
    make.visit(match, starts_at=now + OFF_FROM)
    changed = _changed(match)
    reported = make.visit(
        match, starts_at=now - timedelta(days=9), state=VisitState.REPORTED
    )
    make.saved(
        VisitReport(
            visit_id=reported.id,
            happened=Happened.YES,
            mood=Mood.GOOD,
            note="We had tea.",
            written_by=match.volunteer_id,
        )
    )
    begun = _from_tablet(match, planned, UploadState.ATTENTION, UploadReason.FORM)
    second = _from_tablet(match, reported, UploadState.WAITING, UploadReason.SECOND)
    _from_tablet(match, planned, UploadState.WAITING, UploadReason.UNREADABLE)
    kept = {"begun_id": begun, "report_id": second}
    kept |= {"reply_id": make.reply(reported, coordinator).id}
    return {"visit_id": planned.id, "reported_id": reported.id} | kept | changed


def _changed(match: Match) -> dict[str, int]:
    """A visit that its volunteer moved just now, and one that they called off."""
    now, by = clock.now(), match.volunteer_id
    moved = make.visit(
        match,
        starts_at=now + timedelta(days=27),
        moved_from=now + timedelta(days=28),
        moved_by=by,
        moved_at=now,
    )
    off = make.visit(
        match,
        starts_at=now + timedelta(days=29),
        state=VisitState.CANCELLED,
        cancelled_by=VisitCancelledBy.VOLUNTEER,
        called_off_by=by,
        called_off_at=now,
    )
    return {"moved_id": moved.id, "off_id": off.id}


def _from_tablet(
    match: Match, visit: Visit, state: UploadState, why: UploadReason
) -> int:
    kept = TabletReport(
        user_id=match.volunteer_id,
        key=f"{visit.id} {state}",
        digest="",
        visit_id=visit.id,
        state=state,
        reason=why,
        answer="{}",
        answers='[["how", "good"], ["note", "We sang."]]',
    )
    volunteer = make.actor(db.session.get_one(User, match.volunteer_id))
    offline.schedule(volunteer, make.saved(kept), visit)
    return make.saved(kept).id


def _outreach(contact: Contact, user_id: int) -> None:
    day = clock.today() - timedelta(days=8)
    make.saved(
        OutreachAttempt(
            contact_id=contact.id,
            made_on=day,
            day_part=DayPart.MORNING,
            channel=Channel.DOOR,
            outcome=AttemptOutcome.NOBODY_HOME,
            made_by=user_id,
        )
    )
    make.plan(contact, day_part=DayPart.AFTERNOON, attempts=1)


def _booked(area_id: int, request_id: int, user_id: int) -> tuple[int, int]:
    room = make.saved(Room(area_id=area_id, name=f"Thuis kamer {request_id}"))
    on = clock.today() + timedelta(days=2)
    opens = clock.local(make.at(on, 13)).time()
    make.saved(
        RoomPart(
            room_id=room.id,
            weekday=on.weekday(),
            day_part=DayPart.AFTERNOON,
            opens=opens,
            closes=clock.local(make.at(on, 16)).time(),
            places=4,
        )
    )
    booking = make.saved(
        Booking(
            request_id=request_id,
            room_id=room.id,
            on=on,
            day_part=DayPart.AFTERNOON,
            state=BookingState.CONFIRMED,
            booked_by=user_id,
        )
    )
    return room.id, booking.id
