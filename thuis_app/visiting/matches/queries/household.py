"""Who lives together, and is visited by one volunteer at once."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, Stage
from thuis_app.people.relations.models import Tie
from thuis_app.people.relations.rules import TieKind
from thuis_app.visiting.matches import policy
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN

AT_MOST = 5


def housemates(actor: Actor, contact: Contact) -> Sequence[Contact]:
    """Who lives with this person: the partner, participants behind the same door."""
    return db.session.scalars(
        select(Contact)
        .options(joinedload(Contact.area))
        .where(_lives_with(contact), policy.visible_contacts(actor))
        .order_by(Contact.called_name, Contact.id)
        .limit(AT_MOST)
    ).all()


def together(actor: Actor, match: Match) -> Match | None:
    """The open match of the same volunteer with whoever this person lives with."""
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


def _lives_with(contact: Contact) -> ColumnElement[bool]:
    return and_(
        or_(Contact.id.in_(_partners(contact)), _same_door(contact)),
        Contact.id != contact.id,
        Contact.stage.not_in(STOPPED),
    )


def _partners(contact: Contact) -> Select[int]:
    """A tie may have been written down with either of the two."""
    stands = and_(Tie.kind == TieKind.PARTNER, Tie.until.is_(None))
    other = case((Tie.contact_id == contact.id, Tie.other_id), else_=Tie.contact_id)
    either = or_(Tie.contact_id == contact.id, Tie.other_id == contact.id)
    return select(other).where(either, stands)


def _same_door(contact: Contact) -> ColumnElement[bool]:
    if not contact.postcode or not contact.house_number:
        return false()
    plain = contact.house_number.lower().replace(" ", "")
    return and_(
        Contact.postcode == contact.postcode,
        func.lower(func.replace(Contact.house_number, " ", "")) == plain,
        Contact.stage == Stage.PARTICIPANT,
    )
