"""The practice people there are, and how what counts leaves them out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.practice import policy
from thuis_app.people.practice.models import PracticePerson, PracticeRow


def there_now(actor: Actor) -> list[PracticeRow]:
    """The practice people in the villages of this actor, by village."""
    require(policy.may_look(actor))
    rows = db.session.execute(
        select(PracticePerson.id, Contact.id, Area.id, Area.name)
        .join(Contact, Contact.id == PracticePerson.contact_id)
        .join(Area, Area.id == PracticePerson.area_id)
        .where(policy.visible_to(actor))
        .order_by(Area.sort_name)
    )
    return [PracticeRow(*row) for row in rows]


def get(actor: Actor, practice_id: int) -> PracticePerson:
    """The practice person with this number, there or gone; raises Missing."""
    found = db.session.scalar(
        select(PracticePerson)
        .join(Area, Area.id == PracticePerson.area_id)
        .where(policy.visible_to(actor), PracticePerson.id == practice_id)
    )
    if found is None:
        raise Missing
    return found


def villages(actor: Actor) -> Sequence[Any]:
    """The number and the name of each village where this actor may practise, and where
    there is no practice person yet."""
    require(policy.may_look(actor))
    taken = select(PracticePerson.area_id).where(PracticePerson.contact_id.is_not(None))
    free = select(Area.id, Area.name).where(Area.is_active, Area.id.not_in(taken))
    mine = free.where(policy.visible_to(actor)).order_by(Area.sort_name)
    return db.session.execute(mine).all()


def has_records() -> bool:
    """Whether anybody is written down who is no practice person."""
    found = select(Contact.id).where(is_real(Contact.id)).limit(1)
    return db.session.scalar(found) is not None


def is_practice(*contact_ids: int) -> bool:
    """Whether one of these people is a practice person."""
    mine = PracticePerson.contact_id.in_(contact_ids)
    found = select(PracticePerson.id).where(mine).limit(1)
    return db.session.scalar(found) is not None


def is_real(contact_id: Any) -> ColumnElement[bool]:
    """The condition that a column of a query refers to no practice person."""
    there = select(PracticePerson.contact_id).where(
        PracticePerson.contact_id.is_not(None)
    )
    found: ColumnElement[bool] = contact_id.not_in(there)
    return found
