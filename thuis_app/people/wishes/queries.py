"""Queries about wishes and contributions."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.people.contacts.models import Contact, PersonRef
from thuis_app.people.wishes import policy
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject, WishState

STANDING = (WishState.OPEN, WishState.RUNNING)
LATEST_FIRST = (Wish.heard_on.desc(), Wish.id.desc())


class WishRow(NamedTuple):
    """A wish or contribution as a page shows it, and no more."""

    id: int
    side: Side
    words: str
    subject: Subject
    state: WishState
    heard_on: date

    @property
    def is_standing(self) -> bool:
        """Whether it is a wish that was neither settled nor let go."""
        return self.side is Side.WISH and self.state in STANDING


def get(actor: Actor, wish_id: int) -> Wish:
    """A wish or contribution of a person whom the actor may see; or raises Missing."""
    found = db.session.scalar(
        select(Wish)
        .options(joinedload(Wish.contact))
        .where(Wish.id == wish_id, policy.visible_to(actor))
    )
    if found is None:
        raise Missing
    return found


def of_contact(contact: Contact) -> Sequence[Wish]:
    """All wishes and contributions of this person, the latest first."""
    mine = select(Wish).where(Wish.contact_id == contact.id)
    return db.session.scalars(mine.order_by(*LATEST_FIRST)).all()


def wish_rows(contact: PersonRef) -> list[WishRow]:
    """The same, to be shown and not to be changed."""
    shown = select(*(getattr(Wish, name) for name in WishRow._fields))
    mine = shown.where(Wish.contact_id == contact.id)
    rows = db.session.execute(mine.order_by(*LATEST_FIRST))
    return [WishRow._make(row) for row in rows]


def same_as(contact: Contact, side: Side, subject: Subject, words: str) -> Wish | None:
    """The same wish, not settled yet; or None."""
    return db.session.scalar(
        select(Wish).where(
            Wish.contact_id == contact.id,
            Wish.side == side,
            Wish.subject == subject,
            Wish.words == words,
            Wish.state.in_(STANDING),
        )
    )
