"""Two people of the example who live together and are visited in one go."""

from collections.abc import Sequence

from sqlalchemy import select

from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import queries
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Salutation, search_text
from thuis_app.people.relations.models import Relation
from thuis_app.people.relations.rules import RelationKind
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits.models import Visit

HOME = ("street", "house_number", "postcode", "area_id", "prefix", "last_name")


def bring_together(email: str) -> None:
    """Make partners of the first two whom this volunteer visits in a rhythm."""
    in_rhythm = select(Visit.id).where(Visit.match_id == Match.id, Visit.made_by_rhythm)
    both = db.session.scalars(
        select(Match)
        .join(User, User.id == Match.volunteer_id)
        .where(User.email == email, Match.state.in_(OPEN), in_rhythm.exists())
        .order_by(Match.id)
        .limit(2)
    ).all()
    if len(both) == 2:
        _partners(both[0].contact_id, both[1].contact_id)
        _in_one_go(both[0].id, both[1].id)


def _partners(one_id: int, other_id: int) -> None:
    one, other = (db.session.get_one(Contact, n) for n in (one_id, other_id))
    for name in HOME:
        setattr(other, name, getattr(one, name))
    other.called_name, other.salutation = "Harm", Salutation.MR
    names = (other.called_name, other.initials, other.prefix, other.last_name)
    home = (other.street, other.house_number, other.postcode)
    numbers = [phone.number for phone in queries.phones(other)]
    other.search_text = search_text(names, home, numbers)
    other.sounds_like = one.sounds_like
    relation = Relation(contact_id=one.id, other_id=other.id, kind=RelationKind.PARTNER)
    db.session.add(relation)


def _in_one_go(one_id: int, other_id: int) -> None:
    """Every visit to the one was and is a visit to the other, on that moment."""
    for mine, theirs in zip(_visits(one_id), _visits(other_id), strict=False):
        theirs.starts_at = mine.starts_at
        mine.together_with, theirs.together_with = theirs.id, mine.id
    db.session.flush()


def _visits(match_id: int) -> Sequence[Visit]:
    """The latest first: those that are planned stand beside each other."""
    rows = select(Visit).where(Visit.match_id == match_id)
    return db.session.scalars(rows.order_by(Visit.starts_at.desc())).all()
