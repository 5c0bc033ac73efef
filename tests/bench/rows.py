"""Which row a page is measured with: one that its visitor may see, and of its kind."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from fnmatch import fnmatch
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true

from thuis_app.activities.bookings import policy as bookings
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.directory.offerings import policy as offerings
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.rooms import policy as rooms
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.agreements import policy as agreements
from thuis_app.organisation.agreements.models import Agreement
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.rules import STOPS
from thuis_app.people.assents.models import Assent
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, Stage
from thuis_app.people.notes import policy as notes
from thuis_app.people.notes.models import Note
from thuis_app.people.relations.models import Consent
from thuis_app.people.tasks import policy as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.signals import policy as signals
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalState
from thuis_app.support.referrals import policy as referrals
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite import policy as respite
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import RequestState
from thuis_app.team.claims import policy as claims
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.payments import policy as payments
from thuis_app.team.payments.models import PaymentLine, PaymentList
from thuis_app.team.payments.rules import ListState
from thuis_app.team.trainings import policy as trainings
from thuis_app.team.trainings.models import Training
from thuis_app.team.trainings.rules import TrainingState
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.team.volunteers.models import Volunteer, VolunteerBlock
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.concerns import policy as concerns
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches import policy as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.matching.models import MatchRequest
from thuis_app.visiting.matching.rules import MatchRequestState
from thuis_app.visiting.report_replies import policy as replies
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.report_replies.rules import ReplyKind
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits import policy as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

Condition = ColumnElement[bool]
IS_PARTICIPANT = Contact.stage == Stage.PARTICIPANT
BEING_REACHED = Contact.id.in_(
    select(OutreachPlan.contact_id).where(OutreachPlan.is_open)
)
ABOUT_VISITED = (
    *("casefile.*", "contacts.*", "concerns.*", "referrals.*", "relations.*"),
    "assents.*",
    *("respite.*", "visits.*", "wishes.*", "stopping.stop*", "stopping.finish*"),
)
FIXED = {"paper": "card", "requirement": "vog", "concern_kind": "harm"}
FIXED |= {"sheet": "register"}
"""Arguments that name no row."""

WITHOUT_ROW = {
    "key": "the key in the link of an invitation is known to who was invited alone",
    "feed_key": "the key in the address of a calendar is known to its owner alone",
    "passkey_id": "a device must answer before there is a passkey",
    "incident_id": "no incident was recorded in the example",
    "report_id": "no tablet of the example sent a report that waits",
    "other_id": "nobody stands in the example twice",
    "tie_id": "nobody decides on behalf of somebody else in the example",
}
"""Arguments for which the example has no row, and why."""


def row(endpoint: str, argument: str, actor: Actor) -> int | str | None:
    """The row that fills this argument of a page; None when there is none."""
    if argument in FIXED:
        return FIXED[argument]
    if argument == "month":
        return f"{clock.today().replace(day=1) - timedelta(days=1):%Y-%m}"
    if argument not in CANDIDATES:
        return None
    found = CANDIDATES[argument](actor)
    for endpoints, name, condition in kinds(actor):
        if name == argument and fnmatch(endpoint, endpoints):
            found = found.where(condition)
    chosen: int | str | None = db.session.scalar(found.limit(1))
    return chosen


def _contacts(actor: Actor) -> Select[Any]:
    known = matches.visible_contacts(actor)
    return select(Contact.id).where(known).order_by(Contact.id)


def _users(actor: Actor) -> Select[Any]:
    """Oneself, or a volunteer one works with, those who visit most people first."""
    sees_all = actor.is_administrator or actor.is_treasurer
    known = true() if sees_all else volunteers.known_to(actor)
    query = select(User.id).join(Volunteer, Volunteer.user_id == User.id).where(known)
    return query.order_by(Volunteer.people.desc(), User.id)


def _of(column: Any, policy: Any) -> Callable[[Actor], Select[Any]]:
    """The rows that this policy shows, the first one first."""

    def query(actor: Actor) -> Select[Any]:
        return select(column).where(policy.visible_to(actor)).order_by(column)

    return query


def _colleagues(actor: Actor) -> Select[Any]:
    """Another coordinator."""
    others = User.has_role(Role.COORDINATOR), User.is_active, User.id != actor.id
    return select(User.id).where(*others).order_by(User.id)


def _visits(actor: Actor) -> Select[Any]:
    known = visits.visible_to(actor)
    return select(Visit.id).where(known).order_by(Visit.starts_at.desc(), Visit.id)


def _areas(_actor: Actor) -> Select[Any]:
    return select(Area.id).order_by(Area.id)


def _replies(actor: Actor) -> Select[Any]:
    """A question to this volunteer that is not answered yet."""
    mine = replies.visible_to(actor), Visit.volunteer_id == actor.id
    asked = ReportReply.kind == ReplyKind.QUESTION, ReportReply.answer == ""
    return select(ReportReply.id).join(Visit).where(*mine, *asked)


def _match_requests(actor: Actor) -> Select[Any]:
    """A request that waits: of this volunteer, or of anybody for a coordinator."""
    waits = MatchRequest.state == MatchRequestState.ASKED
    mine = true() if actor.is_coordinator else MatchRequest.volunteer_id == actor.id
    return select(MatchRequest.id).where(waits, mine).order_by(MatchRequest.id)


def _blocks(actor: Actor) -> Select[Any]:
    """The days off of a volunteer this actor works with, or their own."""
    known = select(User.id).where(volunteers.known_to(actor))
    mine = VolunteerBlock.user_id.in_(known)
    return select(VolunteerBlock.id).where(mine).order_by(VolunteerBlock.from_on)


def _consents(actor: Actor) -> Select[Any]:
    """A consent that stands, of the person whose page it is."""
    whose = row("relations.withdraw_consent_form", "contact_id", actor)
    stands = Consent.contact_id == whose, Consent.withdrawn_on.is_(None)
    return select(Consent.id).where(*stands).order_by(Consent.id)


def _assents(actor: Actor) -> Select[Any]:
    """A yes that stands, of the person whose page it is."""
    whose = row("assents.withdraw_form", "contact_id", actor)
    stands = Assent.contact_id == whose, Assent.withdrawn_on.is_(None)
    return select(Assent.id).where(*stands).order_by(Assent.id)


CANDIDATES: dict[str, Callable[[Actor], Select[Any]]] = {
    "contact_id": _contacts,
    "user_id": _users,
    "colleague_id": _colleagues,
    "visit_id": _visits,
    "area_id": _areas,
    "match_id": _of(Match.id, matches),
    "claim_id": _of(Claim.id, claims),
    "concern_id": _of(Concern.id, concerns),
    "offering_id": _of(Offering.id, offerings),
    "referral_id": _of(Referral.id, referrals),
    "request_id": _of(RespiteRequest.id, respite),
    "booking_id": _of(Booking.id, bookings),
    "room_id": _of(Room.id, rooms),
    "signal_id": _of(Signal.id, signals),
    "training_id": _of(Training.id, trainings),
    "task_id": _of(Task.id, tasks),
    "note_id": _of(Note.id, notes),
    "reply_id": _replies,
    "match_request_id": _match_requests,
    "block_id": _blocks,
    "consent_id": _consents,
    "assent_id": _assents,
    "agreement_id": _of(Agreement.id, agreements),
    "list_id": _of(PaymentList.id, payments),
}


def kinds(actor: Actor) -> Iterator[tuple[str, str, Condition]]:
    """What a page asks of its row: the endpoints, the argument, and the condition."""
    person, visit, now = "contact_id", "visit_id", clock.now()
    yield "letters.*", person, BEING_REACHED
    yield "outreach.*", person, BEING_REACHED
    yield "stopping.reopen_form", person, Contact.stage.in_(sorted(STOPPED))
    ended = select(ChangeSet.contact_id).where(ChangeSet.kind.in_(sorted(STOPS)))
    yield "stopping.mistake_form", person, Contact.id.in_(ended)
    met = Contact.next_step == TaskKind.FIRST_VISIT_ANSWER
    yield "first_visits.answer_form", person, met
    waits = Contact.next_step == TaskKind.WAITING
    yield "matching.*", person, and_(IS_PARTICIPANT, waits)
    for endpoints in ABOUT_VISITED:
        yield endpoints, person, and_(IS_PARTICIPANT, _is_visited())
    for endpoints in ("visits.*", "offline.visit"):
        yield endpoints, visit, Visit.state == VisitState.PLANNED
    yield "visit_reports.report_form", visit, Visit.state == VisitState.PLANNED
    yield "visit_reports.report_form", visit, Visit.starts_at < now
    for endpoints in ("*.correct_form", "*.show", "*.thanks"):
        yield endpoints, visit, Visit.state == VisitState.REPORTED
    if not actor.is_coordinator:
        yield "*.correct_form", visit, _written_today()
    yield "matches.edit_form", "match_id", Match.state.in_(sorted(OPEN))
    yield from _of_support()
    yield from _of_the_team()


def _of_support() -> Iterator[tuple[str, str, Condition]]:
    request, today = "request_id", clock.today()
    yield "referrals.warm_form", "referral_id", Referral.state == ReferralState.AGREED
    yield "respite.clarify_form", request, RespiteRequest.state == RequestState.ASKED
    for endpoints in ("respite.book_form", "respite.unmet_form"):
        yield endpoints, request, RespiteRequest.state == RequestState.CLARIFIED
    yield "respite.show", request, RespiteRequest.state == RequestState.PLACED
    yield "*", "booking_id", Booking.state == BookingState.CONFIRMED
    yield "*", "booking_id", Booking.on > today
    yield "signals.*", "signal_id", Signal.state == SignalState.NEW


def _of_the_team() -> Iterator[tuple[str, str, Condition]]:
    for form in ("claims.edit_form", "claims.refuse_form"):
        yield form, "claim_id", Claim.state == ClaimState.CLAIMED
    yield "claims.correct_form", "claim_id", Claim.state == ClaimState.PAID
    is_open = PaymentList.state == ListState.OPEN
    yield "payments.take_back_form", "list_id", is_open
    paid = select(PaymentLine.user_id)
    yield "payments.of_volunteer", "user_id", Volunteer.user_id.in_(paid)
    yield "trainings.*", "training_id", Training.state == TrainingState.PLANNED
    is_new = Volunteer.stage == VolunteerStage.INTERESTED
    yield "volunteers.first_talk_form", "user_id", is_new


def _written_today() -> Condition:
    """A volunteer may correct a report on the day on which it was written."""
    since = clock.at(clock.today(), time())
    reports = select(VisitReport.visit_id).where(VisitReport.written_at >= since)
    return Visit.id.in_(reports)


def _is_visited() -> Condition:
    visited = select(Match.contact_id).where(Match.state.in_(sorted(OPEN)))
    return Contact.id.in_(visited)
