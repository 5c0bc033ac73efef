"""Requests for respite, and the places given to them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from thuis_app.activities.bookings import queries as places
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.policy import takes_place as takes_a_place
from thuis_app.activities.bookings.policy import visible_to as visible_bookings
from thuis_app.activities.bookings.queries import FreePlace
from thuis_app.activities.bookings.rules import BookingState, takes_place
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import ROWS, Page, page
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.models import Room, RoomPart, RoomRow
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts import rules as contact_rules
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Distinction, PersonStopped
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import RelationKind
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.support.respite import policy, rules
from thuis_app.support.respite.models import RespiteRequest, WaitingRequest
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


CARER, CARED_FOR = aliased(Contact), aliased(Contact)


@dataclass(frozen=True, slots=True)
class RespiteRow:
    """A request on the coordinator's list, and why it stands there.

    Where it would fit is looked up for who waits for a place.
    """

    request: WaitingRequest
    why: RespiteTask
    days: int
    reasons: list[RespiteReason]
    held_until: datetime | None
    fits: FreePlace | None


class WaitingList(NamedTuple):
    """A page of the requests in one state, and how many there are in all."""

    rows: list[RespiteRow]
    after: int | None
    total: int


@dataclass(frozen=True, slots=True)
class WeekNear:
    """Some rooms, when one of them is open, and when it has a place."""

    rooms: Sequence[RoomRow]
    open_parts: set[WeekPart]
    free_parts: set[WeekPart]


def get(actor: Actor, request_id: int) -> RespiteRequest:
    """The request with both people; to who may not see it, there is none."""
    found = db.session.scalar(
        _requests(actor)
        .where(RespiteRequest.id == request_id)
        .options(joinedload(RespiteRequest.open_task).joinedload(Task.owner)),
    )
    if found is None:
        raise Missing
    return found


def bookings(actor: Actor, request: RespiteRequest) -> Sequence[Booking]:
    """The places given to a request, the latest first."""
    mine = places.shown(actor).where(Booking.request_id == request.id)
    return db.session.scalars(mine.order_by(Booking.on.desc(), Booking.id)).all()


def telephones(actor: Actor, carers: Iterable[int]) -> dict[int, list[str]]:
    """The numbers of these carers, by person, as far as this actor may call them."""
    found = contacts.telephones(actor, carers)
    return {person: [one.number for one in phones] for person, phones in found.items()}


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
    area_ids: frozenset[int] | None = None,
    *,
    states: Iterable[RequestState] = rules.OPEN,
    after: int | None = None,
    limit: int = ROWS,
) -> Page[RespiteRow, int]:
    """A page of requests for this coordinator, in fair order."""
    require(policy.may_list(actor))
    found = (
        _waiting()
        .where(policy.visible_to(actor), _waits(area_ids))
        .where(RespiteRequest.state.in_(list(states)))
        .order_by(*_order())
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(_behind(actor, after))
    rows = [WaitingRequest(*row) for row in db.session.execute(found)]
    shown = page(rows, _id, limit)
    return Page(_lines(actor, shown.rows), shown.after)


def lists_to_plan(
    actor: Actor,
    states: Collection[RequestState] = rules.OPEN,
    *,
    owner: TaskOwner = TaskOwner.ALL,
    area_ids: frozenset[int] | None = None,
    after: int | None = None,
    limit: int = ROWS,
) -> dict[RequestState, WaitingList]:
    """The same for each state apart, those behind request `after`; one statement."""
    require(policy.may_list(actor))
    waits = _waits(area_ids), _is_asked_of(actor, owner)
    place = _places_in_lists(actor, states, after, *waits)
    rows = db.session.execute(_in_lists(place, limit + 1))
    found = [(WaitingRequest(*columns), total) for *columns, total in rows]
    totals = {one.state: total for one, total in found}
    pages = {
        state: page([one for one, _ in found if one.state is state], _id, limit)
        for state in states
    }
    lines = iter(_lines(actor, [one for shown in pages.values() for one in shown.rows]))
    return {
        state: WaitingList(
            list(islice(lines, len(shown.rows))), shown.after, totals.get(state, 0)
        )
        for state, shown in pages.items()
    }


def tell_apart(
    rows: Iterable[RespiteRow], coming: Iterable[Contact] = ()
) -> dict[int, Distinction]:
    """What tells those on these lists apart from others of the same name, by id."""
    people = [one for row in rows for one in row.request.both]
    people += [one.namesake(one.full_name) for one in coming]
    return contact_rules.tell_apart(people)


def given(actor: Actor, request: RespiteRequest) -> Sequence[Booking]:
    """Every place given to this request, also where the actor may not look."""
    require(policy.may_plan(actor, request))
    mine = select(Booking).where(Booking.request_id == request.id)
    return db.session.scalars(mine).all()


def fits(actor: Actor, request: RespiteRequest, limit: int) -> list[FreePlace]:
    """The first places on a day part that would help, in one's own village first."""
    today = clock.today()
    first, last = max(request.start_on or today, today), today + rules.LOOK_AHEAD
    helps = places.week_parts(request.wanted_parts)
    is_near = Room.area_id == request.cared_for.area_id
    found = places.free_places(actor, first, last, helps & is_near, limit)
    if len(found) < limit:
        more = limit - len(found)
        found += places.free_places(actor, first, last, helps & ~is_near, more)
    return found


def week_near(actor: Actor, area_id: int) -> WeekNear:
    """The week of the rooms of this village; where it has none, of all rooms."""
    known = rooms.to_plan_in(actor)
    near = [room for room in known if room.area_id == area_id]
    today = clock.today()
    span = today, today + rules.LOOK_AHEAD
    if near:
        here = Room.area_id == area_id
        open_parts = rooms.open_parts(actor, here)
        free = places.free_places(actor, *span, here)
    else:
        open_parts = rooms.open_parts(actor)
        free = places.first_free(actor, *span, open_parts)
    return WeekNear(near or known, open_parts, {one.part for one in free})


def open_of(actor: Actor, contact_id: int) -> Sequence[RespiteRequest]:
    """The open requests of a carer, or for the one who is cared for."""
    theirs = _either(contact_id) & RespiteRequest.state.in_(rules.OPEN)
    return db.session.scalars(_requests(actor).where(theirs)).all()


def open_under(event: object) -> Sequence[RespiteRequest]:
    """The open requests that close when this event is published."""
    if (contact_id := _whose_respite_ends(event)) is None:
        return []
    theirs = _either(contact_id) & RespiteRequest.state.in_(rules.OPEN)
    both = joinedload(RespiteRequest.carer), joinedload(RespiteRequest.cared_for)
    query = select(RespiteRequest).where(theirs).order_by(RespiteRequest.id)
    return db.session.scalars(query.options(*both)).all()


def bookings_under(event: object) -> Sequence[Booking]:
    """The places, not used yet, that are given back when this event is published."""
    if (contact_id := _whose_respite_ends(event)) is None:
        return []
    unused = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    ahead = select(Booking).join(RespiteRequest.bookings)
    theirs = ahead.where(unused, _either(contact_id))
    in_order = theirs.options(joinedload(Booking.room)).order_by(Booking.on, Booking.id)
    return db.session.scalars(in_order).all()


def _whose_respite_ends(event: object) -> int | None:
    """The id of the person whose respite ends by this event, or None."""
    match event:
        case PersonStopped(contact_id):
            return contact_id
        case AssentWithdrawn(contact_id, Participation.RESPITE, others_stand=False):
            return contact_id
    return None


def places_gone(booking_ids: Collection[int]) -> set[int]:
    """Those of these places whose day has passed, or that were given away since."""
    query = select(Booking).where(Booking.id.in_(booking_ids))
    found = db.session.scalars(query.options(joinedload(Booking.room))).all()
    return {one.id for one in found if not _is_free_for(one)}


def requests_of(booking_ids: Collection[int]) -> list[int]:
    """The ids of the requests of these bookings."""
    query = select(Booking.request_id).where(Booking.id.in_(booking_ids)).distinct()
    return list(db.session.scalars(query.order_by(Booking.request_id)))


def has_place_ahead(request_id: int) -> bool:
    """Whether a place is held or promised for a request."""
    waits = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    query = select(Booking.id).where(Booking.request_id == request_id, waits)
    return db.session.scalar(query.limit(1)) is not None


def _is_free_for(booking: Booking) -> bool:
    """Whether the room is open then, with a place left; its row is locked."""
    there = Booking.room_id == booking.room_id, Booking.day_part == booking.day_part
    then = Booking.on == booking.on, Booking.id != booking.id
    locked = select(Room.id).where(Room.id == booking.room_id).with_for_update()
    db.session.execute(locked)
    taken = db.session.scalar(
        select(func.count(Booking.id)).where(*there, *then, takes_a_place())
    )
    places = db.session.scalar(
        select(RoomPart.places).where(
            RoomPart.room_id == booking.room_id,
            RoomPart.weekday == booking.on.weekday(),
            RoomPart.day_part == booking.day_part,
        )
    )
    return booking.on >= clock.today() and (taken or 0) < (places or 0)


def _requests(actor: Actor) -> Select[RespiteRequest]:
    return (
        select(RespiteRequest)
        .where(policy.visible_to(actor))
        .options(
            joinedload(RespiteRequest.carer).joinedload(Contact.area),
            joinedload(RespiteRequest.cared_for).joinedload(Contact.area),
        )
    )


def _waiting() -> Select[Any]:
    """What the list shows of a request, in the order of `WaitingRequest`."""
    request = RespiteRequest
    return (
        select(request.id, request.state, request.rhythm, request.urgency)
        .add_columns(request.hold_out, request.asked_on, request.start_on)
        .add_columns(request.wanted_parts, request.carer_id, Area.name)
        .add_columns(*_name_of(CARER), CARED_FOR.area_id, *_name_of(CARED_FOR))
        .join(CARER, CARER.id == request.carer_id)
        .join(CARED_FOR, CARED_FOR.id == request.cared_for_id)
        .join(Area, Area.id == CARER.area_id)
        .add_columns(User.called, CARED_FOR.id)
        .add_columns(CARER.birth_date, CARER.birth_year)
        .add_columns(CARED_FOR.birth_date, CARED_FOR.birth_year)
        .add_columns(*_marks_of(CARER), *_marks_of(CARED_FOR))
        .outerjoin(request.open_task)
        .outerjoin(Task.owner)
    )


def _id(request: WaitingRequest) -> int:
    return request.id


def _name_of(person: type[Contact]) -> tuple[Any, ...]:
    return person.called_name, person.initials, person.prefix, person.last_name


def _marks_of(person: type[Contact]) -> tuple[Any, ...]:
    home = person.street, person.house_number
    return *home, contacts.alike(person), contacts.is_carer(person)


def _in_lists(place: Subquery, size: int) -> Select[Any]:
    """The first requests of each list, each with the number of its list."""
    return (
        _waiting()
        .add_columns(place.c.total)
        .join(place, place.c.id == RespiteRequest.id)
        .where(place.c.is_behind, place.c.number <= size)
        .order_by(place.c.number)
    )


def _places_in_lists(
    actor: Actor,
    states: Collection[RequestState],
    after: int | None,
    *where: ColumnElement[bool],
) -> Subquery:
    """Of each request its number in the list of its state, and how many are in it.

    Those before and behind request `after` are numbered apart.
    """
    state = RespiteRequest.state
    is_behind = true() if after is None else _behind(actor, after)
    apart = [state] if after is None else [state, is_behind]
    number = func.row_number().over(partition_by=apart, order_by=_order())
    total = func.count().over(partition_by=state)
    return (
        select(RespiteRequest.id, is_behind.label("is_behind"))
        .add_columns(number.label("number"), total.label("total"))
        .where(policy.visible_to(actor), state.in_(list(states)), *where)
        .subquery()
    )


def _is_asked_of(actor: Actor, owner: TaskOwner) -> ColumnElement[bool]:
    if owner is TaskOwner.ALL:
        return true()
    return RespiteRequest.open_task.has(tasks.is_asked_of(actor, clock.today()))


def _waits(area_ids: frozenset[int] | None) -> ColumnElement[bool]:
    """Open, of people who may be approached, and with something to do today."""
    here: ColumnElement[bool] = true()
    if area_ids is not None:
        here = RespiteRequest.carer.has(is_chosen(area_ids, Contact.area_id))
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


def _order() -> tuple[Any, ...]:
    """The fair order of the list."""
    return _turn().desc(), RespiteRequest.asked_on, RespiteRequest.id


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


def _lines(actor: Actor, requests: Sequence[WaitingRequest]) -> list[RespiteRow]:
    """The rows of these requests, with their bookings and where they would fit."""
    known = (
        select(Booking.request_id, Booking.state, Booking.on, Booking.held_until)
        .where(
            visible_bookings(actor),
            Booking.request_id.in_([request.id for request in requests]),
            Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED)),
        )
        .order_by(Booking.on)
    )
    held: dict[int, datetime] = {}
    unsaid: set[int] = set()
    today, now = clock.today(), clock.now()
    for request_id, state, on, until in db.session.execute(known):
        if state is BookingState.CONFIRMED and on < today:
            unsaid.add(request_id)
        elif state is BookingState.HELD and until and takes_place(state, until, now):
            held.setdefault(request_id, until)
    found = _first_fits(actor, [one for one in requests if one.id not in held])
    return [
        _line(one, held.get(one.id), one.id in unsaid, found.get(one.id))
        for one in requests
    ]


def _line(
    request: WaitingRequest,
    held_until: datetime | None,
    is_unsaid: bool,
    fits: FreePlace | None,
) -> RespiteRow:
    today, is_held = clock.today(), held_until is not None
    known = request.urgency, request.hold_out, request.asked_on
    return RespiteRow(
        request,
        rules.why(request.state, request.rhythm, is_held, is_unsaid),
        (today - request.asked_on).days,
        rules.reasons(*known, today),
        held_until,
        fits,
    )


def _first_fits(
    actor: Actor, requests: Sequence[WaitingRequest]
) -> dict[int, FreePlace | None]:
    """Where those who wait for a place would fit first, in their own village if they
    can. Elsewhere the first room of each part of a day is enough."""
    waiting = [one for one in requests if one.state is RequestState.CLARIFIED]
    wanted = {part for one in waiting for part in one.wanted_parts}
    if not wanted:
        return {}
    today, helps = clock.today(), places.week_parts(wanted)
    span = today, today + rules.LOOK_AHEAD
    villages = {one.area_id_cared_for for one in waiting}
    is_near = Room.area_id.in_(sorted(villages))
    near: dict[int, list[FreePlace]] = {}
    for place in places.free_places(actor, *span, helps & is_near):
        near.setdefault(place.room.area_id, []).append(place)
    found = {
        one.id: _first_of(one, near.get(one.area_id_cared_for, ())) for one in waiting
    }
    elsewhere = [one for one in waiting if not found[one.id]]
    wanted = {part for one in elsewhere for part in one.wanted_parts}
    far = places.first_free(actor, *span, wanted) if wanted else []
    return found | {one.id: _first_of(one, far) for one in elsewhere}


def _first_of(request: WaitingRequest, free: Iterable[FreePlace]) -> FreePlace | None:
    """The first place on a part of the week that would help this request."""
    since, wanted = request.start_on or date.min, request.wanted_parts
    helping = (one for one in free if one.part in wanted and one.on >= since)
    return next(helping, None)


def _either(contact_id: int) -> ColumnElement[bool]:
    return or_(
        RespiteRequest.carer_id == contact_id, RespiteRequest.cared_for_id == contact_id
    )


def is_between(one_id: int, other_id: int) -> bool:
    """Whether one of these two asked for respite from caring for the other."""
    both = (one_id, other_id)
    ends = RespiteRequest.carer_id.in_(both), RespiteRequest.cared_for_id.in_(both)
    return (
        db.session.scalar(select(RespiteRequest.id).where(*ends).limit(1)) is not None
    )
