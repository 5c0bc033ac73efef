"""Queries about what a person says yes to."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import AssentWithdrawn, Participation
from thuis_app.people.contacts.models import Contact


def assents(contact: Contact) -> Sequence[Assent]:
    """All this person said yes to, current and taken back, the latest first."""
    mine = select(Assent).where(Assent.contact_id == contact.id)
    latest_first = (Assent.given_on.desc(), Assent.id.desc())
    return db.session.scalars(mine.order_by(*latest_first)).all()


def assent(contact: Contact, assent_id: int) -> Assent:
    """One yes of this person; Missing when it is another's."""
    found = db.session.get(Assent, assent_id)
    if found is None or found.contact_id != contact.id:
        raise Missing
    return found


def has_assent(contact: Contact, participation: Participation) -> bool:
    """Whether this person's yes to `participation` stands today."""
    mine = Assent.contact_id == contact.id, Assent.participation == participation
    stands = select(Assent.id).where(*mine, Assent.withdrawn_on.is_(None))
    return db.session.scalar(stands.limit(1)) is not None


def willing(people: Collection[Contact], participation: Participation) -> set[int]:
    """The ids of those of these people whose yes to `participation` stands."""
    query = select(Assent.contact_id).where(
        Assent.contact_id.in_([one.id for one in people]),
        Assent.participation == participation,
        Assent.withdrawn_on.is_(None),
    )
    return set(db.session.scalars(query))


def is_withdrawn(contact_id: int, participation: Participation) -> bool:
    """Whether a yes of this person was taken back, and none to the same stands."""
    mine = Assent.contact_id == contact_id, Assent.participation == participation
    rows = db.session.scalars(select(Assent.withdrawn_on).where(*mine)).all()
    return bool(rows) and None not in rows


def standing(contact_id: int) -> Sequence[Assent]:
    """What a person said yes to and did not take back."""
    mine = Assent.contact_id == contact_id, Assent.withdrawn_on.is_(None)
    return db.session.scalars(select(Assent).where(*mine).order_by(Assent.id)).all()


def doubtful(one: Contact, other: Contact) -> list[Assent]:
    """What stands in one of two records of one person, where in the other a yes to the
    same was taken back and none stands."""
    both = Assent.contact_id.in_((one.id, other.id))
    rows = db.session.scalars(select(Assent).where(both).order_by(Assent.id)).all()
    ever = {(row.contact_id, row.participation) for row in rows}
    stands = [row for row in rows if row.withdrawn_on is None]
    now = {(row.contact_id, row.participation) for row in stands}
    withdrawn = {participation for _who, participation in ever - now}
    return [row for row in stands if row.participation in withdrawn]


def withdrawal(assent: Assent, *, ends_matches: bool = False) -> AssentWithdrawn:
    """The event that this yes no longer stands, as it is or is to be published."""
    others = [one for one in standing(assent.contact_id) if one.id != assent.id]
    return AssentWithdrawn(
        assent.contact_id,
        assent.participation,
        assent.id,
        ends_matches=ends_matches,
        others_stand=assent.participation in {one.participation for one in others},
    )
