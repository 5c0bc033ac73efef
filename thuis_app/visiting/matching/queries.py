"""Queries for proposals: volunteers for a person, refusals, and those never asked.

All volunteers that an actor may send are read at once, for one person or for many, in
five statements, however many there are: their profiles, where they come, when they can,
what they still lack, and what went before with these people. Columns are read rather
than records: there may be thousands, of whom three are shown.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import EnumSet
from thuis_app.core.errors import Missing
from thuis_app.core.normalize import fold
from thuis_app.core.paging import DayCursor, Page, page
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    STOPPED,
    PersonFinished,
    PersonStopped,
    Stage,
)
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.queries import STANDING
from thuis_app.people.wishes.rules import Side, Subject
from thuis_app.team.volunteers import policy as volunteers
from thuis_app.team.volunteers import rules as volunteer_rules
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    Volunteer,
    VolunteerBlock,
    VolunteerRequirement,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import USUAL, Requirement, VolunteerStage
from thuis_app.visiting.matches import policy as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN, EndReason
from thuis_app.visiting.matching import policy
from thuis_app.visiting.matching.models import MatchRefusal, MatchRequest
from thuis_app.visiting.matching.rules import (
    AWAY_SOON,
    UNASKED_AFTER,
    WISHED,
    WISHED_BY_CAR,
    Bar,
    Candidate,
    MatchProposal,
    MatchRequestState,
    Near,
    PersonToVisit,
    Refusal,
    RefusalReason,
    RefusedBy,
    UnaskedReason,
    best,
    most_without_room,
    rank,
    why_unasked,
)

NO_DAY = cast(null(), Date)
NO_LANGUAGES = literal(frozenset(), EnumSet(SpokenLanguage))
NO_INTERESTS = literal(frozenset(), EnumSet(Interest))
PEOPLE = func.coalesce(Volunteer.people, 0)
MOST_PEOPLE = func.coalesce(Volunteer.most_people, USUAL)
HAS_ROOM = PEOPLE < MOST_PEOPLE
WAITS = MatchRequest.state == MatchRequestState.ASKED
WEEK_PARTS = {part.value: part for part in WeekPart}
SHOWN = 25
WAITING = 100

Lacking = dict[int, tuple[Requirement, ...]]


@dataclass
class EarlierMatches:
    """Earlier matches and refusals of one person, and their wishes."""

    visits_now: set[int] = field(default_factory=set)
    ended: dict[int, frozenset[EndReason | None]] = field(default_factory=dict)
    refusals: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)
    wished: set[Subject] = field(default_factory=set)


@dataclass(frozen=True)
class Pool:
    """The volunteers, as far as it is the same for everybody they could visit."""

    profiles: Sequence[tuple[Any, ...]]
    villages: Sequence[tuple[Any, ...]]
    times: dict[int, frozenset[WeekPart]]
    away: dict[int, date]
    lacking: Lacking


@dataclass(frozen=True)
class CandidateDetails:
    """What a coordinator wants at hand of a volunteer to call: number, villages, and
    until when they pause."""

    telephone: str
    villages: Sequence[str] = ()
    paused_until: date | None = None


@dataclass(frozen=True)
class Unasked:
    """A volunteer whom nobody asked, since when, what keeps them, and who would fit."""

    user_id: int
    name: str
    since: date
    was_proposed: bool
    why: Bar | UnaskedReason
    fits: Contact | None
    is_far: bool = False
    telephone: str = ""


def proposals(
    actor: Actor, contact: Contact, *, search: str = ""
) -> list[MatchProposal]:
    """The volunteers for a person in their order, or those of them with this name."""
    wanted = fold(search).split()
    found = ranked(actor, [contact])[contact.id]
    if not wanted:
        return [] if search else found
    return [p for p in found if all(word in fold(p.one.name) for word in wanted)]


def proposal(actor: Actor, contact: Contact, user_id: int) -> MatchProposal | None:
    """One volunteer seen with this person in mind; None when it cannot be them."""
    found = ranked(actor, [contact], only=[user_id])[contact.id]
    return next(iter(found), None)


def ranked(
    actor: Actor, contacts: Sequence[Contact], *, only: Collection[int] | None = None
) -> dict[int, list[MatchProposal]]:
    """Per person the volunteers, in the order in which to ask them.

    Volunteers who left and the person themselves are not among them.
    """
    return _ranked(_sendable(actor, only), contacts, _before(contacts))


def first_ranked(
    actor: Actor, contact: Contact, number: int, fits: Callable[[MatchProposal], bool]
) -> list[MatchProposal]:
    """The first so many for a person, of those without bars that fit.

    Thousands live elsewhere and have no room: they are read only when one of them
    could stand among the first.
    """
    known, past = _sendable(actor), _before([contact])

    def first(who: Select[Any]) -> list[MatchProposal]:
        found = _ranked(who, [contact], past)[contact.id]
        return [one for one in found if not one.bars and fits(one)][:number]

    found = first(known.where(_is_likely(contact, past[contact.id])))
    person = _person(contact, past[contact.id])
    least = most_without_room(person, clock.today())
    is_sure = len(found) == number and found[-1].score > least
    return found if is_sure else first(known)


def refusals(actor: Actor, contact: Contact) -> Sequence[MatchRefusal]:
    """The refusals for this person, the latest first."""
    return db.session.scalars(
        _refusals(actor)
        .where(
            MatchRefusal.contact_id == contact.id,
            MatchRefusal.taken_back_on.is_(None),
        )
        .order_by(MatchRefusal.on.desc(), MatchRefusal.id.desc())
        .limit(SHOWN)
    ).all()


def refusal(actor: Actor, refusal_id: int) -> MatchRefusal:
    """One no, about a person this actor may know."""
    found = db.session.scalar(_refusals(actor).where(MatchRefusal.id == refusal_id))
    if found is None:
        raise Missing
    return found


def details(actor: Actor, user_ids: Collection[int]) -> dict[int, CandidateDetails]:
    """The details of each of these volunteers whom the actor works with."""
    rows = db.session.execute(
        select(User.id, User.telephone, Volunteer.paused_until, Area.name)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .outerjoin(UserArea, UserArea.user_id == User.id)
        .outerjoin(Area, Area.id == UserArea.area_id)
        .where(volunteers.visible_to(actor), User.id.in_(user_ids))
        .order_by(Area.sort_name)
    )
    found: dict[int, CandidateDetails] = {}
    for user_id, telephone, until, village in rows:
        before = found.get(user_id, CandidateDetails(telephone, (), until))
        villages = (*before.villages, village) if village else before.villages
        found[user_id] = CandidateDetails(telephone, villages, until)
    return found


def wished(contact: Contact) -> list[Subject]:
    """What this person would like, as far as a wish still stands."""
    return _subjects(db.session.scalar(_standing_wishes(contact.id)))


def request(actor: Actor, request_id: int) -> MatchRequest:
    """A request that this actor may know of; Missing for any other."""
    found = db.session.scalar(_requests(actor).where(MatchRequest.id == request_id))
    if found is None:
        raise Missing
    return found


def asked_for(actor: Actor, contact: Contact) -> Sequence[MatchRequest]:
    """The requests for this person that wait for an answer, the first first."""
    mine = _requests(actor).where(WAITS, MatchRequest.contact_id == contact.id)
    return db.session.scalars(mine.order_by(MatchRequest.id)).all()


def asked_of(actor: Actor) -> list[tuple[MatchRequest, list[Subject]]]:
    """What this volunteer is asked and did not answer yet, those of one address once;
    each with what the person would like."""
    wishes = _standing_wishes(MatchRequest.contact_id).scalar_subquery()
    theirs = (
        _requests(actor)
        .add_columns(wishes)
        .where(
            WAITS,
            MatchRequest.volunteer_id == actor.id,
            MatchRequest.asked_with.is_(None),
        )
    )
    rows = db.session.execute(theirs.order_by(MatchRequest.id))
    return [(row[0], _subjects(row[1])) for row in rows]


def of_one_question(request: MatchRequest) -> Sequence[MatchRequest]:
    """This request, and those for who lives there that wait for the same answer."""
    first = request.asked_with or request.id
    together = or_(MatchRequest.id == first, MatchRequest.asked_with == first)
    found = _whole_requests().where(
        or_(and_(together, WAITS), MatchRequest.id == request.id)
    )
    return db.session.scalars(found.order_by(MatchRequest.id)).all()


def open_between(contact: Contact, user_id: int) -> MatchRequest | None:
    """The request of this volunteer for this person that waits for an answer."""
    return db.session.scalar(
        _whole_requests().where(
            WAITS,
            MatchRequest.contact_id == contact.id,
            MatchRequest.volunteer_id == user_id,
        )
    )


def open_for(contact: Contact) -> Sequence[MatchRequest]:
    """The requests for a person that wait for an answer."""
    mine = _whole_requests().where(WAITS, MatchRequest.contact_id == contact.id)
    return db.session.scalars(mine).all()


def open_under(event: object) -> Sequence[MatchRequest]:
    """The questions that are taken back when this event is published."""
    match event:
        case PersonStopped() | PersonFinished():
            theirs = MatchRequest.contact_id == event.contact_id
        case AssentWithdrawn(participation=Participation.VISIT, others_stand=False):
            theirs = MatchRequest.contact_id == event.contact_id
        case RoleEnded(role=Role.VOLUNTEER):
            theirs = MatchRequest.volunteer_id == event.user_id
        case _:
            return []
    return db.session.scalars(_whole_requests().where(WAITS, theirs)).all()


def unasked(
    actor: Actor,
    after: DayCursor | None = None,
    area_ids: frozenset[int] | None = None,
) -> Page[Unasked, DayCursor]:
    """One page of them, who waits longest first; of those who work in `area_ids`."""
    found = sorted(
        (since, row.id, row.name, row.last is not None, row.telephone)
        for row in _ready(actor, area_ids)
        if (since := row.last or row.since)
    )
    left = [one for one in found if after is None or one[:2] > after]
    rows, follows = page(left, lambda one: one[:2])
    people = _waiting(actor)
    seen = _seen_with(actor, people, [user_id for _since, user_id, *_more in rows])
    shown = [
        replace(
            _as_unasked(since, user_id, name, was_asked, seen.get(user_id, [])),
            telephone=telephone,
        )
        for since, user_id, name, was_asked, telephone in rows
    ]
    return Page(shown, follows)


def _ranked(
    who: Select[Any], contacts: Sequence[Contact], past: dict[int, EarlierMatches]
) -> dict[int, list[MatchProposal]]:
    known, today = _read_pool(who, contacts), clock.today()
    return {
        contact.id: rank(
            _person(contact, past[contact.id]),
            _candidates(known, contact, past[contact.id]),
            today,
        )
        for contact in contacts
    }


def _is_likely(contact: Contact, past: EarlierMatches) -> ColumnElement[bool]:
    """Near, or with room, or known to this person."""
    home = aliased(Area, name="home")
    near = and_(Area.cluster != "", Area.cluster == home.cluster)
    inside = (
        select(UserArea.user_id)
        .join(Area, Area.id == UserArea.area_id)
        .join(home, or_(home.id == Area.id, near))
        .where(home.id == contact.area_id)
    )
    before = {*past.visits_now, *past.ended, *past.refusals}
    return or_(User.all_areas, User.id.in_(inside), User.id.in_(before), HAS_ROOM)


def _person(contact: Contact, past: EarlierMatches) -> PersonToVisit:
    """The facts about a person that count in a proposal."""
    liked = [WISHED.get(subject, frozenset()) for subject in past.wished]
    return PersonToVisit(
        speaks=contact.speaks,
        interests=contact.interests.union(*liked),
        times=contact.times,
        has_pets=contact.has_pets,
        smokes=contact.smokes,
        wants_rides=bool(past.wished & WISHED_BY_CAR),
    )


def _candidates(
    known: Pool, contact: Contact, past: EarlierMatches
) -> Iterator[Candidate]:
    near = {
        user_id: Near(how_near)
        for user_id, area_id, how_near in known.villages
        if area_id == contact.area_id
    }
    never, nobody, before = frozenset[WeekPart](), frozenset[None](), past.refusals
    for profile in known.profiles:
        user_id, speaks, interests, everywhere, is_contact = profile[0], *profile[9:]
        # In the order of the fields: this is done for every volunteer there is.
        one = (
            *profile[:9],
            Near.SAME_VILLAGE if everywhere else near.get(user_id, Near.ELSEWHERE),
            speaks,
            interests,
            known.times.get(user_id, never),
            known.away.get(user_id),
            known.lacking[user_id],
            user_id in past.visits_now,
            past.ended.get(user_id, nobody),
            before.get(user_id, ()),
        )
        if is_contact != contact.id:
            yield Candidate._make(one)


def _refusals(actor: Actor) -> Select[MatchRefusal]:
    return (
        select(MatchRefusal)
        .options(joinedload(MatchRefusal.volunteer), joinedload(MatchRefusal.contact))
        .where(policy.refusals_visible_to(actor))
    )


def _standing_wishes(contact_id: Any) -> Select[str | None]:
    """The subjects of the wishes of a person that stand, in one text."""
    return select(_together(type_coerce(Wish.subject, String))).where(
        Wish.contact_id == contact_id,
        Wish.side == Side.WISH,
        Wish.state.in_(STANDING),
    )


def _subjects(text: str | None) -> list[Subject]:
    found = set((text or "").split())
    return [one for one in Subject if one.value in found]


def _whole_requests() -> Select[MatchRequest]:
    return select(MatchRequest).options(
        joinedload(MatchRequest.contact).joinedload(Contact.area),
        joinedload(MatchRequest.volunteer),
        joinedload(MatchRequest.asker),
    )


def _requests(actor: Actor) -> Select[MatchRequest]:
    return _whole_requests().where(policy.requests_visible_to(actor))


def _read_pool(who: Select[Any], contacts: Sequence[Contact]) -> Pool:
    """These volunteers, as they are for these people."""
    times, away = _times(who)
    villages = [tuple(row) for row in _rows(_villages(who, contacts))]
    profiles = [tuple(row) for row in _rows(_profiles(who))]
    return Pool(
        profiles, villages, times, away, _lacking(who, [row[0] for row in profiles])
    )


def _before(contacts: Sequence[Contact]) -> dict[int, EarlierMatches]:
    """The earlier matches and refusals of each of these people."""
    found: dict[int, EarlierMatches] = defaultdict(EarlierMatches)
    for what, contact_id, user_id, one, other, on in _rows(_past(contacts)):
        its = found[contact_id]
        if what == "wish":
            its.wished.add(Subject(one))
        elif what == "no":
            no = Refusal(RefusedBy(one), RefusalReason(other), on)
            its.refusals[user_id] = (*its.refusals.get(user_id, ()), no)
        elif one in OPEN:
            its.visits_now.add(user_id)
        else:
            because = EndReason(other) if other else None
            its.ended[user_id] = its.ended.get(user_id, frozenset()) | {because}
    return found


def _sendable(actor: Actor, only: Collection[int] | None = None) -> Select[Any]:
    """The volunteers who may be sent: who did not leave, and have an active account."""
    stays = or_(Volunteer.until.is_(None), Volunteer.until >= clock.today())
    left = and_(Volunteer.stage.is_not(None), Volunteer.stage == VolunteerStage.LEFT)
    query = (
        select(User.id)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .where(volunteers.visible_to(actor), User.is_active, stays, ~left)
    )
    return query if only is None else query.where(User.id.in_(only))


def _lacking(who: Select[Any], user_ids: Sequence[int]) -> Lacking:
    """The missing requirements of each volunteer."""
    row, setting = VolunteerRequirement, RequirementSetting
    stands = or_(row.review_by.is_(None), row.review_by >= clock.today())
    met = select(row.user_id, _together(type_coerce(row.requirement, String)))
    spared = select(literal(0), _together(type_coerce(setting.requirement, String)))
    query = union_all(
        met.where(row.met_on.is_not(None), stands, row.user_id.in_(who)).group_by(
            row.user_id
        ),
        spared.where(setting.is_required.is_(False)),
    )
    found = {user_id: text or "" for user_id, text in _rows(query)}
    spared_of = frozenset(map(Requirement, found.get(0, "").split()))
    required, today = frozenset(Requirement) - spared_of, clock.today()
    # Thousands of volunteers hold a few dozen sets between them.
    missing = {
        met: volunteer_rules.lacking(
            dict.fromkeys(map(Requirement, met.split())), required, today
        )
        for met in {*found.values(), ""}
    }
    return {one: missing[found.get(one, "")] for one in user_ids}


def _week_parts(text: str) -> frozenset[WeekPart]:
    """The parts of the week in a text such as '1-morning 3-afternoon'."""
    return frozenset(map(WEEK_PARTS.__getitem__, text.split()))


def _rows(query: Executable) -> Iterator[Any]:
    """The rows a thousand at a time: thousands at once keep the memory waiting."""
    for part in db.session.execute(query).partitions(1000):
        yield from part


def _profiles(known: Select[Any]) -> Select[*tuple[Any, ...]]:
    return known.with_only_columns(
        User.id,
        User.name,
        User.sort_name,
        PEOPLE,
        MOST_PEOPLE,
        func.coalesce(Volunteer.stage, VolunteerStage.ACTIVE),
        func.coalesce(Volunteer.drives, false()),
        func.coalesce(Volunteer.pets_ok, true()),
        func.coalesce(Volunteer.smoke_ok, true()),
        func.coalesce(Volunteer.languages, NO_LANGUAGES),
        func.coalesce(Volunteer.interests, NO_INTERESTS),
        User.all_areas,
        Volunteer.contact_id,
    )


def _villages(
    who: Select[Any], contacts: Sequence[Contact]
) -> Select[*tuple[Any, ...]]:
    """Where they come, as far as it is in the village of these people, or near it."""
    home = aliased(Area, name="home")
    near = and_(Area.cluster != "", Area.cluster == home.cluster)
    how_near = case(
        (Area.id == home.id, Near.SAME_VILLAGE.value), else_=Near.SAME_CLUSTER.value
    )
    return (
        select(UserArea.user_id, home.id, func.min(how_near))
        .select_from(UserArea)
        .join(Area, Area.id == UserArea.area_id)
        .join(home, or_(home.id == Area.id, near))
        .where(home.id.in_({contact.area_id for contact in contacts}))
        .where(UserArea.user_id.in_(who))
        .group_by(UserArea.user_id, home.id)
    )


def _times(
    known: Select[Any],
) -> tuple[dict[int, frozenset[WeekPart]], dict[int, date]]:
    """When they can, and until when they are away."""
    part = (
        cast(VolunteerTime.weekday, String)
        + "-"
        + type_coerce(VolunteerTime.day_part, String)
    )
    block, today = VolunteerBlock, clock.today()
    away = select(block.user_id, func.max(block.until_on), literal("")).where(
        block.until_on >= today, block.from_on <= today + AWAY_SOON
    )
    times = select(VolunteerTime.user_id, NO_DAY, _together(part))
    query = union_all(
        away.where(block.user_id.in_(known)).group_by(block.user_id),
        times.where(VolunteerTime.user_id.in_(known)).group_by(VolunteerTime.user_id),
    )
    parts, until = dict[int, frozenset[WeekPart]](), dict[int, date]()
    for user_id, away_until, text in _rows(query):
        if away_until is None:
            parts[user_id] = _week_parts(text)
        else:
            until[user_id] = away_until
    return parts, until


def _together(words: Any) -> Any:
    """These words of many rows in one text."""
    return func.aggregate_strings(words, " ")


def _past(contacts: Sequence[Contact]) -> Executable:
    no, match, wish = MatchRefusal, Match, Wish
    ids = [contact.id for contact in contacts]
    refusals = select(
        literal("no"),
        no.contact_id,
        no.volunteer_id,
        type_coerce(no.by, String),
        type_coerce(no.because, String),
        no.on,
    ).where(no.contact_id.in_(ids), no.taken_back_on.is_(None))
    matches = select(
        literal("match"),
        match.contact_id,
        match.volunteer_id,
        type_coerce(match.state, String),
        func.coalesce(type_coerce(match.ended_because, String), ""),
        NO_DAY,
    ).where(match.contact_id.in_(ids))
    subject = type_coerce(wish.subject, String)
    wishes = select(
        literal("wish"), wish.contact_id, literal(0), subject, literal(""), NO_DAY
    )
    wanted = wish.contact_id.in_(ids), wish.side == Side.WISH, wish.state.in_(STANDING)
    return union_all(refusals, matches, wishes.where(*wanted))


def _waiting(actor: Actor) -> Sequence[Contact]:
    """The people for whom a volunteer is looked for, the most urgent first."""
    without_visitor = (Contact.stage == Stage.PARTICIPANT) & (
        Contact.volunteer_name == ""
    )
    return db.session.scalars(
        select(Contact)
        .options(joinedload(Contact.area))
        .where(
            or_(tasks.waits_for_volunteer(Contact.id), without_visitor),
            Contact.stage.not_in(STOPPED),
            matches.visible_contacts(actor),
        )
        .order_by(Contact.next_step_on, Contact.id)
        .limit(WAITING)
    ).all()


def _as_unasked(
    since: date,
    user_id: int,
    name: str,
    was_asked: bool,
    seen: list[tuple[Contact, MatchProposal]],
) -> Unasked:
    proposals = [proposal for _contact, proposal in seen]
    fit = best(proposals)
    who = next((contact for contact, proposal in seen if proposal is fit), None)
    is_far = fit is not None and fit.one.near is Near.ELSEWHERE
    why = why_unasked(proposals)
    return Unasked(user_id, name, since, was_asked, why, who, is_far)


def _seen_with(
    actor: Actor, people: Sequence[Contact], user_ids: list[int]
) -> dict[int, list[tuple[Contact, MatchProposal]]]:
    found: dict[int, list[tuple[Contact, MatchProposal]]] = {}
    if not people or not user_ids:
        return found
    by_contact = ranked(actor, people, only=user_ids)
    for contact in people:
        for proposal in by_contact[contact.id]:
            found.setdefault(proposal.one.user_id, []).append((contact, proposal))
    return found


def _ready(
    actor: Actor, area_ids: frozenset[int] | None
) -> list[Row[int, str, str, date, date | None]]:
    """Active, with room, nothing lacking, and not asked or matched lately."""
    free = _free(_sendable(actor))
    until = clock.today() - UNASKED_AFTER
    since = func.coalesce(Volunteer.since, clock.today()).label("since")
    last = _last_asked().label("last")
    if area_ids is not None:
        works = select(UserArea.user_id).where(is_chosen(area_ids, UserArea.area_id))
        free = free.where(User.id.in_(works))
    asked = free.with_only_columns(User.id, User.name, User.telephone, since, last)
    rows = db.session.execute(asked).all()
    lacking = _lacking(free, [row.id for row in rows])
    return [
        row
        for row in rows
        if not lacking[row.id] and (row.last is None or row.last <= until)
    ]


def _free(known: Select[Any]) -> Select[Any]:
    active = VolunteerStage.ACTIVE
    return known.where(func.coalesce(Volunteer.stage, active) == active, HAS_ROOM)


def _last_asked() -> ScalarSelect[date | None]:
    """The last day on which a volunteer was asked, matched, refused or was refused."""
    matched = select(Match.started_on.label("on")).where(Match.volunteer_id == User.id)
    refused = select(MatchRefusal.on).where(MatchRefusal.volunteer_id == User.id)
    asked = select(MatchRequest.asked_on).where(MatchRequest.volunteer_id == User.id)
    every = (one.correlate(User) for one in (matched, refused, asked))
    both = union_all(*every).subquery()
    return select(func.max(both.c.on)).scalar_subquery()
