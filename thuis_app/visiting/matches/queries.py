"""Queries about matches and people who live together."""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.normalize import fold
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.people.assents import queries as assents
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    STOPPED,
    PersonFinished,
    PersonStopped,
    Stage,
)
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import (
    RelationKind,
)
from thuis_app.visiting.matches import policy, rules
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import (
    OPEN,
    MatchEnded,
    MatchKind,
    MatchPaused,
    MatchState,
)

SHOWN, HOUSEMATES = 25, 5


def contact(actor: Actor, contact_id: int) -> Contact:
    """The person, if this actor may know them today; else there is nobody."""
    return _person(contact_id, policy.visible_contacts(actor))


def reportable_contact(actor: Actor, contact_id: int) -> Contact:
    """The person, also for the two weeks in which reports are finished."""
    return _person(contact_id, policy.reportable_contacts(actor))


def get(actor: Actor, match_id: int) -> Match:
    """A match that this actor may know of."""
    found = db.session.scalar(_matches(actor).where(Match.id == match_id))
    if found is None:
        raise Missing
    return found


def of_contact(actor: Actor, contact_id: int) -> Sequence[Match]:
    """The matches of this person: open ones first, then the latest."""
    rows = db.session.scalars(
        _matches(actor)
        .where(Match.contact_id == contact_id)
        .order_by(
            Match.state.in_(OPEN).desc(), Match.started_on.desc(), Match.id.desc()
        )
    )
    return rows.all()


def open_of_volunteer(actor: Actor) -> Sequence[Match]:
    """The people this volunteer visits now, by name."""
    rows = db.session.scalars(
        _matches(actor)
        .join(Contact, Contact.id == Match.contact_id)
        .where(*stands_for(actor))
    )
    return sorted(rows, key=lambda match: (match.contact.sort_key, match.id))


def stands_for(actor: Actor) -> list[ColumnElement[bool]]:
    """The conditions that this volunteer visits the person of a match now; `Contact` is
    that person."""
    return [
        policy.visible_to(actor),
        Match.volunteer_id == actor.id,
        Match.state.in_(OPEN),
        policy.visible_contacts(actor),
    ]


def of_volunteer(actor: Actor, user_id: int) -> Sequence[Match]:
    """The matches of a volunteer, past and present, that the actor may see."""
    rows = db.session.scalars(
        _matches(actor)
        .where(Match.volunteer_id == user_id)
        .order_by(
            Match.state.in_(OPEN).desc(), Match.started_on.desc(), Match.id.desc()
        )
        .limit(SHOWN)
    )
    return rows.all()


def all_of_volunteer(actor: Actor, user_id: int) -> Sequence[Match]:
    """The same, all of them, the open ones by name."""
    rows = db.session.scalars(_matches(actor).where(Match.volunteer_id == user_id))
    return sorted(rows, key=_open_by_name)


def _open_by_name(match: Match) -> tuple[bool, tuple[str, str, int], int]:
    return not match.is_open, match.contact.sort_key, match.id


def open_between(
    actor: Actor, contact_id: int, volunteer_id: int, kind: MatchKind
) -> Match | None:
    """The open match of this kind between these two, if there is one."""
    return db.session.scalar(
        _matches(actor).where(
            Match.contact_id == contact_id,
            Match.volunteer_id == volunteer_id,
            Match.kind == kind,
            Match.state.in_(OPEN),
        )
    )


def agreed(people: Collection[Contact]) -> set[int]:
    """The ids of those of these people whose yes to being visited stands."""
    return assents.willing(people, Participation.VISIT)


def visitors(contact: Contact) -> Sequence[str]:
    """The names of those who visit this person now."""
    query = (
        select(User.name)
        .join(Match, Match.volunteer_id == User.id)
        .where(Match.contact_id == contact.id, Match.state.in_(OPEN))
    )
    return sorted(set(db.session.scalars(query)))


def open_of(contact_id: int) -> Sequence[Match]:
    """The open matches of a person, with their volunteers, for what follows."""
    return _open(Match.contact_id == contact_id)


def open_under(event: object) -> Sequence[Match]:
    """The open matches that end, or pause, when this event is published."""
    match event:
        case PersonStopped() | PersonFinished():
            return open_of(event.contact_id)
        case AssentWithdrawn(participation=Participation.VISIT, others_stand=False):
            return [one for one in open_of(event.contact_id) if _is_hit(event, one)]
        case RoleEnded(role=Role.VOLUNTEER):
            return _open(Match.volunteer_id == event.user_id)
        case MatchEnded() | MatchPaused():
            return _open(Match.id == event.match_id)
    return []


def ended_by(event: object) -> Sequence[Match]:
    """Those of these that end, and do not pause."""
    return [
        one
        for one in open_under(event)
        if not rules.pauses(event, one.state, is_stopped=one.contact.is_stopped)
    ]


def has_another(match_id: int) -> bool:
    """Whether a match that ended stands in another row, begun since."""
    match = db.session.get_one(Match, match_id)
    pair = (
        Match.contact_id == match.contact_id,
        Match.volunteer_id == match.volunteer_id,
    )
    same = *pair, Match.kind == match.kind, Match.id != match.id
    query = select(Match.id).where(*same, Match.state.in_(OPEN))
    return db.session.scalar(query.limit(1)) is not None


def has_had_any(user_id: int) -> bool:
    """Whether this volunteer was brought together with anybody, now or before."""
    theirs = select(Match.id).where(Match.volunteer_id == user_id).limit(1)
    return db.session.scalar(theirs) is not None


def among(match_ids: Collection[int]) -> Sequence[Match]:
    """These matches, open or ended, with their person and volunteer."""
    return _with_both(Match.id.in_(match_ids))


def _is_hit(event: AssentWithdrawn, match: Match) -> bool:
    return event.ends_matches or match.state is not MatchState.PAUSED


def _open(condition: ColumnElement[bool]) -> Sequence[Match]:
    return _with_both(condition, Match.state.in_(OPEN))


def _with_both(*conditions: ColumnElement[bool]) -> Sequence[Match]:
    query = select(Match).where(*conditions).order_by(Match.id)
    both = joinedload(Match.contact), joinedload(Match.volunteer)
    return db.session.scalars(query.options(*both)).all()


def people_of(user: User) -> int:
    """The number of people a volunteer visits now, in all villages."""
    return db.session.scalar(_people().where(Match.volunteer_id == user.id)) or 0


def housemates(actor: Actor, contact: Contact) -> Sequence[Contact]:
    """The people who live with this person: partner, or participants at the address."""
    found = db.session.scalars(
        select(Contact)
        .options(joinedload(Contact.area))
        .where(_lives_with(contact), policy.visible_contacts(actor))
        .order_by(Contact.id)
        .limit(HOUSEMATES)
    )
    return sorted(found, key=lambda one: (fold(one.called_name), one.id))


def together(actor: Actor, match: Match) -> Match | None:
    """The open match of the same volunteer with a housemate of this person, or None."""
    return db.session.scalar(
        select(Match)
        .join(Contact, Contact.id == Match.contact_id)
        .options(
            joinedload(Match.contact).joinedload(Contact.area),
            joinedload(Match.volunteer),
        )
        .where(
            Match.volunteer_id == match.volunteer_id,
            Match.state.in_(OPEN),
            Match.id != match.id,
            _lives_with(match.contact),
            policy.visible_to(actor),
        )
        .order_by(Match.kind != match.kind, Match.id)
        .limit(1)
    )


def _people() -> Select[int]:
    return (
        select(func.count(Match.contact_id.distinct()))
        .join(Contact, Contact.id == Match.contact_id)
        .where(Match.state.in_(OPEN), Contact.stage.not_in(STOPPED))
    )


def _matches(actor: Actor) -> Select[Match]:
    return (
        select(Match)
        .options(
            joinedload(Match.contact).joinedload(Contact.area),
            joinedload(Match.volunteer),
        )
        .where(policy.visible_to(actor))
    )


def _person(contact_id: int, condition: ColumnElement[bool]) -> Contact:
    found = db.session.scalar(
        select(Contact)
        .options(joinedload(Contact.area))
        .where(Contact.id == contact_id, condition)
    )
    if found is None:
        raise Missing
    return found


def _lives_with(contact: Contact) -> ColumnElement[bool]:
    return and_(
        or_(Contact.id.in_(_partners(contact)), _same_home(contact)),
        Contact.id != contact.id,
        Contact.stage.not_in(STOPPED),
    )


def _partners(contact: Contact) -> Select[int]:
    """A tie may have been written down with either of the two."""
    stands = and_(Relation.kind == RelationKind.PARTNER, Relation.stands())
    other = case(
        (Relation.contact_id == contact.id, Relation.other_id),
        else_=Relation.contact_id,
    )
    either = or_(Relation.contact_id == contact.id, Relation.other_id == contact.id)
    return select(other).where(either, stands)


def _same_home(contact: Contact) -> ColumnElement[bool]:
    if not contact.postcode or not contact.house_number:
        return false()
    plain = contact.house_number.lower().replace(" ", "")
    return and_(
        Contact.postcode == contact.postcode,
        func.lower(func.replace(Contact.house_number, " ", "")) == plain,
        Contact.stage == Stage.PARTICIPANT,
    )
