"""Which visits are planned, and what may be planned."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from thuis_app.core import clock, events
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, RuleBroken
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonFinished, PersonStopped
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.policy import related_to
from thuis_app.people.relations.rules import RelationKind
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.volunteers import policy as volunteer_policy
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.models import Volunteer, VolunteerBlock
from thuis_app.team.volunteers.rules import VisitsInDaysOff, VolunteerStage
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.policy import visible_contacts
from thuis_app.visiting.matches.rules import OPEN, MatchEnded, MatchPaused
from thuis_app.visiting.matching import queries as matching
from thuis_app.visiting.matching.rules import Refusal, stands
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    Agenda,
    AppointmentsWanted,
    DaysOff,
    Engagement,
    Objection,
    Slot,
    Undo,
    VisitRef,
    VisitState,
)

DAY = timedelta(days=1)
MADE = (VisitState.PLANNED, VisitState.REPORTED)


@dataclass(frozen=True)
class Substitute:
    """A volunteer who could go for once, and what stands in the way for them."""

    user: User
    objections: tuple[Objection, ...] = ()

    @property
    def is_free(self) -> bool:
        return not self.objections


@dataclass(frozen=True)
class NumbersToCall:
    """Whom to call about a visit: the person, who has a key, and the coordinators of
    the village; the names of the last two with their numbers."""

    person: list[str]
    key_holders: list[tuple[str, list[str]]]
    coordinators: list[tuple[str, str]]


def known(actor: Actor) -> Select[Visit]:
    """The visits this actor may open, with the names that pages show."""
    return (
        select(Visit)
        .options(
            joinedload(Visit.contact).joinedload(Contact.area),
            joinedload(Visit.volunteer),
        )
        .where(policy.visible_to(actor))
    )


def get(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may open; Missing for any other."""
    found = db.session.scalar(known(actor).where(Visit.id == visit_id))
    if found is None:
        raise Missing
    return found


def get_open(actor: Actor, visit_id: int) -> Visit:
    """A visit this actor may open, and that is still to be made or reported."""
    found = get(actor, visit_id)
    rules.check_open(found.state)
    return found


def in_one_go(actor: Actor, visit: Visit) -> Visit | None:
    """The other visit of one call at one home, while both are still to come; or None.

    None when the other may not be approached, or has another visitor.
    """
    if visit.together_with is None:
        return None
    other = other_of_call(visit, known(actor))
    if other is None or other.contact.is_stopped:
        return None
    goes = select(Match.id).where(Match.id == other.match_id, Match.state.in_(OPEN))
    return other if db.session.scalar(goes) is not None else None


def other_of_call(visit: Visit, among: Select[Visit]) -> Visit | None:
    """The other open visit of one call at one house, where it is among these.

    For a visit made alone nobody has to say which they are, which takes a while.
    """
    other = db.session.scalar(
        among.where(
            Visit.id == visit.together_with,
            Visit.together_with == visit.id,
            Visit.volunteer_id == visit.volunteer_id,
        )
    )
    return other if other is not None and other.is_open else None


def to_make(
    actor: Actor,
    volunteer_id: int,
    first: date,
    last: date,
    states: Collection[VisitState] = (VisitState.PLANNED,),
) -> list[Visit]:
    """The visits of a volunteer from `first` to `last` that go on, in order of time.

    None in a match that ended, nor to a person who may not be approached.
    """
    theirs = goes_to(actor, volunteer_id, first, last, states)
    found = known(actor).where(*theirs).order_by(Visit.starts_at, Visit.id)
    return list(db.session.scalars(found))


def goes_to(
    actor: Actor,
    volunteer_id: int,
    first: date,
    last: date,
    states: Collection[VisitState] = (VisitState.PLANNED,),
) -> list[ColumnElement[bool]]:
    """The conditions of those visits, where this actor may open them."""
    return [
        policy.visible_to(actor),
        Visit.volunteer_id == volunteer_id,
        Visit.state.in_(states),
        Visit.starts_at >= rules.start_of(first),
        Visit.starts_at < rules.start_of(last + DAY),
        policy.still_to_make(),
    ]


def following(actor: Actor, visit: Visit) -> Visit | None:
    """The next visit of this volunteer to this person that is planned already."""
    after = max(visit.starts_at, clock.now())
    return db.session.scalar(
        select(Visit)
        .where(
            policy.visible_to(actor),
            _ahead(visit.contact_id, after),
            Visit.volunteer_id == visit.volunteer_id,
            Visit.id != visit.id,
        )
        .order_by(Visit.starts_at, Visit.id)
        .limit(1)
    )


def next_of(actor: Actor, visit: Visit, other: Visit | None) -> list[int]:
    """The ids of the visits that a next one is agreed on instead of: those that are
    planned already for these people, and this call itself."""
    made = [one for one in (visit, other) if one is not None]
    ahead = [following(actor, one) for one in made]
    return [one.id for one in (*made, *ahead) if one is not None]


def meets_then(actor: Actor, visit: Visit, starts_at: datetime) -> bool:
    """Whether these two have another visit at that moment already."""
    slot = Slot(starts_at, starts_at + timedelta(minutes=visit.minutes))
    besides = next_of(actor, visit, None)
    found = objections(actor, visit, slot, besides=besides)
    return any(one is Objection.TWICE for one, _what in found)


def going_again(actor: Actor, visit: Visit) -> tuple[Match | None, Visit | None]:
    """When this volunteer goes again: the visit that is planned already; where there
    is none, the match within which they may go."""
    planned = following(actor, visit)
    return (None, planned) if planned else (open_match(actor, visit), None)


def planned(actor: Actor, contact_id: int) -> Sequence[Visit]:
    """The visits to this person that are still to come, the first one first."""
    ahead = known(actor).where(_ahead(contact_id, clock.now()))
    return db.session.scalars(ahead.order_by(Visit.starts_at, Visit.id)).all()


def standing(contact: Contact) -> Sequence[Visit]:
    """The visits to this person to make, in a match that stands, or to report."""
    goes_on = select(Match.id).where(Match.state.in_(OPEN))
    return db.session.scalars(
        select(Visit).where(
            Visit.contact_id == contact.id,
            Visit.state == VisitState.PLANNED,
            or_(
                Visit.match_id.in_(goes_on),
                Visit.before_match,
                Visit.starts_at <= clock.now(),
            ),
        )
    ).all()


def ahead_of_match(match_id: int) -> Sequence[int]:
    """The ids of the visits of a match that are planned and still to come."""
    ahead = select(Visit.id).where(
        Visit.match_id == match_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > clock.now(),
    )
    return db.session.scalars(ahead).all()


def first_day(visit: Visit) -> date | None:
    """The day of the first visit in the match of this one that was not called off."""
    first = select(func.min(Visit.starts_at)).where(
        Visit.match_id == visit.match_id, Visit.state != VisitState.CANCELLED
    )
    found = db.session.scalar(first)
    return clock.local(found).date() if found else None


def open_under(event: object) -> Sequence[Visit]:
    """The planned visits that are not made when this event is published, by day."""
    hit = _hit_by(event)
    if hit is None:
        return []
    query = select(Visit).where(Visit.state == VisitState.PLANNED, hit)
    both = joinedload(Visit.contact), joinedload(Visit.volunteer)
    in_order = query.options(*both).order_by(Visit.starts_at, Visit.id)
    return db.session.scalars(in_order).all()


def planned_twice(kept_id: int, gone_id: int) -> list[tuple[Visit, int | None]]:
    """The planned visits to one record of a person that stand in the other too, and
    those whose match goes on in another row, with the id of that row."""
    planned = Visit.state == VisitState.PLANNED
    here = select(Visit.volunteer_id, Visit.starts_at)
    rows = db.session.execute(here.where(Visit.contact_id == kept_id, planned))
    moments = {(row.volunteer_id, row.starts_at) for row in rows}
    open_now = Match.contact_id == kept_id, Match.state.in_(OPEN)
    matches_now = db.session.scalars(select(Match).where(*open_now)).all()
    matched = {one.volunteer_id: one.id for one in matches_now}
    going_on = {one.id for one in matches_now}
    query = select(Visit).where(Visit.contact_id == gone_id, planned)
    found: list[tuple[Visit, int | None]] = []
    for visit in db.session.scalars(query.order_by(Visit.id)):
        if (visit.volunteer_id, visit.starts_at) in moments:
            found.append((visit, None))
        elif visit.match_id in going_on or visit.match_id is None:
            continue
        elif visit.volunteer_id in matched:
            found.append((visit, matched[visit.volunteer_id]))
    return found


def ahead_of_pair(match: Match, first: date) -> Sequence[Visit]:
    """The visits of a match that are planned from a day on."""
    query = select(Visit).where(
        Visit.match_id == match.id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > clock.now(),
        Visit.starts_at >= rules.start_of(first),
    )
    return db.session.scalars(query.order_by(Visit.starts_at, Visit.id)).all()


def passed(visit_ids: Collection[int], since: datetime | None = None) -> set[int]:
    """Those of these visits of which the moment has passed, since a moment or ever."""
    query = select(Visit.id).where(
        Visit.id.in_(visit_ids), Visit.starts_at <= clock.now()
    )
    if since is not None:
        query = query.where(Visit.starts_at > since)
    return set(db.session.scalars(query))


def tasks_of(visit_ids: Collection[int]) -> set[str]:
    """The ids of the tasks about these visits."""
    sources = [str(one) for one in visit_ids]
    query = select(Task.id).where(Task.kind == TaskKind.VISIT, Task.source.in_(sources))
    return set(db.session.scalars(query))


def has_visit(user_id: int) -> bool:
    """Whether a visit is or was in the name of this volunteer."""
    theirs = select(Visit.id).where(Visit.volunteer_id == user_id).limit(1)
    return db.session.scalar(theirs) is not None


def _hit_by(event: object) -> ColumnElement[bool] | None:
    is_ahead = Visit.starts_at > clock.now()
    match event:
        case PersonStopped(contact_id, _stage, on):
            is_after = Visit.starts_at >= rules.start_of(on + DAY)
            return and_(Visit.contact_id == contact_id, or_(is_ahead, is_after))
        case PersonFinished(contact_id):
            return and_(Visit.contact_id == contact_id, is_ahead)
        case AssentWithdrawn(contact_id, Participation.VISIT, others_stand=False):
            return and_(Visit.contact_id == contact_id, is_ahead)
        case MatchEnded() | MatchPaused():
            return and_(Visit.match_id == event.match_id, is_ahead)
        case RoleEnded(user_id, Role.VOLUNTEER):
            return and_(Visit.volunteer_id == user_id, is_ahead)
        case RoleEnded(user_id, Role.COORDINATOR):
            theirs = Visit.volunteer_id == user_id
            return and_(theirs, Visit.before_match, is_ahead)
    return None


def planned_among(visit_ids: Collection[int]) -> Sequence[Visit]:
    """Those of these visits that are planned, each with its person and volunteer."""
    both = joinedload(Visit.contact), joinedload(Visit.volunteer)
    query = select(Visit).where(
        Visit.id.in_(visit_ids), Visit.state == VisitState.PLANNED
    )
    return db.session.scalars(query.options(*both).order_by(Visit.id)).all()


def standing_match(visit: Visit) -> Match | None:
    """The match of a visit, as long as it did not end; or None."""
    return db.session.scalar(
        select(Match).where(Match.id == visit.match_id, Match.state.in_(OPEN))
    )


def its_match(visit: Visit) -> Match | None:
    """The match of a visit, also after it ended; None for a first visit."""
    return db.session.get(Match, visit.match_id) if visit.match_id else None


def open_match(actor: Actor, visit: Visit) -> Match | None:
    """The match within which this volunteer may go again."""
    found = matches.of_contact(actor, visit.contact_id)
    its_own = (m for m in found if m.volunteer_id == visit.volunteer_id)
    return next((m for m in its_own if m.state in OPEN), None)


def match_of(actor: Actor, visit: Visit) -> Match | None:
    """The match within which this visit is made, also where another goes."""
    if visit.instead_of is not None:
        return standing_match(visit)
    return open_match(actor, visit)


def undoable(actor: Actor, visit: VisitRef) -> Undo | None:
    """What this actor may undo of a visit: a move or a cancelling of a moment ago."""
    now = clock.now()
    off = rules.may_undo(visit.called_off_by, visit.called_off_at, actor.id, now)
    if visit.state is VisitState.CANCELLED:
        return Undo.CANCELLED if off else None
    moved = rules.may_undo(visit.moved_by, visit.moved_at, actor.id, now)
    return Undo.MOVED if rules.is_open(visit.state) and moved else None


def numbers(actor: Actor, visit: Visit) -> list[str]:
    """The telephone numbers of the person, for who may call them."""
    ground = or_(visible_contacts(actor), policy.goes_once_today(actor))
    found = contacts.telephones(actor, [visit.contact_id], ground)
    return [phone.number for phone in found.get(visit.contact_id, ())]


def numbers_of(actor: Actor, visits: Iterable[Visit]) -> dict[int, str]:
    """The first number of the person of each of these visits, by person, for who may
    call them."""
    people = [visit.contact_id for visit in visits]
    found = contacts.telephones(actor, people, visible_contacts(actor))
    return {contact_id: phones[0].number for contact_id, phones in found.items()}


def agenda(
    actor: Actor,
    contact_id: int,
    volunteer_ids: Iterable[int],
    first: date,
    last: date,
    *,
    besides: Collection[int] = (),
) -> Agenda:
    """What a person and these volunteers have in these days, without the visits
    `besides`. Of a visit to another person no more than the hours."""
    chosen = sorted(set(volunteer_ids))
    rows = db.session.execute(
        select(
            Visit.starts_at,
            Visit.minutes,
            User.called,
            Visit.contact_id,
            Visit.volunteer_id,
        )
        .join(User, User.id == Visit.volunteer_id)
        .where(
            or_(Visit.contact_id == contact_id, Visit.volunteer_id.in_(chosen)),
            Visit.state.in_(MADE),
            Visit.starts_at >= rules.start_of(first),
            Visit.starts_at < rules.start_of(last + DAY),
            Visit.id.not_in(sorted(besides)),
            or_(Visit.state == VisitState.REPORTED, policy.still_to_make()),
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    found = [
        Engagement(Slot(at, at + timedelta(minutes=minutes)), name, person, volunteer)
        for at, minutes, name, person, volunteer in rows
    ]
    asked = AppointmentsWanted(contact_id, first, last)
    for others in events.gather(actor, asked):
        found += others
    return Agenda(sorted(found, key=lambda one: one.slot), _days_off(chosen, first))


def coming(actor: Actor, contact_id: int, volunteer_ids: Iterable[int]) -> Agenda:
    """What both sides of a visit have in the coming weeks."""
    today = clock.today()
    until = today + rules.LOOKED_AHEAD
    return agenda(actor, contact_id, volunteer_ids, today, until)


def objections(
    actor: Actor,
    match: Match | Visit,
    slot: Slot,
    *,
    besides: Collection[int] = (),
) -> list[tuple[Objection, Engagement | DaysOff | None]]:
    """What stands in the way of a visit of these two at a moment. Of one that has
    been, and is written down afterwards, only that it stands there already."""
    on = clock.local(slot.starts_at).date()
    who = match.volunteer_id
    stands = agenda(actor, match.contact_id, [who], on - DAY, on + DAY, besides=besides)
    found = list(stands.objections(slot, match.contact_id, who))
    if slot.starts_at > clock.now():
        return found
    return [one for one in found if one[0] is Objection.TWICE]


def people_of(user_id: int) -> Sequence[Contact]:
    """The people to whom this volunteer has a visit to make, for tasks about them."""
    visited = select(Visit.contact_id).where(
        Visit.volunteer_id == user_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > clock.now(),
    )
    return db.session.scalars(
        select(Contact).where(Contact.id.in_(visited)).order_by(Contact.id)
    ).all()


def in_days_off_of(user_id: int, contact_id: int) -> list[tuple[Visit, bool]]:
    """The visits to a person that stand in days off or in a break of their volunteer,
    the first one first, each with whether the volunteer calls; for the task about them.
    """
    rows = db.session.execute(
        select(Visit, VolunteerBlock, Volunteer.paused_until)
        .outerjoin(VolunteerBlock, VolunteerBlock.user_id == Visit.volunteer_id)
        .outerjoin(Volunteer, _takes_a_break())
        .where(
            Visit.volunteer_id == user_id,
            Visit.contact_id == contact_id,
            Visit.state == VisitState.PLANNED,
            Visit.starts_at > clock.now(),
            policy.still_to_make(),
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    found: dict[Visit, bool] = {}
    for visit, block, until in rows:
        is_off = block is not None and block.from_on <= visit.day <= block.until_on
        if is_off or (until is not None and visit.day <= until):
            found[visit] = found.get(visit, False) or (is_off and block.calls_self)
    return list(found.items())


def _takes_a_break() -> ColumnElement[bool]:
    """That the volunteer of a visit pauses; `paused_until` is the last day of it."""
    is_paused = Volunteer.stage == VolunteerStage.PAUSED
    return and_(Volunteer.user_id == Visit.volunteer_id, is_paused)


def in_days_off(actor: Actor, block: VolunteerBlock) -> list[Visit]:
    """The visits of a volunteer that stand in these days off, as the actor may see."""
    first = max(block.from_on, clock.today())
    found = to_make(actor, block.user_id, first, block.until_on)
    return [one for one in found if one.starts_at > clock.now()]


def count_in_days_off(actor: Actor, wanted: VisitsInDaysOff) -> int:
    """The number of visits in days off, for the page on which those are kept."""
    _user, block = volunteers.block(actor, wanted.block_id)
    return len(in_days_off(actor, block))


def hold(contact_id: int, volunteer_id: int) -> None:
    """Let nobody else plan for these two until all of it is kept."""
    db.session.execute(select(User.id).where(User.id == volunteer_id).with_for_update())
    db.session.execute(
        select(Contact.id).where(Contact.id == contact_id).with_for_update()
    )


def substitutes(actor: Actor, visit: Visit) -> list[Substitute]:
    """The volunteers of the village who could go for once, those who are free first.

    None who lacks what is required, nor with whom this person felt no click.
    """
    usual = visit.instead_of
    able = volunteers_for(actor, visit.contact, on=visit.day, usual=usual)
    users = [user for user in able if user.id != visit.volunteer_id]
    ids = [user.id for user in users]
    plans = agenda(actor, visit.contact_id, ids, visit.day - DAY, visit.day + DAY)
    found = [Substitute(one, _for_substitute(plans, visit, one.id)) for one in users]
    return sorted(found, key=lambda one: (not one.is_free, one.user.id != usual))


def volunteers_for(
    actor: Actor, contact: Contact, *, on: date | None = None, usual: int | None = None
) -> list[User]:
    """The volunteers of the village who may go to a person for once, by name.

    None who lacks what is required on that day, or today, nor with whom this person
    felt no click; `usual` is always among them.
    """
    near = select(UserArea.user_id).where(UserArea.area_id == contact.area_id)
    rows = db.session.scalars(
        select(User)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .where(
            volunteer_policy.visible_to(actor),
            User.is_active,
            or_(User.all_areas, User.id.in_(near), User.id == usual),
            or_(Volunteer.stage.is_(None), Volunteer.stage == VolunteerStage.ACTIVE),
        )
        .order_by(User.sort_name, User.id)
    ).all()
    lacking = volunteers.lacking(actor, [user.id for user in rows], on)
    refused = _refused(actor, contact)
    return [
        user
        for user in rows
        if user.id == usual or not (lacking[user.id] or user.id in refused)
    ]


def person_to_visit(actor: Actor, contact_id: int) -> Contact:
    """The person, unless nobody may approach them any more."""
    contact = matches.contact(actor, contact_id)
    if contact.is_stopped:
        raise RuleBroken("contact.stopped")
    return contact


def matches_to_plan(
    actor: Actor, contact: Contact
) -> tuple[Sequence[Match], Match | None]:
    """The matches within which the actor may plan a visit to this person.

    When it is one, also the match of its volunteer with a housemate, if any.
    """
    found = matches.of_contact(actor, contact.id)
    mine = [m for m in found if m.state in OPEN and policy.may_plan(actor, m)]
    details = matches.together(actor, mine[0]) if len(mine) == 1 else None
    return mine, details if details and policy.may_plan(actor, details) else None


def numbers_to_call(actor: Actor, visit: Visit) -> NumbersToCall:
    """The numbers for when nobody opens, or a visit does not go on; none of whom this
    actor may not call."""
    around = relations.relations(visit.contact)
    holders = [
        one.other
        for one in around
        if one.relation.kind is RelationKind.KEY_HOLDER
        and not (one.is_of_other or one.other.is_stopped)
    ]
    person = aliased(Contact)
    known = related_to(person, visible_contacts(actor, person))
    ids = {visit.contact_id, *(one.id for one in holders)}
    found = contacts.telephones(actor, ids, visible_contacts(actor), known)
    numbers = {one: [phone.number for phone in found.get(one, ())] for one in ids}
    return NumbersToCall(
        numbers[visit.contact_id],
        [(one.full_name, numbers[one.id]) for one in holders],
        _coordinators(visit.contact),
    )


def _coordinators(contact: Contact) -> list[tuple[str, str]]:
    """Those of the village before those of all villages, at most two."""
    theirs = select(UserArea.user_id).where(UserArea.area_id == contact.area_id)
    here = User.id.in_(theirs)
    rows = db.session.execute(
        select(User.called, User.telephone)
        .where(User.is_active, User.has_role(Role.COORDINATOR))
        .where(or_(User.all_areas, here))
        .order_by(here.desc(), User.id)
        .limit(2)
    )
    return [(row[0], row[1]) for row in rows]


def _days_off(volunteer_ids: Sequence[int], first: date) -> list[DaysOff]:
    rows = db.session.execute(
        select(
            VolunteerBlock.user_id,
            User.called,
            VolunteerBlock.from_on,
            VolunteerBlock.until_on,
        )
        .join(User, User.id == VolunteerBlock.user_id)
        .where(
            VolunteerBlock.user_id.in_(volunteer_ids), VolunteerBlock.until_on >= first
        )
        .order_by(VolunteerBlock.from_on, VolunteerBlock.id)
    )
    return [DaysOff(*row) for row in rows]


def _refused(actor: Actor, contact: Contact) -> set[int]:
    today = clock.today()
    return {
        one.volunteer_id
        for one in matching.refusals(actor, contact)
        if stands(Refusal(one.by, one.because, one.on), today)
    }


def _for_substitute(plans: Agenda, visit: Visit, user_id: int) -> tuple[Objection, ...]:
    """What keeps a volunteer from going: not that the person has this very visit."""
    found = plans.objections(visit.slot, visit.contact_id, user_id)
    spared = {Objection.NIGHT, Objection.PERSON_BUSY}
    return tuple(dict.fromkeys(one for one, _what in found if one not in spared))


def _ahead(contact_id: int, after: datetime) -> ColumnElement[bool]:
    return and_(
        Visit.contact_id == contact_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at > after,
    )
