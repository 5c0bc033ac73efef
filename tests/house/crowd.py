"""Around the last person of a small world, everything so many times."""

from datetime import timedelta

from tests import make
from tests.house.world import World
from thuis_app.accounts.models import UserSession
from thuis_app.areas.models import Area
from thuis_app.concerns.models import ConcernStep
from thuis_app.concerns.rules import Step
from thuis_app.contacts.models import Contact, ContactPhone, Tie
from thuis_app.contacts.rules import TieKind
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.matches.models import Match
from thuis_app.outreach.models import Attempt
from thuis_app.outreach.rules import Channel, Outcome
from thuis_app.referrals.models import ReferralStep
from thuis_app.referrals.rules import ReferralState
from thuis_app.respite.models import Booking, RespiteRequest
from thuis_app.respite.rules import BookingState
from thuis_app.visits.models import VisitReport
from thuis_app.visits.rules import Happened, Mood, VisitState


def crowd(known: World, rows: int) -> None:
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


def _in_the_file(known: World, contact: Contact, area: Area) -> None:
    neighbour = make.contact("Buur", area=area)
    make.saved(ContactPhone(contact_id=neighbour.id, number="+31595123456"))
    make.saved(ContactPhone(contact_id=contact.id, number="+31595654321"))
    make.saved(
        Tie(contact_id=contact.id, other_id=neighbour.id, kind=TieKind.NEIGHBOUR)
    )
    make.consent(contact)
    make.wish(contact)
    make.concern(contact, raised_by=known.volunteer.id)
    make.referral(contact, ReferralState.STARTED, owner_id=known.coordinator.id)
    make.saved(
        Attempt(
            contact_id=contact.id,
            made_on=clock.today(),
            day_part=DayPart.MORNING,
            channel=Channel.DOOR,
            outcome=Outcome.NOBODY_HOME,
            made_by=make.volunteer(area).id,
        )
    )


def _visited(known: World, match: Match, number: int) -> None:
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


def _handled(known: World, number: int) -> None:
    make.saved(
        ConcernStep(
            concern_id=known.values["concern_id"],
            step=list(Step)[number % 5],
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


def _booked(known: World, contact: Contact, area: Area) -> None:
    cared_for = make.contact("Smit", area=area)
    asked = make.respite_request(contact, cared_for)
    own = db.session.get_one(RespiteRequest, known.values["request_id"])
    day = clock.today() + timedelta(days=2)
    for request, on in ((asked, day), (own, day + timedelta(days=7))):
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


def _colleagues(known: World, contact: Contact, area: Area) -> None:
    volunteer = make.volunteer(area)
    make.match(volunteer, contact)
    make.match(known.volunteer, make.contact("Bos", area=area))
    make.area()
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
