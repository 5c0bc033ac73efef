"""Requests for respite, and the places given to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import joinedload

from thuis_app.activities.bookings import queries as places
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.queries import FreePlace
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import ROWS, Page, page
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import RelationKind
from thuis_app.support.respite import policy, rules
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import (
    HoldOut,
    RequestState,
    RespiteReason,
    RespiteTask,
    Urgency,
)

CARING = {RelationKind.CARED_FOR, RelationKind.CARER}
NEAR = {
    RelationKind.PARTNER,
    RelationKind.CHILD,
    RelationKind.FAMILY,
    RelationKind.FRIEND,
}


@dataclass(frozen=True, slots=True)
class RespiteRow:
    """A request on the coordinator's list, and why it stands there."""

    request: RespiteRequest
    why: RespiteTask
    days: int
    reasons: list[RespiteReason]
    held: Booking | None
    fits: FreePlace | None


def get(actor: Actor, request_id: int) -> RespiteRequest:
    """The request with both people; to who may not see it, there is none."""
    found = db.session.scalar(
        _requests(actor).where(RespiteRequest.id == request_id),
    )
    if found is None:
        raise Missing
    return found


def bookings(actor: Actor, request: RespiteRequest) -> Sequence[Booking]:
    """The places given to a request, the latest first."""
    mine = places.shown(actor).where(Booking.request_id == request.id)
    return db.session.scalars(mine.order_by(Booking.on.desc(), Booking.id)).all()


def around(actor: Actor, carer: Contact) -> list[Contact]:
    """People related to this carer; those cared for first."""
    known = {
        line.other.id: (line.relation.kind not in CARING, line.other)
        for line in reversed(relations.relations(carer))
        if line.relation.kind in CARING | NEAR and not line.other.is_stopped
    }
    mine = (pair for pair in known.values() if actor.coordinates(pair[1].area_id))
    return [other for _is_less_likely, other in sorted(mine, key=lambda pair: pair[0])]


def open_between(actor: Actor, carer_id: int, cared_for_id: int) -> int | None:
    """The request these two have open already, so that it is not made twice."""
    return db.session.scalar(
        select(RespiteRequest.id).where(
            policy.visible_to(actor),
            RespiteRequest.carer_id == carer_id,
            RespiteRequest.cared_for_id == cared_for_id,
            RespiteRequest.state.in_(rules.OPEN),
        )
    )


def to_plan(
    actor: Actor,
    area_id: int | None = None,
    *,
    states: Iterable[RequestState] = rules.OPEN,
    after: int | None = None,
    limit: int = ROWS,
) -> Page[RespiteRow, int]:
    """A page of requests for this coordinator, in fair order."""
    require(policy.may_list(actor))
    found = (
        _requests(actor)
        .where(_waits(area_id), RespiteRequest.state.in_(list(states)))
        .order_by(_turn().desc(), RespiteRequest.asked_on, RespiteRequest.id)
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(_behind(actor, after))
    shown = page(db.session.scalars(found).all(), lambda row: row.id, limit)
    return Page(_lines(actor, shown.rows), shown.after)


def count_to_plan(actor: Actor, area_id: int | None = None) -> dict[RequestState, int]:
    """The number of open requests by state."""
    rows = db.session.execute(
        select(RespiteRequest.state, func.count())
        .where(policy.visible_to(actor), _waits(area_id))
        .group_by(RespiteRequest.state)
    )
    return {row[0]: row[1] for row in rows}


def given(actor: Actor, request: RespiteRequest) -> Sequence[Booking]:
    """Every place given to this request, also where the actor may not look."""
    require(policy.may_plan(actor, request))
    mine = select(Booking).where(Booking.request_id == request.id)
    return db.session.scalars(mine).all()


def fits(request: RespiteRequest, free: Sequence[FreePlace]) -> list[FreePlace]:
    """The places on a day part that would help, in one's own village first."""
    at_first, area_id = request.start_on or date.min, request.cared_for.area_id
    found = [
        one for one in free if one.part in request.wanted_parts and one.on >= at_first
    ]
    return sorted(found, key=lambda one: one.room.area_id != area_id)


def open_of(actor: Actor, contact_id: int) -> Sequence[RespiteRequest]:
    """The open requests of a carer, or for the one who is cared for."""
    theirs = _either(contact_id) & RespiteRequest.state.in_(rules.OPEN)
    return db.session.scalars(_requests(actor).where(theirs)).all()


def ahead_of(actor: Actor, contact_id: int) -> Sequence[Booking]:
    """Unused bookings of this person, or of the one they care for."""
    unused = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    theirs = _either(contact_id) & policy.visible_to(actor)
    ahead = select(Booking).join(RespiteRequest.bookings).where(unused, theirs)
    return db.session.scalars(ahead).all()


def _requests(actor: Actor) -> Select[RespiteRequest]:
    return (
        select(RespiteRequest)
        .where(policy.visible_to(actor))
        .options(
            joinedload(RespiteRequest.carer).joinedload(Contact.area),
            joinedload(RespiteRequest.cared_for).joinedload(Contact.area),
        )
    )


def _waits(area_id: int | None) -> ColumnElement[bool]:
    """Open, of people who may be approached, and with something to do today."""
    here = RespiteRequest.carer.has(area_id=area_id) if area_id else true()
    state, today = RespiteRequest.state, clock.today()
    confirmed = Booking.state == BookingState.CONFIRMED
    unsaid = RespiteRequest.bookings.any(confirmed & (Booking.on < today))
    comes = RespiteRequest.bookings.any(confirmed & (Booking.on >= today))
    placed = (state == RequestState.PLACED) & or_(unsaid, ~comes)
    waits = state.in_((RequestState.ASKED, RequestState.CLARIFIED))
    return and_(policy.may_both_be_approached(), here, or_(waits, placed))


def _turn() -> ColumnElement[int]:
    """The number of reasons of a request: `rules.reasons` as SQL."""
    return (
        case((RespiteRequest.urgency == Urgency.SOON, 1), else_=0)
        + case((RespiteRequest.asked_on <= clock.today() - rules.LONG_WAIT, 1), else_=0)
        + case((RespiteRequest.hold_out == HoldOut.WEEKS, 1), else_=0)
    )


def _behind(actor: Actor, request_id: int) -> ColumnElement[bool]:
    """The condition for requests after this one in the list."""
    last = get(actor, request_id)
    known = last.urgency, last.hold_out, last.asked_on
    turn, asked_on = len(rules.reasons(*known, clock.today())), RespiteRequest.asked_on
    return or_(
        _turn() < turn,
        and_(_turn() == turn, asked_on > last.asked_on),
        and_(_turn() == turn, asked_on == last.asked_on, RespiteRequest.id > last.id),
    )


def _lines(actor: Actor, requests: Sequence[RespiteRequest]) -> list[RespiteRow]:
    today = clock.today()
    known = places.shown(actor).where(
        Booking.request_id.in_([request.id for request in requests]),
        Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED)),
    )
    given: dict[int, list[Booking]] = {}
    for one in db.session.scalars(known.order_by(Booking.on)):
        given.setdefault(one.request_id, []).append(one)
    free = places.free_places(actor, today, today + rules.LOOK_AHEAD)
    return [_line(one, given.get(one.id, []), free, today) for one in requests]


def _line(
    request: RespiteRequest,
    given: Sequence[Booking],
    free: Sequence[FreePlace],
    today: date,
) -> RespiteRow:
    """The row of a request, with its bookings and the free places."""
    held = next((one for one in given if one.is_held), None)
    is_unsaid = any(one.is_confirmed and one.on < today for one in given)
    known = request.urgency, request.hold_out, request.asked_on
    return RespiteRow(
        request,
        rules.why(request.state, request.rhythm, held is not None, is_unsaid),
        (today - request.asked_on).days,
        rules.reasons(*known, today),
        held,
        next(iter(fits(request, free)), None),
    )


def _either(contact_id: int) -> ColumnElement[bool]:
    return or_(
        RespiteRequest.carer_id == contact_id, RespiteRequest.cared_for_id == contact_id
    )
