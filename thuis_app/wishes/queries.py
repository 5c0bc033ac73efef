"""What somebody would like, and what they can bring."""

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import joinedload

from thuis_app.contacts.models import Contact
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.wishes import policy
from thuis_app.wishes.models import Wish
from thuis_app.wishes.rules import Side, Subject, WishState

STANDING = (WishState.OPEN, WishState.RUNNING)
OF_CONTACT = (
    select(Wish)
    .where(Wish.contact_id == bindparam("contact", type_=Integer))
    .order_by(Wish.heard_on.desc(), Wish.id.desc())
)


def get(actor: Actor, wish_id: int) -> Wish:
    """A wish or contribution of somebody this actor may see."""
    found = db.session.scalar(
        select(Wish)
        .options(joinedload(Wish.contact))
        .where(Wish.id == wish_id, policy.visible_to(actor))
    )
    if found is None:
        raise Missing
    return found


def of_contact(actor: Actor, contact: Contact) -> Sequence[Wish]:
    """All that was heard of somebody this actor already found, the latest first."""
    return db.session.scalars(OF_CONTACT, {"contact": contact.id}).all()


def same_as(
    actor: Actor, contact: Contact, side: Side, subject: Subject, words: str
) -> Wish | None:
    """The same, heard before and not yet settled."""
    return db.session.scalar(
        select(Wish).where(
            Wish.contact_id == contact.id,
            Wish.side == side,
            Wish.subject == subject,
            Wish.words == words,
            Wish.state.in_(STANDING),
        )
    )
