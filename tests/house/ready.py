"""Rows in every state that a POST route can ask for, beside those of the sample."""

from datetime import date, timedelta

from tests import make
from tests.house.sample_data import SampleData
from tests.passwords import cheap_hash
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.models import TaskHandover
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.rules import RequestState
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.concerns.models import ConcernStep
from thuis_app.visiting.concerns.rules import ConcernState, ConcernStepKind
from thuis_app.visiting.offline.models import TabletCount, TabletReport
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened, Mood
from thuis_app.visiting.visits.rules import VisitState

Values = dict[str, int | str]
EMAIL = "coordinator@example.org"
PASSWORD, NEW_PASSWORD = "licht in het dorp", "een kamer op het noorden"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BROWSER = "a browser of a volunteer"


def make_ready(known: SampleData) -> Values:
    """Make the rows; their numbers, by the names that `post_routes.UNUSUAL` uses."""
    area = db.session.get_one(Area, known.values["area_id"])
    values = _accounts(known) | _people(known, area)
    _given_away(known)
    return values | _volunteers(known, area) | _respite(known, area)


def _given_away(known: SampleData) -> None:
    """All tasks of a coordinator, given to another just now."""
    # Ahead, so that it can be undone however long the tests of a module take.
    made_at = clock.now() + timedelta(hours=2)
    by, colleague = known.coordinator.id, int(known.values["colleague_id"])
    make.saved(
        TaskHandover(
            from_id=colleague, to_id=by, made_by=by, made_at=made_at, task_ids=""
        )
    )


def _accounts(known: SampleData) -> Values:
    """An ended account, one not let in yet, and two users with a password."""
    coordinator = db.session.get_one(User, known.coordinator.id)
    coordinator.email, coordinator.password_hash = EMAIL, cheap_hash(PASSWORD)
    volunteer = db.session.get_one(User, known.volunteer.id)
    volunteer.password_hash = coordinator.password_hash
    _signed_in(coordinator)
    _signed_in(known.volunteer)
    ended = make.user(Role.BOARD, is_active=False, ended_on=clock.today())
    make.factor(known.board)
    telephone_lost = make.user(Role.BOARD)
    make.factor(telephone_lost)
    return {
        "ended_user_id": ended.id,
        "invited_user_id": make.user(Role.BOARD).id,
        "factor_user_id": telephone_lost.id,
    }


def _signed_in(user: User) -> None:
    """A session of this user in another browser than that of the test."""
    now = clock.now()
    make.saved(
        UserSession(
            user_id=user.id,
            key_hash=hash_key(f"another browser of {user.id}"),
            device="iPad",
            device_key="",
            started_at=now,
            seen_at=now,
        )
    )


def _people(known: SampleData, area: Area) -> Values:
    """Persons in other stages, and what is known of them in other states."""
    retired = make.area("Warffum")
    retired.is_active = False
    make.saved(retired)
    today = clock.today()
    uninformed = make.contact(area=area, inform_by=today + timedelta(days=9))
    unreached = make.contact("Wad", area=area, stage=Stage.KNOWN)
    taken = make.concern(
        make.contact("Lauwers", area=area),
        raised_by=known.volunteer.id,
        state=ConcernState.ACKNOWLEDGED,
    )
    step = ConcernStep(
        concern_id=taken.id,
        step=ConcernStepKind.TALK,
        taken_on=today,
        note="Called.",
        taken_by=known.lead.id,
    )
    make.saved(step)
    agreed = make.referral(
        make.contact("Reitdiep", area=area),
        ReferralState.AGREED,
        owner_id=known.coordinator.id,
        agreed_on=today,
        state_since=today,
    )
    return {
        "uninformed_id": uninformed.id,
        "unreached_id": unreached.id,
        "carer_id": make.contact("Maar", area=area).id,
        "taken_concern_id": taken.id,
        "agreed_referral_id": agreed.id,
        "other_offering_id": make.offering().id,
        "retired_offering_id": make.offering(is_active=False).id,
    }


def _volunteers(known: SampleData, area: Area) -> Values:
    """Approved hours, a volunteer who can leave, and reports of a tablet."""
    approved = make.claim(known.volunteer, state=ClaimState.APPROVED, total=0)
    leaving = make.volunteer(area)
    profile = db.session.get_one(Volunteer, leaving.id)
    profile.stage = VolunteerStage.LEAVING
    make.saved(profile)
    lost = TabletCount(user_id=known.volunteer.id, device=hash_key(BROWSER), missing=2)
    make.saved(lost)
    whole = TabletReport(
        user_id=known.volunteer.id,
        key="whole",
        digest="",
        visit_id=known.values["visit_id"],
        state=UploadState.WAITING,
        reason=UploadReason.SECOND,
        answer="{}",
        answers='[["how", "good"], ["note", "We sang."]]',
    )
    return {
        "approved_claim_id": approved.id,
        "leaving_user_id": leaving.id,
        "whole_report_id": make.saved(whole).id,
        "sent_visit_id": _sent(known, area),
    }


def _sent(known: SampleData, area: Area) -> int:
    """A visit of today whose report was just sent."""
    contact = make.contact("Dollard", area=area)
    make.assent(contact)
    match = make.match(known.volunteer, contact)
    visit = make.visit(match, state=VisitState.REPORTED)
    # Ahead, so that it can be undone however long the tests of a module take.
    written_at = clock.now() + timedelta(hours=2)
    report = VisitReport(
        visit_id=visit.id,
        happened=Happened.YES,
        mood=Mood.GOOD,
        written_by=known.volunteer.id,
        written_at=written_at,
    )
    make.saved(report)
    return visit.id


def _respite(known: SampleData, area: Area) -> Values:
    """Requests that were only asked, whose place is held, past or was used."""
    today = clock.today()
    held, past = BookingState.HELD, BookingState.CONFIRMED
    soon = today + timedelta(days=2)
    return {
        "asked_request_id": _request(area, RequestState.ASKED),
        "clarified_request_id": _request(area, RequestState.CLARIFIED),
        "held_request_id": _booked(known, area, held, soon),
        "past_request_id": _booked(known, area, past, today - timedelta(days=7)),
        "given_request_id": _booked(
            known, area, BookingState.ATTENDED, today - timedelta(days=14)
        ),
    }


def _request(area: Area, state: RequestState) -> int:
    carer, cared_for = (make.contact(name, area=area) for name in ("Kwelder", "Slik"))
    return make.respite_request(carer, cared_for, state=state).id


def _booked(known: SampleData, area: Area, state: BookingState, on: date) -> int:
    """A request with a place in this state on this day; its number."""
    is_held = state is BookingState.HELD
    stands = RequestState.CLARIFIED if is_held else RequestState.PLACED
    request_id = _request(area, stands)
    until = clock.now() + timedelta(days=1) if is_held else None
    make.saved(
        Booking(
            request_id=request_id,
            room_id=int(known.values["room_id"]),
            on=on,
            day_part="afternoon",
            state=state,
            held_until=until,
            booked_by=known.coordinator.id,
        )
    )
    return request_id
