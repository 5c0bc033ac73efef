"""Who visits whom, as far as this actor may know."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.accounts.models import User, UserArea
from thuis_app.contacts.models import Consent, Contact
from thuis_app.contacts.rules import STOPPED, Purpose
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.matches import policy
from thuis_app.matches.models import Match
from thuis_app.matches.rules import OPEN, Candidate, EndReason, MatchKind, rank
from thuis_app.volunteers import policy as volunteers
from thuis_app.volunteers import queries as volunteer_queries
from thuis_app.volunteers.models import Volunteer
from thuis_app.volunteers.rules import USUAL

SHOWN = 25


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
    """Who visits this person and who did: the open ones first, then the latest."""
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
        .where(
            Match.volunteer_id == actor.id,
            Match.state.in_(OPEN),
            policy.visible_contacts(actor),
        )
        .order_by(Contact.last_name, Contact.id, Match.id)
    )
    return rows.all()


def of_volunteer(actor: Actor, user_id: int) -> Sequence[Match]:
    """Whom a volunteer visits and visited, as far as this actor may know."""
    rows = db.session.scalars(
        _matches(actor)
        .where(Match.volunteer_id == user_id)
        .order_by(
            Match.state.in_(OPEN).desc(), Match.started_on.desc(), Match.id.desc()
        )
        .limit(SHOWN)
    )
    return rows.all()


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


def may_be_visited(actor: Actor, contact_id: int) -> bool:
    """Whether this person said yes to being visited, and did not take it back."""
    asked = select(Consent.id).where(
        Consent.contact_id == contact_id,
        Consent.purpose == Purpose.VISIT,
        Consent.withdrawn_on.is_(None),
    )
    return db.session.scalar(asked.limit(1)) is not None


def people_of(actor: Actor, user_id: int) -> int:
    """How many people a volunteer visits now, wherever they live: a number only."""
    return db.session.scalar(_people().where(Match.volunteer_id == user_id)) or 0


def candidates(actor: Actor, contact: Contact, *, search: str = "") -> list[Candidate]:
    """The volunteers who could visit this person, the likeliest first."""
    asked = _candidates(actor, contact)
    if search:
        asked = asked.where(User.id.in_(volunteer_queries.named(actor, search)))
    return _seen_with(actor, contact, asked.limit(SHOWN))


def candidate(actor: Actor, contact: Contact, user_id: int) -> Candidate | None:
    """One volunteer seen with this person in mind; None when it cannot be them."""
    asked = _candidates(actor, contact).where(User.id == user_id)
    return next(iter(_seen_with(actor, contact, asked)), None)


def _people() -> Select[int]:
    return (
        select(func.count(Match.contact_id.distinct()))
        .join(Contact, Contact.id == Match.contact_id)
        .where(Match.state.in_(OPEN), Contact.stage.not_in(STOPPED))
    )


def _candidates(actor: Actor, contact: Contact) -> Select[Any]:
    """Not somebody who left, and nobody visits themselves."""
    in_village = User.id.in_(
        select(UserArea.user_id).where(UserArea.area_id == contact.area_id)
    )
    people = _people().where(Match.volunteer_id == User.id).scalar_subquery()
    most = func.coalesce(Volunteer.most_people, USUAL)
    return (
        select(
            User.id.label("user_id"),
            User.name,
            or_(User.all_areas, in_village).label("in_village"),
            people.label("people"),
            most.label("most_people"),
            func.coalesce(Volunteer.drives, false()).label("drives"),
        )
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .where(
            volunteers.visible_to(actor),
            User.is_active,
            or_(Volunteer.until.is_(None), Volunteer.until >= clock.today()),
            or_(Volunteer.contact_id.is_(None), Volunteer.contact_id != contact.id),
        )
        .order_by(
            or_(User.all_areas, in_village).desc(), people >= most, people, User.name
        )
    )


def _seen_with(actor: Actor, contact: Contact, asked: Select[Any]) -> list[Candidate]:
    rows = db.session.execute(asked).all()
    past = select(Match.volunteer_id, Match.state, Match.ended_because).where(
        Match.contact_id == contact.id,
        Match.volunteer_id.in_([r.user_id for r in rows]),
    )
    now: set[int] = set()
    earlier: dict[int, set[EndReason | None]] = {}
    for user_id, state, because in db.session.execute(past):
        if state in OPEN:
            now.add(user_id)
        else:
            earlier.setdefault(user_id, set()).add(because)
    return rank(
        [
            Candidate(
                **row._mapping,
                visits_now=row.user_id in now,
                earlier=frozenset(earlier.get(row.user_id, ())),
            )
            for row in rows
        ]
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
